/** The worker on a real queue: nothing is lost by a step that fails, nothing waits for a slow one. */
import { type Steps, startWorker } from '../../../host/worker.ts';
import { PoisonError, TransientError } from '../../../layers/core/errors.ts';
import { type Message, messageSchema, queueNames } from '../../../schemas/messages.ts';
import { until } from '../../acceptance/home.ts';
import { openTemporaryHome, type TemporaryHome } from '../../contract/temporary-home.ts';

let temporary: TemporaryHome;
beforeEach(async () => {
  temporary = await openTemporaryHome({ queues: { batches: { visibilitySeconds: 1, tries: 2 } } });
});
afterEach(() => temporary.close());

const message = (id: string, group = 'power'): Message =>
  messageSchema.parse({ schema: 'message/1', id, record: `batch/${id}`, version: 1, group });

function steps(batches: (message: Message) => Promise<void>): Steps {
  const none = async () => {};
  return { ...(Object.fromEntries(queueNames.map((name) => [name, none])) as unknown as Steps), batches };
}

const depth = async () => {
  const all = await temporary.home.queue.depth();
  return all.find(({ queue }) => queue === 'batches');
};

test('messages left from an earlier time and new ones are both taken', async () => {
  const { queue } = temporary.home;
  const done: string[] = [];
  await queue.send('batches', [message('old')]);
  const worker = startWorker(
    queue,
    steps(async ({ id }) => void done.push(id)),
    () => {},
  );
  await queue.send('batches', [message('new1'), message('new2')]);
  await until('all', async () => (done.length === 3 ? true : undefined));
  await worker.stop();
  expect(done.sort()).toEqual(['new1', 'new2', 'old']);
  expect(await depth()).toMatchObject({ waiting: 0, inFlight: 0, dead: 0 });
});

test('a slow step holds up no other message', async () => {
  const { queue } = temporary.home;
  const release = Promise.withResolvers<void>();
  const done: string[] = [];
  const work = async ({ id }: Message) => {
    if (id === 'slow') await release.promise;
    done.push(id);
  };
  const worker = startWorker(queue, steps(work), () => {});
  await queue.send('batches', [message('slow'), message('a', 'aic'), message('b', 'land')]);
  await until('the others', async () => (done.length === 2 ? true : undefined));
  release.resolve();
  await worker.stop();
  expect(done).toEqual(['a', 'b', 'slow']);
});

test('poison is done at once; what may pass comes again and then goes to the dead letters', async () => {
  const { queue } = temporary.home;
  const tries: string[] = [];
  const work = async ({ id }: Message) => {
    tries.push(id);
    if (id === 'poison') throw new PoisonError('encrypted', 'no', '否');
    throw new TransientError('later', '稍后');
  };
  const worker = startWorker(queue, steps(work), () => {});
  await queue.send('batches', [message('poison'), message('fault', 'aic')]);
  await until('the dead letter', async () => ((await depth())?.dead === 1 ? true : undefined));
  await worker.stop();
  expect(tries.sort()).toEqual(['fault', 'fault', 'poison']);
  const [letter] = await queue.deadLetters('batches');
  expect(letter).toMatchObject({ message: { id: 'fault' }, lastError: 'transient' });
});

test('a stop waits for the step at hand and begins no other', async () => {
  const { queue } = temporary.home;
  const begun: string[] = [];
  const release = Promise.withResolvers<void>();
  const work = async ({ id }: Message) => {
    begun.push(id);
    await release.promise;
  };
  const worker = startWorker(queue, steps(work), () => {});
  await queue.send('batches', [message('one')]);
  await until('the step', async () => (begun.length === 1 ? true : undefined));
  const stopped = worker.stop();
  await queue.send('batches', [message('two')]);
  release.resolve();
  await stopped;
  expect(begun).toEqual(['one']);
  expect(await depth()).toMatchObject({ waiting: 1 });
});

test('a queue that failed once is asked again, though no further message comes', async () => {
  const { queue } = temporary.home;
  await queue.send('batches', [message('kept')]);
  const done: string[] = [];
  let full = true;
  const poll: typeof queue.poll = (name, ...asked) => {
    if (full && name === 'batches') {
      full = false;
      throw new TransientError('the disk is full', '磁盘已满');
    }
    return queue.poll(name, ...asked);
  };
  const worker = startWorker(
    { ...queue, poll },
    steps(async ({ id }) => void done.push(id)),
    () => {},
  );
  await until('the message', async () => (done.length === 1 ? true : undefined));
  await worker.stop();
  expect(await depth()).toMatchObject({ waiting: 0, inFlight: 0, dead: 0 });
});
