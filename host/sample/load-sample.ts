/**
 * Carries the sample through the platform as departments would, over its own HTTP API: ask for the data and decide on
 * that, subscribe, upload, answer a question about columns, fetch, verify, acknowledge; then has the ledger verified. Tells what became of each file.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, createApiClient, encode, newKey } from '../../cli/api-client.ts';
import { fetchParcel } from '../../cli/inbox/fetch-parcel.ts';
import { awaitAcceptance, awaitRest } from '../../cli/upload/await-batch.ts';
import { uploadFile } from '../../cli/upload/upload-file.ts';
import type { BatchView, ParcelView } from '../../schemas/api-answers.ts';
import type { GrantView } from '../../schemas/grant-api.ts';
import { credentialsSchema } from '../credentials.ts';
import { type Account, describeAccount, type RefusedLine } from './describe-account.ts';

interface Sample {
  readonly file: string;
  readonly resource: string;
  readonly period: string;
  readonly department: string;
  readonly receiver: string;
  /** What the receiver wants it for. */
  readonly purpose: string;
  /** What the department says when it is asked which column is which item, by header. */
  readonly answers: Readonly<Record<string, string | null>>;
}

const samples: readonly Sample[] = [
  {
    file: '供电局-用电量-201502.xlsx',
    resource: 'POWER',
    period: '201502',
    department: 'power',
    receiver: 'local-tax',
    purpose: '以用电量核对企业申报的生产经营情况',
    answers: {},
  },
  {
    file: '国库-税收入库-20150305.csv',
    resource: 'TREAS',
    period: '20150305',
    department: 'treasury',
    receiver: 'state-tax',
    purpose: '核对税款入库',
    answers: {},
  },
  {
    file: '住建局-网签合同-20150305.xlsx',
    resource: 'PRESALE',
    period: '20150305',
    department: 'housing',
    receiver: 'local-tax',
    purpose: '核对商品房预售收入',
    answers: { 建筑面积: 'area_m2', 房屋面积: null },
  },
];

/** The ground on which the tax offices may ask any department for what concerns taxes. */
const basis = '《中华人民共和国税收征收管理法》第六条';
const termMilliseconds = 365 * 86_400_000;

const patienceMilliseconds = 120_000;

interface Loading {
  readonly as: (name: string) => ApiClient;
  readonly rootKey: string;
  readonly state: string;
  /** Where the receivers unpack; removed afterwards. */
  readonly folder: string;
}

/** Uploads the sample and prints an account of it. @throws CommandFailure when a step is refused */
export async function loadSample(
  url: string,
  credentialsPath: string,
  print: (line: string) => void,
): Promise<void> {
  const credentials = credentialsSchema.parse(JSON.parse(await readFile(credentialsPath, 'utf8')));
  const { operator, auditor, departments, rootKey } = credentials;
  const tokens: Record<string, { token: string } | undefined> = { operator, auditor, ...departments };
  const folder = await mkdtemp(join(tmpdir(), 'shuiyuan-sample-'));
  const as = (name: string) => createApiClient(url, tokens[name]?.token);
  const loading: Loading = { as, rootKey, folder, state: dirname(credentialsPath) };
  print('首次启动，正在载入示例数据… / first start, loading the sample…');
  try {
    const accounts = await Promise.all(samples.map((sample) => carry(sample, loading)));
    print(describeAccount(accounts, await verifyLedger(as('auditor'))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function carry(sample: Sample, loading: Loading): Promise<Account> {
  const { resource, period, department, receiver } = sample;
  const client = loading.as(department);
  const grant = await obtainGrant(sample, loading.as);
  await loading.as(receiver).post('/subscriptions', { resource, grant }, newKey());
  const path = join(import.meta.dirname, sample.file);
  const ticket = await uploadFile(client, path, { resource, period }, { folder: loading.state });
  const until = performance.now() + patienceMilliseconds;
  const { batch } = await awaitAcceptance(client, ticket, until);
  const rested = await awaitRest(client, batch.batch, until);
  const asked = rested.questions?.length ?? 0;
  const settled = asked > 0 ? await answer(client, rested, sample.answers, until) : rested;
  const parcel =
    settled.state === 'committed' ? await receive(client, settled, receiver, loading, until) : undefined;
  return { batch: settled, asked, receiver, parcel, refused: await refusedLines(client, settled) };
}

/** The receiver asks; whoever provides it, and for grade 2 the exchange centre, approves, each as itself. */
async function obtainGrant(
  { resource, receiver, purpose }: Sample,
  as: (name: string) => ApiClient,
): Promise<string> {
  const until = new Date(Date.now() + termMilliseconds).toISOString();
  const body = { resource, purpose, basis, until };
  const asked = await as(receiver).post<GrantView>('/grants', body, newKey());
  for (const party of asked.waitsFor)
    await as(party).post(`/grants/${encode(asked.id)}/decisions`, { verdict: 'approved' });
  return asked.id;
}

async function answer(
  client: ApiClient,
  { batch, questions = [] }: BatchView,
  known: Sample['answers'],
  until: number,
): Promise<BatchView> {
  const answers = questions.map(({ column, header }) => ({ column, item: known[header] ?? null }));
  await client.post(`/batches/${encode(batch)}/mapping`, { answers });
  return awaitRest(client, batch, until);
}

/** The receiver's side: waits for the parcel, fetches and verifies it, and says that it has it. */
async function receive(
  provider: ApiClient,
  { batch }: BatchView,
  receiver: string,
  { as, rootKey, state, folder }: Loading,
  until: number,
): Promise<ParcelView> {
  const parcel = await awaitParcel(provider, batch, receiver, until);
  const client = as(receiver);
  const place = { state, output: join(folder, parcel.parcel), rootKey };
  const { sha256 } = await fetchParcel(client, parcel.parcel, place);
  return client.post<ParcelView>(`/inbox/${encode(parcel.parcel)}/ack`, { sha256 });
}

async function awaitParcel(
  client: ApiClient,
  batch: string,
  receiver: string,
  until: number,
): Promise<ParcelView> {
  for (;;) {
    const { items } = await client.get<{ items: ParcelView[] }>(`/batches/${encode(batch)}/parcels`);
    const found = items.find((one) => one.receiver === receiver && one.state === 'delivered');
    if (found) return found;
    if (performance.now() > until) throw new Error(`no parcel of batch ${batch} was delivered in time`);
    await sleep(100);
  }
}

async function refusedLines(client: ApiClient, { batch, hasRejects }: BatchView): Promise<RefusedLine[]> {
  if (!hasRejects) return [];
  const response = await client.raw(`/batches/${encode(batch)}/rejects?format=json`);
  return (await response.json()) as RefusedLine[];
}

/** Entries are sealed about each second: it is looked at when none waits. */
async function verifyLedger(client: ApiClient): Promise<{ sound: boolean; entries: number }> {
  for (let look = 1; ; look += 1) {
    const { sound, chains } = await client.get<{
      sound: boolean;
      chains: { entries: number; waiting: number }[];
    }>('/ledger/verify');
    const entries = chains.reduce((sum, chain) => sum + chain.entries, 0);
    if (!sound || look === 20 || chains.every((chain) => chain.waiting === 0)) return { sound, entries };
    await sleep(500);
  }
}
