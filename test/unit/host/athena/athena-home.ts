/** The doors of Athena's clients before an embedded home, whose engine is played: it answers what a test says. */
import { athenaDoor } from '../../../../host/athena/door.ts';
import type { AthenaAccess, AthenaHome } from '../../../../host/athena/home.ts';
import { storeDoor } from '../../../../host/athena/store/door.ts';
import type { Principal } from '../../../../layers/core/identity/principal.ts';
import type { Ports } from '../../../../layers/core/ports/index.ts';
import { settingsSchema } from '../../../../layers/core/ports/settings.ts';
import type { SqlRunner } from '../../../../layers/core/ports/sql-runner.ts';
import { csvLine, type TextRow } from '../../../../layers/core/sql/output/csv.ts';
import { queryService } from '../../../../layers/core/workbench/query-service.ts';
import { openTemporaryHome } from '../../../contract/temporary-home.ts';
import { type Keys, signed } from './signing.ts';

const principals: readonly Principal[] = [
  { name: 'operator', roles: ['operator'] },
  { name: 'auditor', roles: ['auditor'] },
  { name: 'power-application', department: 'power', roles: ['provider', 'receiver'] },
  { name: 'power-clerk', department: 'power', roles: ['receiver'] },
  { name: 'aic-application', department: 'aic', roles: ['provider', 'receiver'] },
];

export type Who = 'operator' | 'auditor' | 'power-application' | 'power-clerk' | 'aic-application';

const keysOf = (who: string): Keys => ({
  accessKeyId: `AKIA${who.toUpperCase().replaceAll('-', '').padEnd(16, 'X')}`,
  secretAccessKey: who.padEnd(40, '*'),
});

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a client would read of the JSON
  readonly body: any;
}

/** Signs as a client does, and reads as one. */
export interface TestClients<By extends string> {
  readonly accesses: AthenaAccess[];
  readonly failures: unknown[];
  ask(operation: string, input?: unknown, who?: By): Promise<Answer>;
  /** Asks and waits for the end. @returns the query's number */
  run(text: string, who?: By): Promise<string>;
  fetch(path: string, options?: { who?: By; method?: string; range?: string }): Promise<Response>;
  send(request: Request): Promise<Response>;
}

export interface TestAthena extends TestClients<Who> {
  /** What the engine answers to each SELECT from now on. */
  answer(rows: readonly TextRow[]): void;
  /** Queries stay at work from now on, until they are released. */
  hold(): { release(): void };
  close(): Promise<void>;
}

export async function openTestAthena(): Promise<TestAthena> {
  const temporary = await openTemporaryHome({ indexLag: { milliseconds: 0 } as never });
  const ports = { ...temporary.home, settings: settingsSchema.parse({}) } as unknown as Ports;
  let rows: readonly TextRow[] = [];
  let held = Promise.resolve();
  const runner: SqlRunner = {
    async run({ output }, _, started) {
      started();
      await held;
      const key = output.to === 'csv' ? output.key : `${output.prefix}0.parquet`;
      const lines = [output.names, ...rows].map(csvLine).join('');
      const { size } = await ports.objects.put(key, Buffer.from(lines));
      return [{ key, rows: rows.length, bytes: size, partition: [] }];
    },
  };
  const queries = queryService(ports, runner);
  return {
    ...clientsOf({ ports, queries, principals, usual: 'power-application' }),
    answer(given) {
      rows = given;
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return { release: resolve };
    },
    async close() {
      await queries.close();
      await temporary.close();
    },
  };
}

interface Clients<By extends string> extends Pick<AthenaHome, 'ports' | 'queries'> {
  readonly principals: readonly Principal[];
  /** Who asks where nobody is named. */
  readonly usual: By;
}

/** The two doors before a home, and clients of each principal. */
export function clientsOf<By extends string>({
  ports,
  queries,
  principals: known,
  usual,
}: Clients<By>): TestClients<By> {
  const accesses: AthenaAccess[] = [];
  const failures: unknown[] = [];
  const home: AthenaHome = {
    ports,
    queries,
    doorkeeper: {
      holderOf: (id) => {
        const claimed = known.find(({ name }) => keysOf(name).accessKeyId === id);
        if (!claimed) return undefined;
        const { name, department, roles } = claimed;
        return { secret: keysOf(name).secretAccessKey, claimed: { name, department, roles } };
      },
      resolve: async (claimed) => known.find(({ name }) => name === claimed.name),
    },
    audit: (access) => accesses.push(access),
    log: (error) => failures.push(error),
  };
  const [athena, store] = [athenaDoor(home), storeDoor(home)];
  const base = { at: new Date() };

  async function ask(operation: string, input: unknown = {}, who: By = usual): Promise<Answer> {
    const headers = {
      'x-amz-target': `AmazonAthena.${operation}`,
      'content-type': 'application/x-amz-json-1.1',
    };
    const body = JSON.stringify(input);
    const asked = { ...base, url: 'http://127.0.0.1:1/athena/', service: 'athena', headers, body };
    const response = await athena(signed(keysOf(who), asked));
    return { status: response.status, body: await response.json() };
  }

  return {
    accesses,
    failures,
    ask,
    async run(text, who) {
      const { body } = await ask('StartQueryExecution', { QueryString: text }, who);
      for (;;) {
        const found = await ask('GetQueryExecution', { QueryExecutionId: body.QueryExecutionId }, who);
        if (found.body.QueryExecution.Status.CompletionDateTime) return body.QueryExecutionId;
        await new Promise((done) => setTimeout(done, 20));
      }
    },
    async fetch(path, { who = usual, method = 'GET', range } = {}) {
      const headers = {
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
        ...(range === undefined ? {} : { range }),
      };
      const url = `http://127.0.0.1:1/s3/${path}`;
      const payload = 'UNSIGNED-PAYLOAD';
      return store(signed(keysOf(who), { ...base, url, method, service: 's3', headers, payload }));
    },
    send: athena,
  };
}
