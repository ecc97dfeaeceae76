/**
 * Queues deliver at least once, in no order. A message is a pointer to a record; who takes it up reads the record.
 * Cloud: SQS with a Lambda event source and a dead-letter queue. Embedded: tables of the same SQLite.
 */
import type { Message, QueueName } from '../../../schemas/messages.ts';

export interface QueueDepth {
  readonly queue: QueueName;
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
}

export interface DeadLetter {
  readonly id: string;
  readonly message: Message;
  readonly failures: number;
  readonly lastError?: string;
}

export interface Queue {
  /**
   * Durable when it resolves, or with `lossy` perhaps only with the next durable write: for a sender who finds out
   * by himself what was lost. Only the announcer of a committed transaction calls it.
   */
  send(queue: QueueName, messages: readonly Message[], options?: { readonly lossy?: boolean }): Promise<void>;
  /**
   * Takes up to `limit` messages, fairly among their groups, hands them over and deletes all but the failed ones;
   * those come again after the visibility time, and go to the dead letters after the queue's last try. A handler
   * that throws has failed all of them; the error is kept by its code.
   * @returns how many were handed over
   */
  poll(
    queue: QueueName,
    handler: (messages: readonly Message[]) => Promise<{ failed: readonly Message[] }>,
    options: { limit: number },
  ): Promise<number>;
  depth(): Promise<readonly QueueDepth[]>;
  deadLetters(queue: QueueName): Promise<readonly DeadLetter[]>;
  /** Gives dead letters back to their queue: all, or those named. */
  redrive(queue: QueueName, ids?: readonly string[]): Promise<number>;
  /** Deletes dead letters: all, or those named. */
  purge(queue: QueueName, ids?: readonly string[]): Promise<number>;
}
