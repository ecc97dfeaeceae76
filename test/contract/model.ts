/** What records and a queue are, without disk, lag or death: what the model test holds the real ones against. */
import type { IndexEntries, Stored, Write } from '../../layers/core/ports/records.ts';
import type { Message } from '../../schemas/messages.ts';

interface State {
  readonly version: number;
  readonly value: unknown;
  readonly entries: IndexEntries;
}

export class RecordsModel {
  #now = new Map<string, State>();
  /** Every state a record ever had: what a stale index may show. */
  readonly #past = new Map<string, State[]>();

  /** The same records, going their own way from here; without their past. */
  fork(): RecordsModel {
    const other = new RecordsModel();
    other.#now = new Map(this.#now);
    return other;
  }

  get(key: string): Stored | undefined {
    const state = this.#now.get(key);
    return state && { key, version: state.version, value: state.value };
  }

  version(key: string): number {
    return this.#now.get(key)?.version ?? 0;
  }

  /** @returns the keys whose condition fails; then nothing has changed */
  commit(writes: readonly Write[]): string[] {
    const keyOf = (write: Write) =>
      'put' in write ? write.put : 'remove' in write ? write.remove : write.check;
    const failed = writes
      .filter((w) => w.expect !== undefined && this.version(keyOf(w)) !== w.expect)
      .map(keyOf);
    if (failed.length > 0) return failed;
    for (const write of writes) {
      if ('remove' in write) this.#now.delete(write.remove);
      if ('put' in write) this.#put(write);
    }
    return [];
  }

  #put({ put, value, indexes = {} }: Extract<Write, { put: string }>): void {
    const state = { version: this.version(put) + 1, value, entries: indexes };
    this.#now.set(put, state);
    const past = this.#past.get(put) ?? [];
    past.push(state);
    this.#past.set(put, past);
  }

  /** Did the record ever stand like that in the partition? */
  wasShown(item: Stored, partition: string): boolean {
    const states = this.#past.get(item.key) ?? [];
    return states.some(
      ({ version, value, entries }) =>
        version === item.version &&
        JSON.stringify(value) === JSON.stringify(item.value) &&
        entries.due?.[0] === partition,
    );
  }

  /** Keys of the partition, in order. */
  standing(partition: string): string[] {
    const placed = [...this.#now].flatMap(([key, { entries }]) =>
      entries.due?.[0] === partition ? [{ key, sort: entries.due[1] }] : [],
    );
    const compare = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
    placed.sort((one, other) => compare(one.sort, other.sort) || compare(one.key, other.key));
    return placed.map(({ key }) => key);
  }
}

interface Waiting {
  readonly message: Message;
  visibleAt: number;
  receives: number;
}

/** One queue. Times in milliseconds. */
export class QueueModel {
  waiting: Waiting[] = [];
  dead: Waiting[] = [];
  /** When each group was last served, as a count of takes. */
  readonly #served = new Map<string, number>();
  #takes = 0;
  readonly #visibility: number;
  readonly #tries: number;

  constructor(visibility: number, tries: number) {
    this.#visibility = visibility;
    this.#tries = tries;
  }

  send(messages: readonly Message[], now: number): void {
    for (const message of messages) this.waiting.push({ message, visibleAt: now, receives: 0 });
  }

  /** What may be taken now. */
  visible(now: number): Waiting[] {
    return this.waiting.filter(({ visibleAt }) => visibleAt <= now);
  }

  lastServed(group: string): number {
    return this.#served.get(group) ?? 0;
  }

  take(ids: readonly string[], now: number): void {
    this.#takes += 1;
    for (const one of this.waiting)
      if (ids.includes(one.message.id)) {
        this.#served.set(one.message.group, this.#takes);
        one.visibleAt = now + this.#visibility;
        one.receives += 1;
      }
  }

  settle(done: readonly string[], failed: readonly string[]): void {
    this.waiting = this.waiting.filter(({ message }) => !done.includes(message.id));
    this.#bury(
      this.waiting.filter(({ message, receives }) => failed.includes(message.id) && receives >= this.#tries),
    );
  }

  /** All holders have died, some of them at a message's last try. */
  releaseAll(): void {
    this.#bury(this.waiting.filter(({ receives }) => receives >= this.#tries));
    for (const one of this.waiting) if (one.receives > 0) one.visibleAt = 0;
  }

  redrive(now: number): number {
    const revived = this.dead.splice(0);
    for (const { message } of revived) this.waiting.push({ message, visibleAt: now, receives: 0 });
    return revived.length;
  }

  #bury(spent: readonly Waiting[]): void {
    this.waiting = this.waiting.filter((one) => !spent.includes(one));
    this.dead.push(...spent);
  }
}
