import { readMessage, readUpload } from '../../../functions/queue-bodies.ts';
import { takeBatch } from '../../../functions/queue-handler.ts';
import { ConditionFailed, PoisonError, TransientError } from '../../../layers/core/errors.ts';

const message = (id: string) => ({
  schema: 'message/1',
  id,
  record: `batch/${id}`,
  version: 1,
  group: 'tax',
});
const record = (id: string, body: unknown = message(id)) => ({ messageId: id, body: JSON.stringify(body) });
const plenty = { getRemainingTimeInMillis: () => 60_000 };

describe('a queue step', () => {
  const take = (ids: string[], use: (id: string) => void, context = plenty) =>
    takeBatch(
      { read: readMessage, use: async ({ id }) => use(id) },
      { Records: ids.map((id) => record(id)) },
      context,
    );
  const failures = (...ids: string[]) => ({
    batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
  });

  test('gives back only the messages that failed', async () => {
    const use = (id: string) => {
      if (id === 'b') throw new TransientError('later', '稍后');
    };
    expect(await take(['a', 'b', 'c'], use)).toEqual(failures('b'));
  });

  test('goes on with the next message after one that failed', async () => {
    const seen: string[] = [];
    await take(['a', 'b'], (id) => {
      seen.push(id);
      if (id === 'a') throw new Error('unexpected');
    });
    expect(seen).toEqual(['a', 'b']);
  });

  test('is done with poison: it can never succeed', async () => {
    const use = () => {
      throw new PoisonError('encrypted', 'encrypted', '已加密');
    };
    expect(await take(['a'], use)).toEqual(failures());
  });

  test('tries again what somebody else changed first', async () => {
    const use = () => {
      throw new ConditionFailed(['batch/a']);
    };
    expect(await take(['a'], use)).toEqual(failures('a'));
  });

  test('begins nothing it has no time for', async () => {
    let left = 20_000;
    const context = { getRemainingTimeInMillis: () => left };
    const seen: string[] = [];
    const answer = await take(
      ['a', 'b', 'c'],
      (id) => {
        seen.push(id);
        left -= 16_000;
      },
      context,
    );
    expect(seen).toEqual(['a']);
    expect(answer).toEqual(failures('b', 'c'));
  });

  test.each([['no JSON at all'], ['{"schema":"message/2"}'], ['null']])(
    'gives back %j: nobody can read it',
    async (body) => {
      const event = { Records: [{ messageId: 'x', body }] };
      expect(await takeBatch({ read: readMessage, use: async () => {} }, event, plenty)).toEqual(
        failures('x'),
      );
    },
  );
});

describe('a body of uploads', () => {
  const told = (...keys: string[]) =>
    JSON.stringify({ Records: keys.map((key) => ({ s3: { object: { key, size: 1 } } })) });

  test('names the ticket of each new object, whatever letters its key has', () => {
    expect(readUpload(told('drop/tax/VAT/01T', 'drop/tax/%E7%A8%8E+%E6%BA%90/02T'))).toEqual([
      { record: 'ticket/01T' },
      { record: 'ticket/02T' },
    ]);
  });

  test('passes over objects that lie under no ticket', () => {
    expect(
      readUpload(told('malware-protection-resource-validation-object', 'drop/tax/VAT/01T/more')),
    ).toEqual([]);
  });

  test('may be a message of the sweep, or the greeting of S3', () => {
    expect(readUpload(JSON.stringify({ ...message('m'), record: 'ticket/03T' }))).toMatchObject([
      { record: 'ticket/03T' },
    ]);
    expect(readUpload(JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }))).toEqual(
      [],
    );
  });

  test.each([['{}'], ['{"Records":[{"s3":{}}]}'], ['not json']])('is refused when it is %j', (body) => {
    expect(() => readUpload(body)).toThrow();
  });
});
