/** Departments made up for the benchmarks: each provides one resource, and each file of it is small. */
import { createHash } from 'node:crypto';
import type { ParcelView } from '../schemas/api-answers.ts';
import type { HomeProcess } from './home-process.ts';

export const rowsPerFile = 200;

export interface Sender {
  readonly department: string;
  readonly resource: string;
}

/** Senders numbered from 1: bench-01 with B01, … */
export const makeSenders = (count: number): readonly Sender[] =>
  Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    return { department: `bench-${number}`, resource: `B${number}` };
  });

/** The resource a sender provides, as a resource file. An increment: no row of it replaces another. */
export const describeResource = ({ department, resource }: Sender): string => `
code: ${resource}
name: 基准${resource}
nameEn: Benchmark ${resource}
version: 1
departments: [${department}]
cycle: daily
grade: 1
mode: increment
periodItem: period
items:
  - { code: serial, name: 流水号, type: text, length: 20, key: primary, required: true }
  - { code: period, name: 所属期, type: month, required: true }
  - { code: payer, name: 纳税人名称, type: text, length: 100 }
  - { code: trade, name: 行业, type: text, length: 10, dictionary: [制造业, 建筑业, 批发业, 零售业], dictionaryLevel: warn }
  - { code: paid_on, name: 缴款日期, type: date }
  - { code: amount, name: 金额, type: decimal, length: 18, scale: 2, unit: 元 }
  - { code: count, name: 笔数, type: integer, min: 0 }
`;

const trades = ['制造业', '建筑业', '批发业', '零售业'];

/** One file's bytes; serials are unique over all files of all senders. */
export function makeFile({ resource }: Sender, file: number): Buffer {
  const rows = Array.from({ length: rowsPerFile }, (_, row) => {
    const serial = `${resource}-${String(file).padStart(6, '0')}-${String(row).padStart(4, '0')}`;
    const day = String((row % 28) + 1).padStart(2, '0');
    const amount = `${file * 7 + row}.${String(row % 100).padStart(2, '0')}`;
    return `${serial},201502,贵阳第${row}号企业有限公司,${trades[row % 4]},2015-02-${day},${amount},${row % 9}`;
  });
  return Buffer.from(`流水号,所属期,纳税人名称,行业,缴款日期,金额,笔数\n${rows.join('\n')}\n`);
}

const asJson = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function register(home: HomeProcess, department: string): Promise<void> {
  const names = { name: `基准部门${department}`, nameEn: `Benchmark ${department}` };
  await home.ask('operator', `/departments/${department}`, { ...asJson(names), method: 'PUT' });
}

/** Registers senders with their resources, and one receiver that subscribes to them all. */
export async function registerSenders(
  home: HomeProcess,
  senders: readonly Sender[],
  receiver: string,
): Promise<void> {
  await register(home, receiver);
  for (const sender of senders) {
    await register(home, sender.department);
    await home.ask('operator', `/resources/${sender.resource}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/yaml' },
      body: describeResource(sender),
    });
    await obtainGrant(home, sender, receiver);
    await home.ask(receiver, '/subscriptions', asJson({ resource: sender.resource }));
  }
}

async function obtainGrant(
  home: HomeProcess,
  { resource, department }: Sender,
  receiver: string,
): Promise<void> {
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const wish = { resource, purpose: '基准测试', basis: '基准测试', until };
  const asked = (await (await home.ask(receiver, '/grants', asJson(wish))).json()) as { id: string };
  await home.ask(department, `/grants/${asked.id}/decisions`, asJson({ verdict: 'approved' }));
}

export interface Sent {
  readonly sender: Sender;
  readonly ticket: string;
  /** The clock's time when the answer to the PUT was in, milliseconds. */
  readonly uploadedAt: number;
}

/** One upload: a ticket, and the PUT it allows. */
export async function sendFile(home: HomeProcess, sender: Sender, file: number): Promise<Sent> {
  const bytes = makeFile(sender, file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { resource, department } = sender;
  const request = {
    resource,
    fileName: `${resource}-${file}.csv`,
    size: bytes.length,
    sha256,
    period: '201502',
  };
  const answer = await home.ask(department, '/tickets', asJson(request));
  const { ticket, upload } = (await answer.json()) as {
    ticket: { id: string };
    upload: { method: string; url: string; headers: Record<string, string> };
  };
  const { method, url, headers } = upload;
  const put = await fetch(url, { method, headers, body: new Uint8Array(bytes) });
  if (!put.ok) throw new Error(`upload of file ${file}: ${put.status} ${await put.text()}`);
  await put.arrayBuffer();
  return { sender, ticket: ticket.id, uploadedAt: Date.now() };
}

/** All pages of a list. */
export async function* pages<T>(
  home: HomeProcess,
  holder: string,
  route: string,
): AsyncGenerator<readonly T[]> {
  let next: string | undefined;
  do {
    const cursor = next === undefined ? '' : `&cursor=${encodeURIComponent(next)}`;
    const answer = await home.ask(holder, `${route}${cursor}`);
    const page = (await answer.json()) as { items: T[]; next?: string };
    yield page.items;
    next = page.next;
  } while (next !== undefined);
}

/** When each batch's parcel was delivered, in milliseconds, by the newest `most` parcels of the inbox. */
export async function deliveries(
  home: HomeProcess,
  receiver: string,
  most = Number.POSITIVE_INFINITY,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for await (const page of pages<ParcelView>(home, receiver, '/inbox?limit=100')) {
    for (const { batch, deliveredAt } of page)
      if (deliveredAt !== undefined) found.set(batch, Date.parse(deliveredAt));
    if (found.size >= most) return found;
  }
  return found;
}

export interface Journey extends Sent {
  readonly deliveredAt: number;
}

/** Which batch each ticket became. */
async function batchesOf(home: HomeProcess, senders: Iterable<Sender>): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { department } of senders)
    for await (const page of pages<{ batch: string; ticket: string }>(home, department, '/batches?limit=100'))
      for (const { batch, ticket } of page) found.set(ticket, batch);
  return found;
}

/** Joins what was sent with what arrived; what never arrived is left out. */
export async function joinJourneys(
  home: HomeProcess,
  receiver: string,
  sent: readonly Sent[],
): Promise<readonly Journey[]> {
  const arrived = await deliveries(home, receiver);
  const batches = await batchesOf(home, new Set(sent.map(({ sender }) => sender)));
  return sent.flatMap((one) => {
    const deliveredAt = arrived.get(batches.get(one.ticket) ?? '');
    return deliveredAt === undefined ? [] : [{ ...one, deliveredAt }];
  });
}

/** Waits until no queue holds anything to be done. @throws after `seconds`, or when a dead letter lies there */
export async function untilQuiet(home: HomeProcess, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (let quiet = 0; quiet < 3; ) {
    const answer = await home.ask('operator', '/queues');
    const { items } = (await answer.json()) as {
      items: { queue: string; waiting: number; inFlight: number; dead: number }[];
    };
    const dead = items.filter((queue) => queue.dead > 0);
    if (dead.length > 0) throw new Error(`dead letters in ${dead.map(({ queue }) => queue).join(', ')}`);
    // Between two steps a file is in no queue for a moment.
    quiet = items.every(({ waiting, inFlight }) => waiting + inFlight === 0) ? quiet + 1 : 0;
    if (performance.now() > end) throw new Error(`the queues were not empty after ${seconds} s`);
    await new Promise((resume) => setTimeout(resume, 200));
  }
}

/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
