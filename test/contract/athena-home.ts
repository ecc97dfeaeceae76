/** SQL as the cloud home asks it, of our own endpoint of Athena: MiniStack's runs no such SQL. */
import { AthenaClient } from '@aws-sdk/client-athena';
import { serve } from '@hono/node-server';
import { athenaDoor } from '../../host/athena/door.ts';
import { athenaQueryService } from '../../layers/cloud/athena-query-service.ts';
import type { Principal } from '../../layers/core/identity/principal.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import type { QueryService } from '../../layers/core/ports/query-engine.ts';
import { openLakeHome, who } from '../unit/workbench/lake-home.ts';
import { openTemporaryHome } from './temporary-home.ts';

const people = [who.aic, who.tax];
const keyOf = ({ name }: Principal): string => `KEY${name.replace('-', '').toUpperCase()}`;
const secret = 'x'.repeat(40);

export interface AthenaHome {
  /** Records are its own; Athena has the lake. */
  readonly ports: Ports;
  readonly service: QueryService;
  close(): Promise<void>;
}

/** What is signed with is given: there is no STS. */
export async function openAthenaHome(): Promise<AthenaHome> {
  const lake = await openLakeHome();
  const cloud = await openTemporaryHome();
  const door = athenaDoor({
    ports: lake.ports,
    queries: lake.service,
    doorkeeper: {
      holderOf: (key) => {
        const one = people.find((person) => keyOf(person) === key);
        return one && { secret, claimed: { ...one, district: undefined } };
      },
      resolve: async ({ name }) => people.find((person) => person.name === name),
    },
    audit: () => {},
    log: (error) => {
      throw error;
    },
  });
  const { promise: listening, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch: door, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port));
  const endpoint = `http://127.0.0.1:${await listening}/athena`;
  const clients = new Map(
    people.map((person) => {
      const credentials = { accessKeyId: keyOf(person), secretAccessKey: secret };
      return [person.name, new AthenaClient({ region: 'cn-north-1', endpoint, credentials })];
    }),
  );
  const ports = { ...lake.ports, ...cloud.home };
  const service = athenaQueryService(ports, {
    seats: people.map(({ department }) => ({ role: 'receiver', department })),
    databasePrefix: '',
    groupOf: () => 'primary',
    clientOf: (_seat, { name }) => clients.get(name) as AthenaClient,
  });
  return {
    ports,
    service,
    async close() {
      for (const client of clients.values()) client.destroy();
      server.close();
      await cloud.close();
      await lake.close();
    },
  };
}
