/** Reads manifest.json out of a parcel. */
import { promisify } from 'node:util';
import yauzl from 'yauzl';
import { IntegrityError } from '../core/errors.ts';

const largestManifest = 8 << 20;

function broken(cause?: unknown): IntegrityError {
  return new IntegrityError('the parcel holds no readable manifest', '数据包中没有可读的清单', { cause });
}

/** @throws IntegrityError when there is none */
export async function readManifest(path: string): Promise<Record<string, unknown>> {
  const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
  const zip = await open(path, { lazyEntries: true, autoClose: false }).catch((error) => {
    throw broken(error);
  });
  try {
    return JSON.parse(await readEntry(zip, await findEntry(zip)));
  } catch (error) {
    throw error instanceof IntegrityError ? error : broken(error);
  } finally {
    zip.close();
  }
}

function findEntry(zip: yauzl.ZipFile): Promise<yauzl.Entry> {
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) =>
      entry.fileName === 'manifest.json' ? resolve(entry) : zip.readEntry(),
    );
    zip.on('end', () => reject(broken()));
    zip.on('error', reject);
    zip.readEntry();
  });
}

async function readEntry(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<string> {
  if (entry.uncompressedSize > largestManifest) throw broken();
  const open = promisify<yauzl.Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip));
  const pieces: Buffer[] = [];
  for await (const piece of await open(entry)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
