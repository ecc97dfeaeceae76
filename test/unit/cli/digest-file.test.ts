import { createHash } from 'node:crypto';
import { digestFile } from '../../../cli/upload/digest-file.ts';
import { partSize } from '../../../cli/upload/part-size.ts';
import { writeText } from '../../acceptance/files.ts';

const hex = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

test('digests of the whole and of each part are those of their bytes', async () => {
  const text = 'abcdefghijk';
  const { whole, parts, composite } = await digestFile(await writeText('a', text), 4);
  expect(whole).toBe(hex(text));
  expect(parts).toEqual([
    { number: 1, start: 0, size: 4, sha256: hex('abcd') },
    { number: 2, start: 4, size: 4, sha256: hex('efgh') },
    { number: 3, start: 8, size: 3, sha256: hex('ijk') },
  ]);
  const joined = Buffer.concat(parts.map((part) => Buffer.from(part.sha256, 'hex')));
  expect(composite).toBe(`composite:${hex(joined)}-3`);
});

test('a file that ends with a part has no empty part after it', async () => {
  const { parts } = await digestFile(await writeText('a', 'abcdefgh'), 4);
  expect(parts.map((part) => part.size)).toEqual([4, 4]);
});

test('parts of the largest upload are no more than 10,000', () => {
  const largest = 100 * 1024 ** 3;
  expect(Math.ceil(largest / partSize(largest))).toBeLessThanOrEqual(10_000);
  expect(partSize(1)).toBe(16 * 1024 ** 2);
});
