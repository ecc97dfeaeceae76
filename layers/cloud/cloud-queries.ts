/** SQL in the cloud as the API's environment tells it: who has a seat, and where the seats' identities and groups are. */
import { STSClient } from '@aws-sdk/client-sts';
import { seatFromName, seatName } from '../core/console-leave/seats.ts';
import type { Ports } from '../core/ports/index.ts';
import type { QueryService } from '../core/ports/query-engine.ts';
import { athenaQueryService } from './athena-query-service.ts';
import type { CloudEnv } from './cloud-env.ts';
import { configured } from './misconfigured.ts';
import { seatClients } from './seat-clients.ts';

/** @returns undefined where the stage has no workbench */
export function cloudQueries(ports: Ports, env: CloudEnv): QueryService | undefined {
  if (env.CONSOLE_SEATS === undefined) return undefined;
  const { AWS_REGION: region, GLUE_DATABASE_PREFIX: databasePrefix } = env;
  const identities = configured(env.CONSOLE_IDENTITIES, 'CONSOLE_IDENTITIES');
  const groups = configured(env.CONSOLE_GROUPS, 'CONSOLE_GROUPS');
  return athenaQueryService(ports, {
    seats: env.CONSOLE_SEATS.split(',').map(seatFromName),
    databasePrefix,
    groupOf: (seat) => groups + seatName(seat),
    clientOf: seatClients(new STSClient({ region }), { region, identities }),
  });
}
