/** Unpacks a parcel: plain files into one folder, nothing outside it, no more bytes than stated limits. */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { RefusedCommand } from '../failures.ts';

const mostFiles = 1_000;
const mostBytes = 200 * 1024 ** 3;

const unsafe = (): RefusedCommand =>
  new RefusedCommand(
    'unsafe-parcel',
    '数据包中的文件名或大小不安全，未解包；请联系平台运维人员',
    'a name or a size in the parcel is unsafe; nothing was unpacked, tell the operator',
  );

/** One level, no way up, no control characters, nothing a shell or Windows reads as something else. */
export const isSafeName = (name: string): boolean =>
  name.length > 0 &&
  name.length <= 200 &&
  name !== '.' &&
  name !== '..' &&
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a file name may not hold
  !/[\u0000-\u001f\u007f/\\:*?"<>|]/.test(name);

const isSymbolicLink = ({ externalFileAttributes }: Entry): boolean =>
  ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;

/**
 * Unpacks into `folder`, which takes its name only when all is there; one that is there already is replaced.
 * @returns the files' names
 * @throws RefusedCommand `unsafe-parcel`
 */
export async function unpackParcel(archive: string, folder: string): Promise<readonly string[]> {
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  try {
    const names = await extractAll(archive, draft).catch((error: NodeJS.ErrnoException) => {
      // A full disk is told as such; whatever else the archive's reader says, the archive is not as it should be.
      throw error instanceof RefusedCommand || error.code?.startsWith('E') ? error : unsafe();
    });
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return names;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function extractAll(archive: string, folder: string): Promise<string[]> {
  const zip = await openPromise(archive, {
    lazyEntries: true,
    autoClose: false,
    strictFileNames: true,
  }).catch(() => {
    throw unsafe();
  });
  try {
    const names: string[] = [];
    let bytes = 0;
    for await (const entry of zip.eachEntry()) {
      bytes += entry.uncompressedSize;
      const { fileName } = entry;
      const twice = names.some((name) => name.toLowerCase() === fileName.toLowerCase());
      if (!isSafeName(fileName) || isSymbolicLink(entry) || twice) throw unsafe();
      if (names.length >= mostFiles || bytes > mostBytes) throw unsafe();
      names.push(fileName);
      await extract(zip, entry, join(folder, fileName));
    }
    return names;
  } finally {
    zip.close();
  }
}

/** yauzl ends the stream with an error when more or fewer bytes come than the directory says. */
async function extract(zip: ZipFile, entry: Entry, path: string): Promise<void> {
  const content: Readable = await zip.openReadStreamPromise(entry);
  await pipeline(content, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
}
