/** The cloud home: every port on AWS, from a function's environment. */
import { x509Authority } from '../authority/authority.ts';
import { certificateReader } from '../authority/certificate-reader.ts';
import { meteredTokens } from '../core/desensitise/reserve-tokens.ts';
import type { Ports } from '../core/ports/index.ts';
import type { Scanner } from '../core/ports/scanner.ts';
import type { Clock, Notifier, Probe } from '../core/ports/surroundings.ts';
import { networkCourier } from '../courier/network-courier.ts';
import { type AwsClients, makeAwsClients } from './aws-clients.ts';
import type { Buckets } from './buckets.ts';
import { clamdScanner } from './clamd-scanner.ts';
import { type CloudEnv, queueUrls } from './cloud-env.ts';
import { dynamoRecords } from './dynamo-records.ts';
import { glueLakeCatalog } from './glue-lake-catalog.ts';
import { guardDutyScanner } from './guardduty-scanner.ts';
import { kmsIssuingKey } from './kms-issuing-key.ts';
import { kmsSigner } from './kms-signer.ts';
import { lambdaTokeniser } from './lambda-tokeniser.ts';
import { lazyRefinery } from './lazy-refinery.ts';
import { configured } from './misconfigured.ts';
import { refineryQueryEngine } from './refinery-query-engine.ts';
import { s3LocalFiles } from './s3-local-files.ts';
import { s3MultipartStore } from './s3-multipart-store.ts';
import { s3ObjectStore } from './s3-object-store.ts';
import { snsNotifier } from './sns-notifier.ts';
import { sqsQueue } from './sqs-queue.ts';
import { ulidIds } from './ulid-ids.ts';
import { whenUsed } from './when-used.ts';

export const systemClock: Clock = { now: () => new Date() };

/** In the cloud nobody kills a function at a point of the protocol. */
const noProbe: Probe = { at: async () => {} };

/**
 * Makes the ports; nothing is called before it is used. What the environment does not name is a right the function
 * does not have: the first use of such a port throws Misconfigured.
 */
export function cloudPorts(env: CloudEnv, clients: AwsClients = makeAwsClients(env)): Ports {
  const { s3, dynamo, sqs, glue, kms, lambda } = clients;
  const buckets = bucketsOf(env);
  const objects = s3ObjectStore(s3, buckets);
  const records = whenUsed(() => dynamoRecords(dynamo, configured(env.RECORDS_TABLE, 'RECORDS_TABLE')));
  const refinery = lazyRefinery(async () => {
    const { createRefinery } = await import('../refinery/index.ts');
    return createRefinery({ files: s3LocalFiles(s3, buckets, objects), tokens: meteredTokens(ports) });
  });
  const ports: Ports = {
    objects,
    multipart: s3MultipartStore(s3, buckets),
    records,
    queue: sqsQueue(sqs, queueUrls(env)),
    catalog: whenUsed(() =>
      glueLakeCatalog(glue, {
        bucket: configured(env.BUCKET_LAKE, 'BUCKET_LAKE'),
        databasePrefix: env.GLUE_DATABASE_PREFIX,
      }),
    ),
    query: refineryQueryEngine(refinery),
    refinery,
    signer: whenUsed(() => kmsSigner(kms, configured(env.SIGNING_KEY, 'SIGNING_KEY'), systemClock)),
    authority: whenUsed(() =>
      x509Authority(kmsIssuingKey(kms, configured(env.AUTHORITY_KEY, 'AUTHORITY_KEY'))),
    ),
    certificates: certificateReader,
    tokeniser: whenUsed(() => lambdaTokeniser(lambda, configured(env.TOKENISER, 'TOKENISER'))),
    scanner: makeScanner(env, clients, buckets),
    notifier: makeNotifier(env, clients, records),
    courier: networkCourier(env.SETTINGS.outsideNetworks),
    clock: systemClock,
    ids: ulidIds(systemClock),
    probe: noProbe,
    settings: env.SETTINGS,
  };
  return ports;
}

function bucketsOf(env: CloudEnv): Buckets {
  return { lake: env.BUCKET_LAKE, drop: env.BUCKET_DROP, inbox: env.BUCKET_INBOX, ledger: env.BUCKET_LEDGER };
}

function makeScanner(env: CloudEnv, { s3 }: AwsClients, buckets: Buckets): Scanner {
  if (env.SHUIYUAN_CLAMD === undefined) return guardDutyScanner(s3, buckets);
  return clamdScanner(s3ObjectStore(s3, buckets), env.SHUIYUAN_CLAMD);
}

function makeNotifier(env: CloudEnv, { sns }: AwsClients, records: Ports['records']): Notifier {
  return whenUsed(() => snsNotifier(sns, configured(env.NOTICES_TOPIC, 'NOTICES_TOPIC'), records));
}
