/** The queues' tables: every change is one closure of a group commit. */
import type { DatabaseSync } from 'node:sqlite';
import { type Message, type QueueName, queueNames } from '../../schemas/messages.ts';
import type { QueueSettings } from './queue-settings.ts';

/** A message handed over: `seq` is its receipt. */
export interface Taken {
  readonly seq: number;
  readonly receives: number;
  readonly message: Message;
}

interface Row {
  seq: number;
  body: string;
  receives: number;
}

function prepare(database: DatabaseSync) {
  return {
    send: database.prepare('insert into messages(queue, grp, body, visible_at) values (?, ?, ?, ?)'),
    group: database.prepare(
      'insert into message_groups(queue, grp, served) values (?, ?, 0) on conflict do nothing',
    ),
    groups: database.prepare('select grp from message_groups where queue = ? order by served, grp'),
    lastServed: database.prepare('select max(served) as served from message_groups where queue = ?'),
    served: database.prepare('update message_groups set served = ? where queue = ? and grp = ?'),
    // A time further off than the visibility time was set before the wall clock was put back.
    visible: database.prepare(
      `select seq, body, receives from messages where queue = ? and dead = 0 and grp = ?
       and (visible_at <= ? or visible_at > ?) order by seq limit ?`,
    ),
    take: database.prepare('update messages set visible_at = ?, receives = receives + 1 where seq = ?'),
    prolong: database.prepare('update messages set visible_at = ? where seq = ?'),
    bury: database.prepare(
      'update messages set dead = 1, last_error = coalesce(?, last_error) where seq = ?',
    ),
    fail: database.prepare('update messages set last_error = coalesce(?, last_error) where seq = ?'),
    remove: database.prepare('delete from messages where seq = ?'),
    release: database.prepare(
      `update messages set visible_at = 0, dead = receives >= ?1,
       last_error = iif(receives >= ?1, 'no-answer', last_error) where queue = ?2 and dead = 0 and receives > 0`,
    ),
  };
}

/** First of each group, then second of each, … */
function inTurn(groups: readonly Row[][], limit: number): Row[] {
  const rounds = Math.max(0, ...groups.map((rows) => rows.length));
  const order = Array.from({ length: rounds }, (_, round) => groups.flatMap((rows) => rows[round] ?? []));
  return order.flat().slice(0, limit);
}

interface QueueTables {
  send(queue: QueueName, messages: readonly Message[], now: number): void;
  /** Takes up to `limit`, one of each group in turn, the group least recently served first. */
  take(queue: QueueName, limit: number, now: number): readonly Taken[];
  /** Their holder is still at work on them: their visibility time begins anew. */
  prolong(queue: QueueName, held: readonly Taken[], now: number): void;
  /** Deletes what is done; the rest waits for its time or, after the last try, is buried. */
  settle(queue: QueueName, done: readonly Taken[], failed: readonly Taken[], error?: string): void;
  /**
   * After a restart nobody is at work on anything: what was taken up may be taken again at once, or is buried when
   * that was its last try.
   */
  releaseAll(): void;
}

export function queueTables(
  database: DatabaseSync,
  settings: Readonly<Record<QueueName, QueueSettings>>,
): QueueTables {
  const statements = prepare(database);

  /** Visible messages of a group; those whose last holder never came back are buried on the way. */
  function visibleOf(queue: QueueName, group: Uint8Array, limit: number, now: number): Row[] {
    const { visibilitySeconds, tries } = settings[queue];
    const latest = now + visibilitySeconds * 1000;
    for (;;) {
      const rows = statements.visible.all(queue, group, now, latest, limit) as unknown as Row[];
      const spent = rows.filter(({ receives }) => receives >= tries);
      if (spent.length === 0) return rows;
      for (const { seq } of spent) statements.bury.run('no-answer', seq);
    }
  }

  function handOver(queue: QueueName, row: Row, now: number): Taken {
    statements.take.run(now + settings[queue].visibilitySeconds * 1000, row.seq);
    return { seq: row.seq, receives: row.receives + 1, message: JSON.parse(row.body) as Message };
  }

  /** Groups with something to take, least recently served first, at most `limit` of them. */
  function groupsToServe(queue: QueueName, limit: number, now: number): Uint8Array[] {
    const found: Uint8Array[] = [];
    for (const { grp } of statements.groups.iterate(queue) as Iterable<{ grp: Uint8Array }>) {
      if (visibleOf(queue, grp, 1, now).length > 0) found.push(grp);
      if (found.length === limit) break;
    }
    return found;
  }

  return {
    send(queue, messages, now) {
      for (const message of messages) {
        const group = Buffer.from(message.group);
        statements.group.run(queue, group);
        statements.send.run(queue, group, JSON.stringify(message), now);
      }
    },
    take(queue, limit, now) {
      const groups = groupsToServe(queue, limit, now);
      const each = groups.map((grp) => visibleOf(queue, grp, limit - groups.length + 1, now));
      let { served } = statements.lastServed.get(queue) as { served: number };
      for (const grp of groups) statements.served.run(++served, queue, grp);
      return inTurn(each, limit).map((row) => handOver(queue, row, now));
    },
    prolong(queue, held, now) {
      const until = now + settings[queue].visibilitySeconds * 1000;
      for (const { seq } of held) statements.prolong.run(until, seq);
    },
    settle(queue, done, failed, error) {
      for (const { seq } of done) statements.remove.run(seq);
      for (const { seq, receives } of failed)
        (receives >= settings[queue].tries ? statements.bury : statements.fail).run(error ?? null, seq);
    },
    releaseAll() {
      for (const queue of queueNames) statements.release.run(settings[queue].tries, queue);
    },
  };
}
