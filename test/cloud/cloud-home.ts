/** The deployed stack as the acceptance suite sees a home: an address, tokens, a command line. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectTaggingCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { loadCatalog } from '../../host/load-catalog.ts';
import { verdictTag } from '../../layers/cloud/guardduty-scanner.ts';
import { makeFolder } from '../acceptance/files.ts';
import { type Home, people } from '../acceptance/home.ts';
import { deployedFunctions, deployedPorts, invoke } from './deployed.ts';
import { storedInCloud } from './stored-in-cloud.ts';
import { testClients } from './test-resources.ts';
import { apiAddress, makeToken } from './tokens.ts';

/** A real stage seals each minute, and publishes what is open; the suite does not wait that long. */
const sealEveryMilliseconds = 3_000;

/** Registers the shipped catalog and gives what the suite needs. */
export async function openCloud(): Promise<Home> {
  const since = new Date();
  const ports = await deployedPorts();
  const catalog = await loadCatalog(ports);
  const url = apiAddress();
  const tokens = await makeTokens(catalog.departments);
  const folder = await makeFolder();
  await writeCredentials(folder, url, await ports.signer.rootPublicKey(), tokens);
  const sealer = keepSealing();
  const gatherer = keepGathering();
  return {
    url,
    folder,
    tokens,
    stored: () => storedInCloud(since),
    tamperEntry,
    letScan: findClean,
    letErase: async () => void (await invoke('erase-objects')),
    close: async () => {
      await sealer.stop();
      await gatherer.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** As the clock does each minute: one call looks several times. */
function keepGathering(): { stop(): Promise<void> } {
  let stopped = false;
  const turns = (async () => {
    while (!stopped) {
      await invoke('gather-records');
      await invoke('run-flows');
    }
  })();
  return {
    stop: () => {
      stopped = true;
      return turns;
    },
  };
}

function keepSealing(): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const turns = (async () => {
    while (!stopped.signal.aborted) {
      await invoke('seal-ledger');
      await invoke('publish-open');
      await setTimeout(sealEveryMilliseconds, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: () => {
      stopped.abort();
      return turns;
    },
  };
}

const person = (sub: keyof typeof people) => makeToken({ sub, ...people[sub] });

async function makeTokens(departments: readonly string[]): Promise<Home['tokens']> {
  const own = departments.map(async (department) => {
    const token = await makeToken({
      sub: department,
      department,
      roles: ['catalog-manager', 'provider', 'receiver'],
    });
    return [department, token] as const;
  });
  return {
    operator: await makeToken({ sub: 'operator', roles: ['operator'] }),
    auditor: await makeToken({ sub: 'auditor', roles: ['auditor'] }),
    securityOfficer: await makeToken({ sub: 'security-officer', roles: ['security-officer'] }),
    secondOfficer: await person('second-officer'),
    taxOfficer: await person('tax-officer'),
    districtOfficer: await person('district-officer'),
    departmentOfficer: await person('department-officer'),
    clerk: await person('clerk'),
    departments: Object.fromEntries(await Promise.all(own)),
  };
}

/** The command line reads its tokens from the form an embedded home writes. */
async function writeCredentials(
  folder: string,
  url: string,
  rootKey: string,
  tokens: Home['tokens'],
): Promise<void> {
  const departments = Object.entries(tokens.departments).map(([code, token]) => [code, { token }]);
  const credentials = {
    url,
    rootKey,
    operator: { token: tokens.operator },
    auditor: { token: tokens.auditor },
    securityOfficer: { token: tokens.securityOfficer },
    people: {
      'second-officer': { token: tokens.secondOfficer },
      'tax-officer': { token: tokens.taxOfficer },
      'district-officer': { token: tokens.districtOfficer },
      'department-officer': { token: tokens.departmentOfficer },
      clerk: { token: tokens.clerk },
    },
    departments: Object.fromEntries(departments),
  };
  await writeFile(join(folder, 'credentials.json'), JSON.stringify(credentials), { mode: 0o600 });
}

/** As GuardDuty would, which the test target has not; then the sweep has the tags looked at. */
async function findClean(): Promise<void> {
  const { s3 } = testClients();
  const Bucket = (await deployedFunctions()).get('transform-batch')?.environment.BUCKET_DROP;
  const TagSet = [{ Key: verdictTag, Value: 'NO_THREATS_FOUND' }];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: 'drop/' }))
    for (const { Key } of Contents)
      await s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }));
  await invoke('sweep');
}

/** As somebody with the table in his hands would. */
async function tamperEntry(record: string, version: number): Promise<void> {
  const { dynamo } = testClients();
  const TableName = (await deployedFunctions()).get('api')?.environment.RECORDS_TABLE;
  const Key = { key: { S: `entry/${record}@${String(version).padStart(12, '0')}` } };
  const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  if (Item?.value?.S === undefined) throw new Error(`there is no entry ${record}@${version} to tamper with`);
  const changed = JSON.stringify({ ...JSON.parse(Item.value.S), actor: 'somebody' });
  await dynamo.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'SET #value = :changed',
      ExpressionAttributeNames: { '#value': 'value' },
      ExpressionAttributeValues: { ':changed': { S: changed } },
    }),
  );
  dynamo.destroy();
}
