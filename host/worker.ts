/**
 * Runs the steps. Each queue has lanes; a lane takes one message at a time and looks for the next as long as there
 * is one, then sleeps until the queue tells of a message. Fairness among departments is the queue's.
 */
import { PoisonError } from '../layers/core/errors.ts';
import {
  acceptUpload,
  deliverParcel,
  routeBatch,
  transformBatch,
  transformChunk,
} from '../layers/core/exchange/index.ts';
import type { Ports } from '../layers/core/ports/index.ts';
import type { EmbeddedQueue } from '../layers/embedded/queue.ts';
import { type Message, type QueueName, queueNames } from '../schemas/messages.ts';
import { describeError, type HostLog } from './host-log.ts';

export type Steps = Readonly<Record<QueueName, (message: Message) => Promise<void>>>;

/** The steps that queues start. */
export function stepsOf(ports: Ports): Steps {
  const probed = (queue: QueueName, step: Steps[QueueName]) => async (message: Message) => {
    await step(message);
    await ports.probe.at(`${queue}: message to be deleted`);
  };
  return {
    uploads: probed('uploads', acceptUpload(ports)),
    batches: probed('batches', transformBatch(ports)),
    chunks: probed('chunks', transformChunk(ports)),
    committed: probed('committed', routeBatch(ports)),
    parcels: probed('parcels', deliverParcel(ports)),
  };
}

/** Steps of the refinery wait for a child anyway; the others share the disk's syncs when several run. */
const lanes: Readonly<Record<QueueName, number>> = {
  uploads: 8,
  batches: 4,
  chunks: 4,
  committed: 8,
  parcels: 4,
};

export interface Worker {
  /** Takes no more messages; resolves when those at hand are done. */
  stop(): Promise<void>;
}

/** Starts taking messages, those left from an earlier time first. */
export function startWorker(queue: EmbeddedQueue, steps: Steps, log: HostLog): Worker {
  const running = new Map<QueueName, Set<Promise<void>>>(queueNames.map((name) => [name, new Set()]));
  let stopped = false;

  async function take(name: QueueName): Promise<boolean> {
    const count = await queue.poll(
      name,
      async ([message]) => {
        // There may be more: another lane looks while this one works.
        wake(name);
        if (message) await runStep(name, steps[name], message, log);
        return { failed: [] };
      },
      { limit: 1 },
    );
    return count > 0;
  }

  /** @returns false when the queue itself failed: then nobody tells of the messages that are still in it */
  async function runLane(name: QueueName): Promise<boolean> {
    try {
      while (!stopped && (await take(name)));
      return true;
    } catch (error) {
      log('lane failed', { queue: name, ...describeError(error) });
      await new Promise((resume) => setTimeout(resume, 1000));
      return false;
    }
  }

  function wake(name: QueueName): void {
    const open = running.get(name);
    if (stopped || !open || open.size >= lanes[name]) return;
    const lane = runLane(name).then((sound) => {
      open.delete(lane);
      if (!sound && open.size === 0) wake(name);
    });
    open.add(lane);
  }

  const unsubscribe = queue.onMessage(wake);
  for (const name of queueNames) wake(name);
  return {
    async stop() {
      stopped = true;
      unsubscribe();
      await Promise.all([...running.values()].flatMap((open) => [...open]));
    },
  };
}

/** Poison can never succeed and its step has put it into quarantine: the message is done. @throws all else */
async function runStep(
  queue: QueueName,
  step: (message: Message) => Promise<void>,
  message: Message,
  log: HostLog,
): Promise<void> {
  const begun = performance.now();
  const { record, version } = message;
  const account = () => ({ queue, record, version, milliseconds: Math.round(performance.now() - begun) });
  try {
    await step(message);
    log('step done', account());
  } catch (error) {
    log('step failed', { ...account(), ...describeError(error) });
    if (!(error instanceof PoisonError)) throw error;
  }
}
