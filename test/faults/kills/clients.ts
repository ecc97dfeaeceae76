/** Departments' programs that live through the deaths of the host: each repeats what got no answer until it has one. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Credentials } from '../../../host/credentials.ts';
import type { Random } from '../../simulation/random.ts';
import { bytesOf, digestOf, type FileKind, meters, nameOf, provider, receiver } from './sample-files.ts';

export interface Clients {
  /** Tickets whose upload the host has answered. */
  readonly said: readonly string[];
  readonly acknowledged: number;
  /** Answers that were no success and no refusal a department can expect. */
  readonly surprises: readonly string[];
  /** Sends no more; resolves when each has its last answer. */
  stop(): Promise<void>;
}

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: many shapes, looked at by name
  readonly body: any;
}

interface Sent {
  readonly method?: string;
  readonly body?: unknown;
  readonly key?: () => string;
}

class Stopped extends Error {}

/** By name: the error of `fetch` may come from another realm than the test's. */
const isUnanswered = (error: unknown): boolean =>
  ['TypeError', 'TimeoutError', 'AbortError'].includes((error as Error).name);

const answerMilliseconds = 20_000;

/** `senders` providers and one receiver. */
export function startClients(url: string, credentials: Credentials, random: Random, senders = 6): Clients {
  const said: string[] = [];
  const surprises: string[] = [];
  const committed: string[] = [];
  /** Tickets whose file is still on its way, as far as their sender has seen. */
  const open: string[] = [];
  let acknowledged = 0;
  let stopped = false;

  /** Repeats over deaths and restarts. */
  async function persist<T>(attempt: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      try {
        const answer = await attempt();
        if (answer !== undefined) return answer;
      } catch (error) {
        if (!isUnanswered(error)) throw error;
      }
      if (stopped) throw new Stopped();
      await sleep(50);
    }
  }

  const ask = (as: string, path: string, { method = 'GET', body, key }: Sent = {}): Promise<Reply> =>
    persist(async () => {
      const token = credentials.departments[as]?.token ?? '';
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...(key ? { 'idempotency-key': key() } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(answerMilliseconds),
      });
      const text = await response.text();
      if (response.status >= 500 || response.status === 429) return undefined;
      return { status: response.status, body: JSON.parse(text) };
    });

  async function upload(kind: FileKind, id: string, rows: number, replaces?: string): Promise<string> {
    const fileName = nameOf(kind, id, rows);
    const bytes = bytesOf(fileName);
    const wish = { resource: meters.code, fileName, size: bytes.length, sha256: digestOf(bytes) };
    const body = replaces ? { ...wish, replaces } : wish;
    // One that keeps its key waits a minute for a dead host's claim to end: only some do, or few would send at all.
    const kept = randomUUID();
    const key = random.chance(0.02) ? () => kept : randomUUID;
    const issued = await ask(provider, '/tickets', { method: 'POST', body, key });
    if (issued.status !== 201) throw new Error(`no ticket: ${JSON.stringify(issued.body)}`);
    const { ticket, upload: signed } = issued.body;
    const status = await persist(async () => {
      const init = { method: signed.method, headers: signed.headers, body: new Uint8Array(bytes) };
      const response = await fetch(signed.url, { ...init, signal: AbortSignal.timeout(answerMilliseconds) });
      await response.text();
      return response.status >= 500 ? undefined : response.status;
    });
    // 409: an earlier try went in and its answer was lost.
    if (status === 200 || status === 409 || status === 412) said.push(ticket.id);
    else surprises.push(`put of ${ticket.id}: ${status}`);
    return ticket.id;
  }

  /** Looks how the file of one ticket goes; looks again another time unless it has ended. */
  async function follow(): Promise<void> {
    const [ticket] = open.splice(random.whole(open.length), 1);
    if (ticket === undefined) return;
    const { status, body } = await ask(provider, `/tickets/${ticket}`);
    if (status !== 200) throw new Error(`ticket ${ticket}: ${status}`);
    const state = body.batch?.state;
    if (state === 'asks') await answer(body.batch.batch);
    if (state === 'committed') committed.push(body.batch.batch);
    else if (state !== 'quarantined' && body.stage !== 'refused') open.push(ticket);
  }

  async function answer(batch: string): Promise<void> {
    const { body } = await ask(provider, `/batches/${batch}/mapping`);
    const answers = (body.questions ?? []).map((one: { column: number }) => ({
      column: one.column,
      item: one.column === 0 ? 'account_no' : null,
    }));
    await ask(provider, `/batches/${batch}/mapping`, { method: 'POST', body: { answers } });
  }

  /** One thing a department does. */
  async function act(sender: number, turn: number): Promise<void> {
    const id = `s${sender}t${turn}`;
    const drawn = random.whole(100);
    const ends = drawn < 10 || (drawn > 75 && drawn <= 85);
    const old = ends ? committed.splice(random.whole(committed.length), 1)[0] : undefined;
    if (drawn < 10 && old !== undefined) {
      const body = { reason: 'sent by mistake' };
      await ask(provider, `/batches/${old}/withdraw`, { method: 'POST', body });
      return;
    }
    const kind = drawn < 20 ? 'odd' : drawn < 27 ? 'poison' : drawn < 32 ? 'broken' : 'plain';
    const rows = kind === 'plain' && drawn > 85 ? 250 : 10 + random.whole(30);
    open.push(await upload(kind, id, rows, old));
    // The very same again, as a clerk does who is not sure.
    if (drawn % 9 === 0) await upload(kind, id, rows);
    await sleep(random.whole(200));
    await follow();
    await follow();
  }

  async function send(sender: number): Promise<void> {
    for (let turn = 0; !stopped; turn += 1) await act(sender, turn);
  }

  async function receive(): Promise<void> {
    while (!stopped) {
      const { status, body } = await ask(receiver, '/inbox?limit=100');
      if (status !== 200) throw new Error(`inbox: ${status}`);
      for (const parcel of body.items) if (parcel.state !== 'acknowledged') await fetchParcel(parcel);
      await sleep(200);
    }
  }

  async function fetchParcel(parcel: { parcel: string; sha256: string }): Promise<void> {
    const { body: signed } = await ask(receiver, `/inbox/${parcel.parcel}/content`);
    const bytes = await persist(async () => {
      const response = await fetch(signed.url, { signal: AbortSignal.timeout(answerMilliseconds) });
      return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
    });
    if (digestOf(bytes) !== parcel.sha256) surprises.push(`parcel ${parcel.parcel} has another digest`);
    const body = { sha256: digestOf(bytes) };
    const { status } = await ask(receiver, `/inbox/${parcel.parcel}/ack`, { method: 'POST', body });
    if (status === 200) acknowledged += 1;
    else surprises.push(`acknowledgement of ${parcel.parcel}: ${status}`);
  }

  const until = (work: Promise<void>): Promise<void> =>
    work.catch((error) => {
      if (!(error instanceof Stopped)) surprises.push(String(error));
    });
  const working = [...Array.from({ length: senders }, (_, sender) => until(send(sender))), until(receive())];
  return {
    said,
    surprises,
    get acknowledged() {
      return acknowledged;
    },
    async stop() {
      stopped = true;
      await Promise.all(working);
    },
  };
}
