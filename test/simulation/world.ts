/**
 * The outside world in memory, with the cloud's weaknesses: indexes lag, messages come twice and in any order, a
 * worker may die or go on as a zombie between any two of its calls. Every call of a port is a gate at which the
 * scheduler decides who goes on.
 */

import { ConditionFailed, InvalidInput, NotFound, ObjectExists } from '../../layers/core/errors.ts';
import type { ObjectHead, ObjectPage } from '../../layers/core/ports/object-store.ts';
import {
  type IndexName,
  type IndexPage,
  type Stored,
  transactionLimits,
  type Write,
} from '../../layers/core/ports/records.ts';
import { type Message, messageSchema, type QueueName } from '../../schemas/messages.ts';
import type { Parcel } from '../../schemas/records.ts';
import { sha256 } from './digest.ts';
import { isGrantedAt } from './grants-seen.ts';
import type { Random } from './random.ts';

export interface Waiting {
  readonly queue: QueueName;
  readonly message: Message;
  /** Workers that hold it now. */
  holders: number;
}

interface Row extends Stored {
  readonly indexes: Partial<Record<IndexName, readonly [string, string]>>;
}

interface KeptObject {
  readonly bytes: Uint8Array;
  readonly head: ObjectHead;
}

/** Which of the protocol's conditions are taken out, to show that each is needed. */
export interface Mutation {
  /** Transactions ignore the expected version of records with these prefixes (and of their ledger entries). */
  readonly unconditioned?: readonly string[];
  /** Objects under this prefix may be written again. */
  readonly rewritable?: string;
  /** Indexes do not lag. */
  readonly freshIndexes?: boolean;
  /** Transactions leave out their announcements. */
  readonly unannounced?: boolean;
  /** These transactions do not check that the grant is as it was read. */
  readonly ungranted?: 'routing' | 'delivery';
  /** Whatever lies in an inbox is to be fetched. */
  readonly openInbox?: boolean;
  /** What lies in an inbox is not removed. */
  readonly keepsInbox?: boolean;
}

export class World {
  readonly random: Random;
  readonly mutation: Mutation;
  readonly waiting: Waiting[] = [];
  readonly objects = new Map<string, KeptObject>();
  readonly notices: unknown[] = [];
  /** Numbers that only grow and went back: heads of chains, generations. */
  readonly setbacks: string[] = [];
  /** Parcels that were planned or delivered outside a grant in force. */
  readonly ungranted: string[] = [];
  time = Date.UTC(2015, 2, 5);
  #ids = 0;
  #rows = new Map<string, Row>();
  /** Earlier states of the rows, newest last: what a lagging index may still show. */
  readonly #past: Map<string, Row>[] = [];

  constructor(random: Random, mutation: Mutation = {}) {
    this.random = random;
    this.mutation = mutation;
  }

  nextId(): string {
    this.#ids += 1;
    return `01${String(this.#ids).padStart(24, '0')}`;
  }

  get(key: string): Stored | undefined {
    const row = this.#rows.get(key);
    return row && { key, version: row.version, value: structuredClone(row.value) };
  }

  keys(prefix: string): string[] {
    return [...this.#rows.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  commit(writes: readonly Write[]): void {
    this.#checkLimits(writes);
    const kept = this.mutation.unannounced
      ? writes.filter((write) => !keyOf(write).startsWith('announcement/'))
      : writes;
    const checked = this.#withoutGrants(kept);
    const failed = checked.filter((write) => !this.#holds(write)).map(keyOf);
    if (failed.length > 0) throw new ConditionFailed(failed);
    this.#past.push(new Map(this.#rows));
    if (this.#past.length > 12) this.#past.shift();
    for (const write of kept) this.#watchGrant(write);
    for (const write of kept) {
      this.#watch(write);
      this.#apply(write);
    }
  }

  #withoutGrants(writes: readonly Write[]): readonly Write[] {
    const { ungranted } = this.mutation;
    const has = (prefix: string) => writes.some((write) => 'put' in write && write.put.startsWith(prefix));
    const done = has('batch/') ? 'routing' : has('parcel/') ? 'delivery' : undefined;
    if (ungranted === undefined || ungranted !== done) return writes;
    return writes.filter((write) => !('check' in write && write.check.startsWith('grant/')));
  }

  /** S9: at the transaction, by the clock it was decided with. */
  #watchGrant(write: Write): void {
    if (!('put' in write) || !write.put.startsWith('parcel/')) return;
    const before = this.#rows.get(write.put)?.value as Parcel | undefined;
    const after = write.value as Parcel;
    if (after.stage === before?.stage) return;
    const at = { planned: after.plannedAt, delivered: after.deliveredAt }[after.stage as string];
    if (at === undefined || before?.stage === 'escalated') return;
    if (!isGrantedAt(this, after, Date.parse(at)))
      this.ungranted.push(`S9 ${after.id} became ${after.stage} outside a grant in force`);
  }

  #checkLimits(writes: readonly Write[]): void {
    if (writes.length > transactionLimits.writes)
      throw new InvalidInput('over 100 writes', '超过 100 个写入');
    if (new Set(writes.map(keyOf)).size < writes.length)
      throw new InvalidInput('one key twice', '同一键出现两次');
    for (const write of writes)
      if ('put' in write && JSON.stringify(write.value).length > transactionLimits.itemBytes)
        throw new InvalidInput(`${write.put} is over 400 kB`, `${write.put} 超过 400 kB`);
  }

  #holds(write: Write): boolean {
    if (write.expect === undefined) return true;
    const { unconditioned } = this.mutation;
    const key = keyOf(write).replace(/^entry\//, '');
    if (unconditioned?.some((prefix) => key.startsWith(prefix))) return true;
    return (this.#rows.get(keyOf(write))?.version ?? 0) === write.expect;
  }

  #watch(write: Write): void {
    if (!('put' in write)) return;
    const before = this.#rows.get(write.put)?.value as { tree?: number; generation?: number } | undefined;
    const after = write.value as { tree?: number; generation?: number };
    const grown = write.put.startsWith('chain/')
      ? 'tree'
      : write.put.startsWith('resource/')
        ? 'generation'
        : undefined;
    if (grown && before && (after[grown] ?? 0) <= (before[grown] ?? 0))
      this.setbacks.push(`${write.put} goes from ${before[grown]} to ${after[grown]}`);
  }

  #apply(write: Write): void {
    if ('put' in write)
      this.#rows.set(write.put, {
        key: write.put,
        version: (this.#rows.get(write.put)?.version ?? 0) + 1,
        value: JSON.parse(JSON.stringify(write.value ?? null)),
        indexes: write.indexes ?? {},
      });
    else if ('remove' in write) this.#rows.delete(write.remove);
  }

  query(
    index: IndexName,
    partition: string,
    options: { from?: string; to?: string; after?: string; limit?: number; descending?: boolean } = {},
    fresh = this.mutation.freshIndexes ?? false,
  ): IndexPage {
    const rows =
      fresh || this.#past.length === 0 || this.random.chance(0.5) ? this.#rows : this.random.pick(this.#past);
    const found = [...rows.values()]
      .map((row) => ({ row, entry: row.indexes[index] }))
      .filter(({ entry }) => entry?.[0] === partition)
      .map(({ row, entry }) => ({ row, sort: `${entry?.[1]}\u0000${row.key}`, plain: entry?.[1] ?? '' }))
      .filter(
        ({ plain }) =>
          (options.from === undefined || plain >= options.from) &&
          (options.to === undefined || plain <= options.to),
      )
      .sort((a, b) => (a.sort < b.sort ? -1 : 1));
    if (options.descending) found.reverse();
    const { after } = options;
    const rest =
      after === undefined
        ? found
        : found.filter(({ sort }) => (options.descending ? sort < after : sort > after));
    const page = rest.slice(0, options.limit ?? 1000);
    return {
      items: page.map(({ row }) => structuredClone({ key: row.key, version: row.version, value: row.value })),
      next: rest.length > page.length ? page.at(-1)?.sort : undefined,
    };
  }

  put(key: string, bytes: Uint8Array): ObjectHead {
    const { rewritable } = this.mutation;
    const free = rewritable !== undefined && key.startsWith(rewritable);
    if (this.objects.has(key) && !free) throw new ObjectExists(key);
    const head = { key, size: bytes.length, sha256: sha256(bytes), putAt: new Date(this.time) };
    this.objects.set(key, { bytes, head });
    return head;
  }

  read(key: string): Uint8Array {
    const object = this.objects.get(key);
    if (!object) throw new NotFound(`there is no object ${key}`, `没有对象 ${key}`);
    return object.bytes;
  }

  list(prefix: string, { after, limit = 1000 }: { after?: string; limit?: number } = {}): ObjectPage {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const rest = after === undefined ? keys : keys.filter((key) => key > after);
    const page = rest.slice(0, limit);
    return {
      objects: page.map((key) => (this.objects.get(key) as KeptObject).head),
      next: rest.length > page.length ? page.at(-1) : undefined,
    };
  }

  send(queue: QueueName, messages: readonly Message[]): void {
    for (const message of messages)
      this.waiting.push({ queue, message: messageSchema.parse(structuredClone(message)), holders: 0 });
  }

  deleteMessage(waiting: Waiting): void {
    const at = this.waiting.indexOf(waiting);
    if (at >= 0) this.waiting.splice(at, 1);
  }
}

const keyOf = (write: Write): string =>
  'put' in write ? write.put : 'remove' in write ? write.remove : write.check;
