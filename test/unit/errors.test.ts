import { ConditionFailed, PoisonError } from '../../layers/core/errors.ts';

describe('errors', () => {
  test('speak both languages and keep the cause', () => {
    const cause = new Error('zlib');
    const error = new PoisonError('zip-bomb', 'the archive grows too much', '压缩包解压后过大', { cause });
    expect(error.in('zh')).toBe('压缩包解压后过大');
    expect(error.in('en')).toBe('the archive grows too much');
    expect(error.cause).toBe(cause);
    expect(error.code).toBe('zip-bomb');
  });

  test('name the records that had moved', () => {
    expect(new ConditionFailed(['batch/1', 'head/a']).keys).toEqual(['batch/1', 'head/a']);
  });
});
