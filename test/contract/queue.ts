/** What every queue keeps to: at least once, failed ones again, dead letters, redrive, purge. */

import type { Queue } from '../../layers/core/ports/queue.ts';
import type { Message } from '../../schemas/messages.ts';
import { eventually } from './eventually.ts';

interface QueueHome {
  /** With nothing in it. */
  readonly queue: Queue;
  close(): Promise<void>;
}

interface QueueAbilities {
  /** After how long a failed message comes again; short, so that the suite is. */
  readonly visibilitySeconds: number;
  readonly tries: number;
  /** Does the queue hand messages over fairly among groups? */
  readonly fair?: boolean;
}

/** Runs the suite; `make` is called for each test. */
export function describeQueue(
  name: string,
  make: () => Promise<QueueHome>,
  { visibilitySeconds, tries, fair = true }: QueueAbilities,
): void {
  describe(`queue: ${name}`, () => {
    let home: QueueHome;
    let queue: Queue;
    beforeEach(async () => {
      home = await make();
      queue = home.queue;
    }, 60_000);
    afterEach(() => home.close());

    const message = (id: string, group = 'tax'): Message => ({
      schema: 'message/1',
      id,
      record: `batch/税 ${id}`,
      version: 1,
      group,
    });
    const messages = (count: number, group?: string) =>
      Array.from({ length: count }, (_, index) => message(`${group ?? 'm'}-${index}`, group));
    const patience = visibilitySeconds * (tries + 3) + 15;

    /** Takes what there is, until `count` came or nothing is left; fails those named. */
    async function takeAll(count: number, fails: (id: string) => boolean = () => false) {
      const seen: string[] = [];
      await eventually(async () => {
        await queue.poll(
          'batches',
          async (taken) => {
            seen.push(...taken.map(({ id }) => id));
            return { failed: taken.filter(({ id }) => fails(id)) };
          },
          { limit: 10 },
        );
        if (seen.length < count) throw new Error(`${seen.length} of ${count} messages came`);
      }, patience);
      return seen;
    }
    const depth = async () => (await queue.depth()).find((one) => one.queue === 'batches');

    test('hands over every message as it was sent, and then no more', async () => {
      const sent = messages(25);
      await queue.send('batches', sent);
      const got: Message[] = [];
      await eventually(async () => {
        await queue.poll(
          'batches',
          async (taken) => {
            got.push(...taken);
            return { failed: [] };
          },
          { limit: 10 },
        );
        expect(new Set(got.map(({ id }) => id)).size).toBe(25);
      });
      const byId = (one: Message, other: Message) => one.id.localeCompare(other.id);
      expect(got.toSorted(byId)).toEqual(sent.toSorted(byId));
      await eventually(async () => expect(await depth()).toMatchObject({ waiting: 0, inFlight: 0, dead: 0 }));
      expect(await queue.poll('batches', async () => ({ failed: [] }), { limit: 10 })).toBe(0);
    });

    test('says how many it handed over, never more than asked for', async () => {
      await queue.send('batches', messages(5));
      const counts = new Set<number>();
      let left = 5;
      await eventually(async () => {
        const count = await queue.poll('batches', async () => ({ failed: [] }), { limit: 2 });
        counts.add(count);
        left -= count;
        expect(left).toBe(0);
      });
      for (const count of counts) expect(count).toBeLessThanOrEqual(2);
    });

    test('keeps queues apart', async () => {
      await queue.send('parcels', messages(1));
      expect(await queue.poll('batches', async () => ({ failed: [] }), { limit: 10 })).toBe(0);
    });

    test(
      'brings back only the failed ones, after the visibility time and not before',
      async () => {
        await queue.send('batches', messages(4));
        const started = Date.now();
        const failing = new Set(['m-1']);
        const first = await takeAll(4, (id) => failing.has(id));
        expect(first.toSorted()).toEqual(['m-0', 'm-1', 'm-2', 'm-3']);
        const again = await takeAll(1);
        expect(again).toEqual(['m-1']);
        // A queue may round down to whole seconds.
        expect(Date.now() - started).toBeGreaterThan(visibilitySeconds * 1000 - 1000);
      },
      patience * 2000,
    );

    test(
      'does not show a message to others while it is being worked on',
      async () => {
        await queue.send('batches', messages(1));
        let others = -1;
        await eventually(async () => {
          const count = await queue.poll(
            'batches',
            async () => {
              others = await queue.poll('batches', async () => ({ failed: [] }), { limit: 10 });
              return { failed: [] };
            },
            { limit: 10 },
          );
          expect(count).toBe(1);
        });
        expect(others).toBe(0);
      },
      patience * 1000,
    );

    test(
      'takes a handler that throws for one that failed all',
      async () => {
        await queue.send('batches', messages(2));
        let thrown = 0;
        await eventually(async () => {
          await queue.poll(
            'batches',
            async (taken) => {
              thrown += taken.length;
              throw new Error('broken');
            },
            { limit: 10 },
          );
          expect(thrown).toBe(2);
        });
        expect((await takeAll(2)).toSorted()).toEqual(['m-0', 'm-1']);
      },
      patience * 2000,
    );

    test(
      'gives up after the last try; dead letters are read, redriven and purged',
      async () => {
        await queue.send('batches', messages(3));
        const tried: Record<string, number> = {};
        await eventually(async () => {
          await queue.poll(
            'batches',
            async (taken) => {
              for (const { id } of taken) tried[id] = (tried[id] ?? 0) + 1;
              return { failed: taken };
            },
            { limit: 10 },
          );
          expect(await queue.deadLetters('batches')).toHaveLength(3);
        }, patience);
        expect(tried).toEqual({ 'm-0': tries, 'm-1': tries, 'm-2': tries });
        expect(await depth()).toMatchObject({ waiting: 0, inFlight: 0, dead: 3 });

        const letters = await queue.deadLetters('batches');
        expect(letters.map((letter) => letter.message.id).toSorted()).toEqual(['m-0', 'm-1', 'm-2']);
        const idOf = (wanted: string) => letters.find((one) => one.message.id === wanted)?.id ?? '';
        expect(await queue.redrive('batches', [idOf('m-0')])).toBe(1);
        expect(await takeAll(1)).toEqual(['m-0']);
        expect(await queue.purge('batches', [idOf('m-1')])).toBe(1);
        await eventually(async () => expect(await queue.deadLetters('batches')).toHaveLength(1));
        expect(await queue.redrive('batches')).toBe(1);
        expect(await takeAll(1)).toEqual(['m-2']);
        expect(await queue.purge('batches')).toBe(0);
      },
      patience * 3000,
    );

    test('carries the same message twice when it is sent twice', async () => {
      await queue.send('batches', [message('twin')]);
      await queue.send('batches', [message('twin')]);
      expect(await takeAll(2)).toEqual(['twin', 'twin']);
    });

    if (fair)
      test('serves a small group before a large one is through', async () => {
        await queue.send('batches', messages(200, 'large'));
        await queue.send('batches', messages(2, 'small'));
        const seen: string[] = [];
        for (let round = 0; round < 4; round += 1)
          await queue.poll(
            'batches',
            async (taken) => {
              seen.push(...taken.map(({ id }) => id));
              return { failed: [] };
            },
            { limit: 2 },
          );
        expect(seen).toEqual(expect.arrayContaining(['small-0', 'small-1']));
      });
  });
}
