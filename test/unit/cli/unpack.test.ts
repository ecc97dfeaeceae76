/** Archives as an attacker makes them, and as the platform does. */
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { isSafeName, unpackParcel } from '../../../cli/inbox/unpack.ts';
import { makeFolder } from '../../acceptance/files.ts';

async function archive(files: Record<string, string>, change: (bytes: Buffer) => Buffer = (bytes) => bytes) {
  const folder = await makeFolder();
  const path = join(folder, 'parcel.zip');
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  await writeFile(path, change(Buffer.from(zipSync(Object.fromEntries(entries)))));
  return { folder, path, output: join(folder, 'out', 'parcel') };
}

test('plain files are unpacked under their names', async () => {
  const { path, output } = await archive({ 'data.csv': 'a\n1\n', 'manifest.json': '{}' });
  expect(await unpackParcel(path, output)).toEqual(['data.csv', 'manifest.json']);
  expect(await readFile(join(output, 'data.csv'), 'utf8')).toBe('a\n1\n');
});

test('unpacking again takes the place of what was there', async () => {
  const { path, output } = await archive({ 'data.csv': 'new' });
  await unpackParcel(path, output);
  await writeFile(join(output, 'other.csv'), 'old');
  await unpackParcel(path, output);
  expect(await readdir(output)).toEqual(['data.csv']);
});

test.each([
  '../out.csv',
  'sub/../../out.csv',
  '/tmp/out.csv',
  'C:\\out.csv',
  'sub/data.csv',
  '..',
  'a\u0000.csv',
])('a file named %j is refused, and nothing is unpacked', async (name) => {
  const { folder, path, output } = await archive({ 'data.csv': 'good', [name]: 'bad' });
  await expect(unpackParcel(path, output)).rejects.toMatchObject({ code: 'unsafe-parcel', status: 1 });
  expect(existsSync(output)).toBe(false);
  expect(await readdir(join(folder, 'out'))).toEqual([]);
  expect(existsSync(join(folder, 'out.csv'))).toBe(false);
});

test('two names that a disk may take for one are refused', async () => {
  const { path, output } = await archive({ 'data.csv': 'one', 'DATA.csv': 'two' });
  await expect(unpackParcel(path, output)).rejects.toMatchObject({ code: 'unsafe-parcel' });
});

test('an archive cut short is refused', async () => {
  const { path, output } = await archive({ 'data.csv': 'x'.repeat(1000) }, (bytes) => bytes.subarray(0, 60));
  await expect(unpackParcel(path, output)).rejects.toMatchObject({ code: 'unsafe-parcel' });
});

test('what is no archive is refused', async () => {
  const { path, output } = await archive({ 'data.csv': '' }, () => Buffer.from('hello'));
  await expect(unpackParcel(path, output)).rejects.toMatchObject({ code: 'unsafe-parcel' });
});

test('names are judged by what systems make of them', () => {
  expect(['data.csv', '数据.xlsx', 'a b.json'].filter(isSafeName)).toHaveLength(3);
  expect(['', '.', '..', 'a/b', 'a\\b', 'a:b', 'a\nb', 'x'.repeat(201)].filter(isSafeName)).toEqual([]);
});
