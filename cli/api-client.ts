/** Speaks to the HTTP API. A failure that may pass is tried again a few times where repeating is harmless. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { TransientFailure } from './failures.ts';
import { readProblem } from './read-problem.ts';
import { readerLanguage } from './terminal.ts';

export interface ApiClient {
  readonly url: string;
  get<T>(path: string): Promise<T>;
  /** `key`: the same key again gives the first answer, so the request may be repeated. */
  post<T>(path: string, body?: unknown, key?: string): Promise<T>;
  put<T>(path: string, body: string, type: string): Promise<T>;
  delete(path: string): Promise<void>;
  /** For answers without a body. */
  send(method: 'POST', path: string): Promise<void>;
  /** One try, answered as it is, whatever its status. @throws TransientFailure when there is no answer */
  exchange(path: string, body: Body, headers: Readonly<Record<string, string>>): Promise<Response>;
  /** The answer as it is, for files and redirects. */
  raw(path: string): Promise<Response>;
}

const tries = 4;
const firstWait = 250;
/** A long poll takes 25 s. */
const answerMilliseconds = 60_000;
/** A long stream of records is answered at its end. */
const streamMilliseconds = 24 * 3_600_000;

export const newKey = (): string => randomUUID();

export const encode = (part: string): string => encodeURIComponent(part);

/** What `fetch` takes as a body. */
export type Body = NonNullable<RequestInit['body']>;

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: Body;
  readonly headers?: Readonly<Record<string, string>>;
  /** Longer than an answer usually takes. */
  readonly patience?: number;
  readonly repeatable: boolean;
}

/** A token, or where a fresh one comes from. */
export type TokenSource = string | (() => Promise<string>);

/** Makes a client. `token` may be missing for what is open to everybody. */
export function createApiClient(url: string, source?: TokenSource): ApiClient {
  const base = `${url.replace(/\/+$/, '')}/api/v1`;

  async function sendOnce({
    method,
    path,
    body,
    headers,
    patience = answerMilliseconds,
  }: Sent): Promise<Response> {
    const usual = { accept: 'application/json', 'accept-language': readerLanguage() };
    const token = typeof source === 'function' ? await source() : source;
    const identity: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    const signal = AbortSignal.timeout(patience);
    try {
      const init = { method, headers: { ...usual, ...identity, ...headers }, signal };
      if (body === undefined) return await fetch(base + path, init);
      // A body that is a stream is sent as it comes.
      return await fetch(base + path, { ...init, body, duplex: 'half' } as RequestInit);
    } catch (error) {
      throw unreachable(url, error);
    }
  }

  async function send(sent: Sent): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const response = await sendOnce(sent);
        if (response.ok) return response;
        throw await readProblem(response);
      } catch (error) {
        const mayPass = error instanceof TransientFailure && sent.repeatable && attempt < tries;
        if (!mayPass) throw error;
        await sleep(firstWait * 2 ** attempt);
      }
    }
  }

  const json = async <T>(sent: Sent) => (await send(sent)).json() as Promise<T>;
  return {
    url,
    get: (path) => json({ method: 'GET', path, repeatable: true }),
    post: (path, body = {}, key) =>
      json({
        method: 'POST',
        path,
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) },
        repeatable: key !== undefined,
      }),
    put: (path, body, type) =>
      json({ method: 'PUT', path, body, headers: { 'content-type': type }, repeatable: true }),
    async delete(path) {
      await send({ method: 'DELETE', path, repeatable: true });
    },
    async send(method, path) {
      await send({ method, path, repeatable: true });
    },
    exchange: (path, body, headers) =>
      sendOnce({ method: 'POST', path, body, headers, patience: streamMilliseconds, repeatable: false }),
    raw: (path) => send({ method: 'GET', path, repeatable: true }),
  };
}

function unreachable(url: string, error: unknown): TransientFailure {
  const cause = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
  return new TransientFailure(
    'unreachable',
    `无法连接 ${url}（${cause}），请确认平台已启动（npm start）或检查网络`,
    `${url} cannot be reached (${cause}); is the platform running (npm start), and the network up?`,
  );
}
