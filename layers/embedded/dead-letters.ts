/** What a queue gave up on: looked at, given back, deleted. */
import type { DatabaseSync } from 'node:sqlite';
import type { Message, QueueName } from '../../schemas/messages.ts';
import type { Queue } from '../core/ports/queue.ts';
import type { CommitQueue } from './commit-queue.ts';

interface Parts {
  readonly database: DatabaseSync;
  readonly commits: CommitQueue;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly wake: (queue: QueueName) => void;
}

interface Row {
  seq: number;
  body: string;
  receives: number;
  last_error: string | null;
}

/** Ids are sequence numbers; what is none matches nothing. */
const sequenceNumbers = (ids: readonly string[]): number[] =>
  ids.filter((id) => /^\d{1,15}$/.test(id)).map(Number);

export function deadLetterOffice(parts: Parts): Pick<Queue, 'deadLetters' | 'redrive' | 'purge'> {
  const { database, commits, now, wake } = parts;
  const list = database.prepare(
    'select seq, body, receives, last_error from messages where queue = ? and dead = 1 order by seq',
  );
  const reviveAll =
    'update messages set dead = 0, receives = 0, last_error = null, visible_at = ? where queue = ? and dead = 1';
  const removeAll = 'delete from messages where queue = ? and dead = 1';

  /** Runs a statement for all dead letters of a queue, or for those named; counts the rows. */
  function each(sql: string, values: readonly (string | number)[], ids?: readonly string[]): Promise<number> {
    return commits.run(() => {
      if (!ids) return Number(database.prepare(sql).run(...values).changes);
      const one = database.prepare(`${sql} and seq = ?`);
      return sequenceNumbers(ids).reduce((sum, seq) => sum + Number(one.run(...values, seq).changes), 0);
    });
  }

  return {
    deadLetters: async (queue) =>
      (list.all(queue) as unknown as Row[]).map(({ seq, body, receives, last_error }) => ({
        id: String(seq),
        message: JSON.parse(body) as Message,
        failures: receives,
        ...(last_error === null ? {} : { lastError: last_error }),
      })),
    async redrive(queue, ids) {
      const count = await each(reviveAll, [now(), queue], ids);
      if (count > 0) wake(queue);
      return count;
    },
    purge: (queue, ids) => each(removeAll, [queue], ids),
  };
}
