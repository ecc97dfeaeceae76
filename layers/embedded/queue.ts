/** Queues in SQLite, at least once, fair among groups. Sends and deletions share the group commit. */
import type { DatabaseSync } from 'node:sqlite';
import { type Message, type QueueName, queueNames } from '../../schemas/messages.ts';
import { InvalidInput, ShuiyuanError } from '../core/errors.ts';
import type { Queue } from '../core/ports/queue.ts';
import type { Clock } from '../core/ports/surroundings.ts';
import type { CommitQueue } from './commit-queue.ts';
import { deadLetterOffice } from './dead-letters.ts';
import type { AllQueueSettings } from './queue-settings.ts';
import { queueTables, type Taken } from './queue-tables.ts';

export interface EmbeddedQueue extends Queue {
  /**
   * Tells when a queue may have something to take: after a send, a redrive, and when failed messages come due.
   * @returns ends the telling
   */
  onMessage(listener: (queue: QueueName) => void): () => void;
  /** Ends timers. */
  close(): void;
}

interface Parts {
  readonly database: DatabaseSync;
  readonly commits: CommitQueue;
  readonly clock: Clock;
  readonly settings: AllQueueSettings;
}

/** SQS's limit of one message. */
const messageBytes = 262_144;

function checkSizes(messages: readonly Message[]): void {
  for (const message of messages)
    if (Buffer.byteLength(JSON.stringify(message)) > messageBytes)
      throw new InvalidInput(
        `a message has at most ${messageBytes} bytes; put its content into a record and send a pointer`,
        `一条消息最多 ${messageBytes} 字节，请将内容存入记录，只发送指针`,
      );
}

/** A word for the dead letter, never the error's text: that may hold what must not be shown. */
const errorWord = (error: unknown): string =>
  error instanceof ShuiyuanError ? error.code : error instanceof Error ? error.name : 'unknown';

type Outcome = { readonly failed: readonly Message[]; readonly error?: string };

async function handle(
  taken: readonly Taken[],
  handler: (messages: readonly Message[]) => Promise<{ failed: readonly Message[] }>,
): Promise<Outcome> {
  const messages = taken.map(({ message }) => message);
  try {
    return await handler(messages);
  } catch (error) {
    return { failed: messages, error: errorWord(error) };
  }
}

function depthOf(database: DatabaseSync, queue: QueueName, now: number) {
  const row = database
    .prepare(
      `select count(*) filter (where dead = 0 and visible_at <= ?) as waiting,
        count(*) filter (where dead = 0 and visible_at > ?) as inFlight,
        count(*) filter (where dead = 1) as dead from messages where queue = ?`,
    )
    .get(now, now, queue) as { waiting: number; inFlight: number; dead: number };
  return { queue, ...row };
}

/** Who waits for messages, told at once and when failed ones come due. */
function wakeups() {
  const listeners = new Set<(queue: QueueName) => void>();
  const timers = new Set<NodeJS.Timeout>();
  const wake = (queue: QueueName) => {
    for (const listener of listeners) listener(queue);
  };
  return {
    listeners,
    wake,
    wakeIn(queue: QueueName, milliseconds: number): void {
      const timer = setTimeout(() => {
        timers.delete(timer);
        wake(queue);
      }, milliseconds);
      timer.unref();
      timers.add(timer);
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      listeners.clear();
    },
  };
}

/** Makes the port. Messages taken up before a restart are given free again here. */
export async function embeddedQueue(parts: Parts): Promise<EmbeddedQueue> {
  const { database, commits, clock, settings } = parts;
  const tables = queueTables(database, settings);
  const waiters = wakeups();
  const now = () => clock.now().getTime();
  await commits.run(() => tables.releaseAll());

  /** A large file takes longer than the visibility time; whoever else took its message would do the work twice. */
  function keepHolding(queue: QueueName, taken: readonly Taken[]): () => void {
    const prolong = () => void commits.runUnsynced(() => tables.prolong(queue, taken, now())).catch(() => {});
    const timer = setInterval(prolong, (settings[queue].visibilitySeconds * 1000) / 3).unref();
    return () => clearInterval(timer);
  }

  const poll: Queue['poll'] = async (queue, handler, { limit }) => {
    // Of what is forgotten in a power cut, messages come once more.
    const taken = await commits.runUnsynced(() => tables.take(queue, limit, now()));
    if (taken.length === 0) return 0;
    const [endWork, letGo] = [commits.beginWork(), keepHolding(queue, taken)];
    const { failed, error } = await handle(taken, handler);
    letGo();
    endWork();
    const ids = new Set(failed.map(({ id }) => id));
    const [done, again] = [
      taken.filter(({ message }) => !ids.has(message.id)),
      taken.filter(({ message }) => ids.has(message.id)),
    ];
    // Where even this cannot be written, all of them come again.
    let comeAgain = taken.length;
    try {
      await commits.runUnsynced(() => tables.settle(queue, done, again, error));
      comeAgain = again.length;
    } finally {
      if (comeAgain > 0) waiters.wakeIn(queue, settings[queue].visibilitySeconds * 1000 + 1);
    }
    return taken.length;
  };

  return {
    async send(queue, messages, { lossy = false } = {}) {
      if (messages.length === 0) return;
      checkSizes(messages);
      const run = lossy ? commits.runUnsynced : commits.run;
      await run(() => tables.send(queue, messages, now()));
      waiters.wake(queue);
    },
    poll,
    depth: async () => queueNames.map((queue) => depthOf(database, queue, now())),
    ...deadLetterOffice({ database, commits, now, wake: waiters.wake }),
    onMessage(listener) {
      waiters.listeners.add(listener);
      return () => void waiters.listeners.delete(listener);
    },
    close: waiters.close,
  };
}
