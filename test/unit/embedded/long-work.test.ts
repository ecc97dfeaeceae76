import { setTimeout as wait } from 'node:timers/promises';
import { createCommitQueue } from '../../../layers/embedded/commit-queue.ts';
import { openDatabase } from '../../../layers/embedded/database.ts';
import { embeddedQueue } from '../../../layers/embedded/queue.ts';
import { queueSettings } from '../../../layers/embedded/queue-settings.ts';
import type { Message } from '../../../schemas/messages.ts';

const clock = { now: () => new Date() };

async function openQueue(visibilitySeconds: number) {
  const database = openDatabase(':memory:');
  const settings = queueSettings({ batches: { visibilitySeconds, tries: 2 } });
  const queue = await embeddedQueue({ database, commits: createCommitQueue(database), clock, settings });
  await queue.send('batches', [
    { schema: 'message/1', id: 'm1', record: 'batch/b1', version: 1, group: 'tax' },
  ]);
  return queue;
}

/** Takes its time, and then has failed or not. */
const work =
  (milliseconds: number, fails = false) =>
  async (messages: readonly Message[]) => {
    await wait(milliseconds);
    return { failed: fails ? messages : [] };
  };

describe('a step that takes longer than the visibility time', () => {
  test('keeps its message, and nobody else gets it meanwhile', async () => {
    const queue = await openQueue(0.3);
    const long = queue.poll('batches', work(1500), { limit: 1 });
    for (let look = 0; look < 6; look++) {
      await wait(200);
      expect(await queue.poll('batches', async () => ({ failed: [] }), { limit: 1 })).toBe(0);
    }
    expect(await long).toBe(1);
    expect(await queue.depth()).toContainEqual({ queue: 'batches', waiting: 0, inFlight: 0, dead: 0 });
    queue.close();
  });

  test('lets it go when it fails: it comes again after the visibility time', async () => {
    const queue = await openQueue(0.3);
    await queue.poll('batches', work(700, true), { limit: 1 });
    await wait(500);
    expect(await queue.poll('batches', async () => ({ failed: [] }), { limit: 1 })).toBe(1);
    queue.close();
  });
});
