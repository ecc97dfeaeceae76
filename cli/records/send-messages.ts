/** Sends messages until each has its answer: what is too fast waits as told, what got no answer is sent again. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordsAnswer } from '../../schemas/realtime.ts';
import { type ApiClient, encode } from '../api-client.ts';
import { TransientFailure } from '../failures.ts';
import { readProblem } from '../read-problem.ts';
import type { Message } from './read-messages.ts';
import type { BodySigner } from './sign-body.ts';

export interface Sending {
  readonly client: ApiClient;
  readonly resource: string;
  readonly sign: BodySigner;
  /** How long it is tried without an answer, in milliseconds. */
  readonly patience: number;
}

export type Answered = RecordsAnswer['items'][number] & { readonly line: number };

export const pathOf = (resource: string): string => `/resources/${encode(resource)}/records`;

/** @throws CommandFailure when the request as a whole is refused, or the time is over */
export async function sendMessages(sending: Sending, messages: readonly Message[]): Promise<Answered[]> {
  const answered: Answered[] = [];
  let left = messages;
  while (left.length > 0) {
    const { items } = await sendArray(sending, left);
    const again: Message[] = [];
    for (const [index, message] of left.entries()) {
      const item = items[index];
      const mayPass = item?.problem?.status === 429 || item?.problem?.status === 503;
      if (item && !mayPass) answered.push({ ...item, line: message.line });
      else again.push(message);
    }
    if (again.length > 0) await sleep(1000);
    left = again;
  }
  return answered.sort((a, b) => a.line - b.line);
}

async function sendArray(sending: Sending, messages: readonly Message[]): Promise<RecordsAnswer> {
  const body = JSON.stringify(messages.map(({ id, record }) => ({ id, record })));
  const sha256 = createHash('sha256').update(body).digest('hex');
  const { client, resource, sign } = sending;
  const send = () =>
    client.exchange(pathOf(resource), body, {
      'content-type': 'application/json',
      ...sign(resource, sha256),
    });
  return (await persist(send, sending.patience)).json() as Promise<RecordsAnswer>;
}

/** The same again while it may pass. @throws CommandFailure */
export async function persist(send: () => Promise<Response>, patience: number): Promise<Response> {
  const end = performance.now() + patience;
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
    let told = 0;
    try {
      const response = await send();
      if (response.ok) return response;
      told = Number(response.headers.get('retry-after') ?? 0) * 1000;
      throw await readProblem(response);
    } catch (error) {
      const pause = Math.max(wait, told || 0);
      if (!(error instanceof TransientFailure) || performance.now() + pause > end) throw error;
      await sleep(pause);
    }
  }
}
