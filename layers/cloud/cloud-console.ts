/** Athena's console as a function's environment tells it: who sits there, and what keeps their leave and their results. */
import { AthenaClient } from '@aws-sdk/client-athena';
import { LakeFormationClient } from '@aws-sdk/client-lakeformation';
import { seatFromName } from '../core/console-leave/seats.ts';
import type { Console } from '../core/console-leave/tend-lake-leave.ts';
import { type AwsClients, makeAwsClients } from './aws-clients.ts';
import type { CloudEnv } from './cloud-env.ts';
import { consoleResults } from './console-results.ts';
import { lakeFormationLeave } from './lake-formation-leave.ts';
import { configured } from './misconfigured.ts';

/** Only one function has the console in its hands: its clients are not among those that every function makes. */
export function cloudConsole(
  env: CloudEnv,
  { s3 }: Pick<AwsClients, 's3'> = makeAwsClients(env),
): Omit<Console, 'libraries'> {
  const shared = { region: env.AWS_REGION, endpoint: env.AWS_ENDPOINT_URL, maxAttempts: 6 };
  return {
    seats: configured(env.CONSOLE_SEATS, 'CONSOLE_SEATS').split(',').map(seatFromName),
    leave: lakeFormationLeave(new LakeFormationClient(shared), {
      databasePrefix: env.GLUE_DATABASE_PREFIX,
      identities: configured(env.CONSOLE_IDENTITIES, 'CONSOLE_IDENTITIES'),
    }),
    results: consoleResults(s3, new AthenaClient(shared), {
      bucket: configured(env.BUCKET_RESULTS, 'BUCKET_RESULTS'),
      groups: configured(env.CONSOLE_GROUPS, 'CONSOLE_GROUPS'),
    }),
  };
}
