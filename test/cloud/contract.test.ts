/** The contract suites on the cloud adapters. */
import { x509Authority } from '../../layers/authority/authority.ts';
import { closeAwsClients } from '../../layers/cloud/aws-clients.ts';
import { clamdScanner } from '../../layers/cloud/clamd-scanner.ts';
import { systemClock } from '../../layers/cloud/cloud-ports.ts';
import { dynamoRecords } from '../../layers/cloud/dynamo-records.ts';
import { glueLakeCatalog } from '../../layers/cloud/glue-lake-catalog.ts';
import { kmsIssuingKey } from '../../layers/cloud/kms-issuing-key.ts';
import { kmsSigner } from '../../layers/cloud/kms-signer.ts';
import { s3MultipartStore } from '../../layers/cloud/s3-multipart-store.ts';
import { s3ObjectStore } from '../../layers/cloud/s3-object-store.ts';
import { sqsQueue } from '../../layers/cloud/sqs-queue.ts';
import { kmsTokenKeys } from '../../layers/cloud/tokeniser-keys.ts';
import { readBytes } from '../../layers/core/object-json.ts';
import { keptTokeniser } from '../../layers/tokeniser/kept-tokeniser.ts';
import { describeAuthority } from '../contract/authority.ts';
import { startFakeClamd } from '../contract/fake-clamd.ts';
import { describeLakeCatalog } from '../contract/lake-catalog.ts';
import { describeObjectStore } from '../contract/object-store.ts';
import { describeQueue } from '../contract/queue.ts';
import { describeQueueModel } from '../contract/queue-model.ts';
import { describeRecords } from '../contract/records.ts';
import { describeRecordsModel } from '../contract/records-model.ts';
import { describeScanner } from '../contract/scanner.ts';
import { describeSigner } from '../contract/signer.ts';
import { describeTokeniser } from '../contract/tokeniser.ts';
import {
  makeBucket,
  makeQueues,
  makeSigningKey,
  makeTable,
  makeTokenKey,
  removeQueues,
  removeTable,
  testClients,
} from './test-resources.ts';

const visibilitySeconds = 1;
const tries = 3;

describeObjectStore(
  's3',
  async () => {
    const clients = testClients();
    const lake = await makeBucket(clients);
    return {
      objects: s3ObjectStore(clients.s3, { lake }),
      multipart: s3MultipartStore(clients.s3, { lake }),
      close: async () => closeAwsClients(clients),
    };
  },
  { checksSignatures: true },
);

async function openRecords() {
  const clients = testClients();
  const table = await makeTable(clients);
  return {
    records: dynamoRecords(clients.dynamo, table),
    close: async () => {
      await removeTable(clients, table);
      closeAwsClients(clients);
    },
  };
}

describeRecords('dynamodb', openRecords);
describeRecordsModel('dynamodb', openRecords);

async function openQueues() {
  const clients = testClients();
  const urls = await makeQueues(clients, { visibilitySeconds, tries });
  return {
    queue: sqsQueue(clients.sqs, urls),
    close: async () => {
      await removeQueues(clients, urls);
      closeAwsClients(clients);
    },
  };
}

describeQueueModel('sqs', openQueues, { tries });
describeQueue(
  'sqs',
  openQueues,
  // SQS's fair queues even out waiting times over many receivers; a single batch shows nothing of it.
  { visibilitySeconds, tries, fair: false },
);

describeLakeCatalog('glue', async () => {
  const clients = testClients();
  const place = { bucket: await makeBucket(clients), databasePrefix: 'suite_' };
  return { catalog: glueLakeCatalog(clients.glue, place), close: async () => closeAwsClients(clients) };
});

describeSigner('kms', async () => {
  const clients = testClients();
  const make = async () => kmsSigner(clients.kms, await makeSigningKey(clients), systemClock);
  return { signer: await make(), stranger: await make(), close: async () => closeAwsClients(clients) };
});

describeAuthority('kms', async () => {
  const clients = testClients();
  const authority = x509Authority(kmsIssuingKey(clients.kms, await makeSigningKey(clients)));
  return { authority, close: async () => closeAwsClients(clients) };
});

describeScanner('clamd on objects in s3', async () => {
  const clients = testClients();
  const clamd = await startFakeClamd();
  const objects = s3ObjectStore(clients.s3, { lake: await makeBucket(clients) });
  return {
    scanner: clamdScanner(objects, clamd.address),
    put: async (key, bytes) => void (await objects.put(key, bytes)),
    silence: clamd.stop,
    close: async () => {
      await clamd.stop().catch(() => undefined);
      closeAwsClients(clients);
    },
  };
});

describeTokeniser('a key wrapped by kms, in s3', async () => {
  const clients = testClients();
  const objects = s3ObjectStore(clients.s3, { lake: await makeBucket(clients) });
  const keyId = await makeTokenKey(clients);
  const open = () => keptTokeniser(kmsTokenKeys(clients.kms, keyId, objects));
  return {
    tokeniser: open(),
    again: async () => open(),
    stored: async () => {
      const { objects: found } = await objects.list('keys/');
      return Promise.all(found.map(({ key }) => readBytes(objects, key)));
    },
    close: async () => closeAwsClients(clients),
  };
});
