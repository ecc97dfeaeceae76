/** What was fetched is what was signed, by the digest of the whole or by S3's composite of its parts. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkDigest, possiblePartSizes } from '../../../cli/inbox/check-digest.ts';
import { digestFile } from '../../../cli/upload/digest-file.ts';
import { partSize } from '../../../cli/upload/part-size.ts';
import type { ParcelView } from '../../../schemas/api-answers.ts';
import { makeFolder } from '../../acceptance/files.ts';

const mebibyte = 1024 ** 2;
const signed = (sha256: string) => ({ parcel: 'B1-S1', sha256 }) as ParcelView;

async function fetched(bytes: Uint8Array) {
  const path = join(await makeFolder(), 'parcel.zip');
  await writeFile(path, bytes);
  return { path, size: bytes.length, sha256: (await digestFile(path, mebibyte)).whole };
}

/** Every part differs from its neighbours. */
function content(mebibytes: number): Buffer {
  const bytes = Buffer.alloc(mebibytes * mebibyte + 77, '税源');
  for (let at = 0; at < bytes.length; at += 65_536) bytes[at] = (at >> 16) & 0xff;
  return bytes;
}

function touch(bytes: Buffer): Buffer {
  bytes.writeUInt8(bytes.readUInt8(4_321) ^ 1, 4_321);
  return bytes;
}

test('the digest of the whole decides where it was signed', async () => {
  const came = await fetched(content(1));
  await checkDigest(signed(came.sha256), came);
  await expect(checkDigest(signed('cd'.repeat(32)), came)).rejects.toThrow(/touched/);
});

test.each([1, 5, 6])(
  'a composite of parts of %i MiB holds, and one byte more or less does not',
  async (size) => {
    const came = await fetched(content(11));
    const { composite } = await digestFile(came.path, size * mebibyte);
    await checkDigest(signed(composite), came);
    const touched = await fetched(touch(content(11)));
    await expect(checkDigest(signed(composite), touched)).rejects.toThrow(/touched/);
    const cut = await fetched(content(11).subarray(0, -1));
    await expect(checkDigest(signed(composite), cut)).rejects.toThrow(/touched/);
  },
);

test('a composite of one part, and of no bytes, is no error of another kind', async () => {
  const came = await fetched(Buffer.from('x'));
  await checkDigest(signed((await digestFile(came.path, mebibyte)).composite), came);
  const empty = await fetched(Buffer.alloc(0));
  await expect(checkDigest(signed(`composite:${'ab'.repeat(32)}-1`), empty)).rejects.toThrow(/touched/);
});

test('the size the command line itself cuts by is tried first, and the sizes tried are bounded', () => {
  const size = 200 * mebibyte;
  expect(possiblePartSizes(size, Math.ceil(size / partSize(size)))[0]).toBe(partSize(size));
  expect(possiblePartSizes(100 * 1024 ** 3, 2).length).toBeLessThan(200);
});
