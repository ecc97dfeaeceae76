/**
 * One step, one transaction: the records' next stages on condition of the versions that were read, a ledger entry
 * for each change, and the announcements of what comes next. After the commit whoever committed sends the
 * announcements and deletes them; where he dies, the sweep does.
 */
import { type Message, messageSchema, type QueueName } from '../../schemas/messages.ts';
import type { Entry } from '../../schemas/records.ts';
import type { Ports } from './ports/index.ts';
import type { Write } from './ports/records.ts';
import type { Notice } from './ports/surroundings.ts';
import { announcementKey, entries, type Held, type Kind, notices } from './records.ts';

export interface Act {
  /** The step, as its kill points are named. */
  readonly step: string;
  /** Whose chain the entries go into. */
  readonly department: string;
  /** Who did it: a person, an application, or `system`. */
  readonly actor: string;
}

export interface Account {
  readonly action: string;
  readonly digest?: string | undefined;
  readonly detail?: Record<string, unknown>;
}

export interface Announced {
  readonly queue: QueueName;
  readonly message: Message;
}

export class Transaction {
  readonly #ports: Ports;
  readonly #act: Act;
  readonly #at: string;
  readonly #writes: Write[] = [];
  readonly #announced: Announced[] = [];
  readonly #told: Notice[] = [];

  constructor(ports: Ports, act: Act) {
    this.#ports = ports;
    this.#act = act;
    this.#at = ports.clock.now().toISOString();
  }

  /** Time of the transaction, ISO 8601 in UTC. */
  get at(): string {
    return this.#at;
  }

  /** Writes the record's next state on condition that it is still at the version held. */
  put<T, K extends readonly unknown[]>(
    of: Kind<T, K>,
    held: Held<unknown>,
    value: T,
    account: Account,
  ): this {
    this.note(of, held, value);
    this.#enter({ ...account, record: held.key, version: held.version + 1 });
    return this;
  }

  /** Takes the record away on condition that it is still at the version held. Its number must never come again. */
  remove(held: Held<unknown>, account: Account): this {
    this.#writes.push({ remove: held.key, expect: held.version });
    this.#enter({ ...account, record: held.key, version: held.version + 1 });
    return this;
  }

  /**
   * As `put`, beside the ledger: for what only counts, or only leads to a record that has its own entry.
   */
  note<T, K extends readonly unknown[]>(of: Kind<T, K>, held: Held<unknown>, value: T): this {
    const parsed = of.schema.parse(value);
    this.#writes.push({
      put: held.key,
      value: parsed,
      expect: held.version,
      ...(of.indexes ? { indexes: of.indexes(parsed) } : {}),
    });
    return this;
  }

  /** The transaction holds only if that record has not moved. */
  check(held: Held<unknown>): this {
    this.#writes.push({ check: held.key, expect: held.version });
    return this;
  }

  announce(queue: QueueName, record: string, version: number, more: { chunk?: number } = {}): this {
    const message = messageSchema.parse({
      schema: 'message/1',
      id: this.#ports.ids.next(),
      record,
      version,
      group: this.#act.department,
      ...more,
    });
    this.#announced.push({ queue, message });
    this.#writes.push({
      put: announcementKey(message.id),
      value: { queue, message, at: this.#at },
      expect: 0,
      indexes: { due: ['announcements', `${this.#at}/${message.id}`] },
    });
    return this;
  }

  /**
   * Tells people: the notice stands in their list if and only if the transaction holds. Its number must be this
   * transaction's own, such as a record at the version it leaves.
   */
  tell(notice: Notice): this {
    const value = notices.schema.parse({ ...notice, at: this.#at });
    const key = notices.key(notice.to, notice.id);
    this.#writes.push({ put: key, value, expect: 0, indexes: notices.indexes?.(value) ?? {} });
    this.#told.push(notice);
    return this;
  }

  /** Writes so far, so that pages stay under the transaction's limit. */
  get size(): number {
    return this.#writes.length;
  }

  /**
   * Commits; does what has to stand before the announcements (the live list); sends them and deletes them.
   * @throws ConditionFailed when a record had moved: nothing was written
   */
  async commit(beforeSending?: () => Promise<void>): Promise<void> {
    const { records, probe } = this.#ports;
    const { step } = this.#act;
    await probe.at(`${step}: before commit`);
    await records.commit(this.#writes);
    await probe.at(`${step}: committed`);
    if (beforeSending) {
      await beforeSending();
      await probe.at(`${step}: list written`);
    }
    await send(this.#ports, step, this.#announced);
    // It stands in their list; that it is also mailed must not undo what was done.
    for (const notice of this.#told) await this.#ports.notifier.notify(notice).catch(() => {});
  }

  #enter(entry: Account & { record: string; version: number }): void {
    const value: Entry = entries.schema.parse({
      record: entry.record,
      version: entry.version,
      department: this.#act.department,
      action: entry.action,
      actor: this.#act.actor,
      at: this.#at,
      digest: entry.digest,
      detail: entry.detail ?? {},
    });
    this.#writes.push({
      put: entries.key(entry.record, entry.version),
      value,
      expect: 0,
      indexes: entries.indexes?.(value) ?? {},
    });
  }
}

/**
 * Sends announcements and then deletes them: a death between the two sends them twice, never not at all. Neither needs
 * to be durable: a deletion is never kept while the message sent before it is lost.
 */
export async function send(ports: Ports, step: string, announced: readonly Announced[]): Promise<void> {
  if (announced.length === 0) return;
  for (const [queue, messages] of Map.groupBy(announced, (one) => one.queue)) {
    await ports.queue.send(
      queue,
      messages.map((one) => one.message),
      { lossy: true },
    );
    await ports.probe.at(`${step}: sent`);
  }
  await ports.records.commit(
    announced.map((one) => ({ remove: announcementKey(one.message.id) })),
    { lossy: true },
  );
  await ports.probe.at(`${step}: announcements deleted`);
}
