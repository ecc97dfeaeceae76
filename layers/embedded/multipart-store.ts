/** Multipart uploads: parts are files of their own until completion joins them; the digest is S3's composite one. */
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { InvalidInput, NotFound, ObjectExists, TransientError } from '../core/errors.ts';
import type { MultipartStore, ObjectHead } from '../core/ports/object-store.ts';
import type { Clock, Ids } from '../core/ports/surroundings.ts';
import type { CommitQueue } from './commit-queue.ts';
import type { FileSystem } from './file-system.ts';
import { type Expected, inlineLimit, takeIn } from './intake.ts';
import type { ObjectFiles } from './object-files.ts';
import { objectKeyBytes } from './object-index.ts';
import type { ObjectBodies } from './object-store.ts';
import type { UrlSigner } from './signed-urls.ts';
import { nameStorageFault, withNamedFaults } from './storage-errors.ts';
import { type PartRow, uploadTables } from './upload-tables.ts';

export interface EmbeddedMultipart extends MultipartStore {
  /** Takes in the bytes of a signed part; the same number again takes the place of the one before. */
  receivePart(
    key: string,
    upload: string,
    number: number,
    bytes: AsyncIterable<Uint8Array>,
    expected: Expected,
  ): Promise<void>;
  /** Aborts what was begun before a time and never completed, and forgets what was completed. */
  abortStale(before: Date): Promise<void>;
}

interface MultipartParts {
  readonly database: DatabaseSync;
  readonly commits: CommitQueue;
  readonly files: FileSystem;
  readonly objectFiles: ObjectFiles;
  readonly bodies: ObjectBodies;
  readonly urls: UrlSigner;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** S3's limits. */
const smallestPart = 5 * 1024 ** 2;
const largestPart = 5 * 1024 ** 3;
const mostParts = 10_000;

const ended = (): NotFound =>
  new NotFound('this multipart upload has ended; begin a new one', '该分片上传已结束，请重新开始');

function checkPart(number: number, size: number): void {
  const fits = Number.isInteger(number) && number >= 1 && number <= mostParts && size <= largestPart;
  if (!fits)
    throw new InvalidInput(
      `parts are numbered 1 to ${mostParts} and have at most 5 GiB; cut the file otherwise`,
      `分片编号为 1 至 ${mostParts}，每片最多 5 GiB，请调整切分方式`,
    );
}

function checkParts(parts: readonly PartRow[]): void {
  const small = parts.slice(0, -1).find(({ size }) => size < smallestPart);
  if (parts.length === 0 || small)
    throw new InvalidInput(
      small
        ? `part ${small.number} has less than 5 MiB, only the last one may; cut the file otherwise`
        : 'no part has come yet; upload the parts first',
      small
        ? `第 ${small.number} 片不足 5 MiB，仅最后一片可以如此，请调整切分方式`
        : '尚未收到任何分片，请先上传分片',
    );
}

/** A part replaced while the others were joined: what was joined is not what is there. */
function refuseMoved(joined: readonly PartRow[], now: readonly PartRow[]): void {
  const names = (parts: readonly PartRow[]) => parts.map(({ file }) => file).join();
  if (names(joined) !== names(now))
    throw new TransientError(
      'a part came in while the upload was being completed; complete it again',
      '合并过程中又收到分片，请重新完成上传',
    );
}

/** S3's composite: the digest of the parts' digests, and how many they were. */
function compositeDigest(parts: readonly PartRow[]): string {
  const hash = createHash('sha256');
  for (const { sha256 } of parts) hash.update(Buffer.from(sha256, 'hex'));
  return `composite:${hash.digest('hex')}-${parts.length}`;
}

/** Makes the port. */
export function embeddedMultipart(home: MultipartParts): EmbeddedMultipart {
  const { commits, files, objectFiles, bodies, urls, clock, ids } = home;
  const tables = uploadTables(home.database);

  /** The open upload. @throws NotFound */
  function open(key: string, upload: string) {
    const found = tables.find(upload);
    if (found?.key !== key || found.done) throw ended();
    return found;
  }

  async function* joined(parts: readonly PartRow[]): AsyncIterable<Uint8Array> {
    for (const { file } of parts) yield* files.read(objectFiles.pathOf(file));
  }

  const dropFiles = (names: readonly string[]) =>
    Promise.all(names.map((name) => objectFiles.unlink(name).catch(() => {})));

  async function complete(key: string, upload: string): Promise<ObjectHead> {
    const there = await bodies.head(key);
    // The answer to the first call may have been lost.
    if (there && tables.find(upload)?.done && tables.find(upload)?.key === key) return there;
    open(key, upload);
    if (there) throw new ObjectExists(key);
    const parts = tables.parts(upload);
    checkParts(parts);
    const taken = await takeIn(joined(parts), bodies, undefined, inlineLimit(key));
    try {
      const head = await bodies.settle(key, { ...taken, digest: compositeDigest(parts) }, () => {
        open(key, upload);
        refuseMoved(parts, tables.parts(upload));
        tables.finish(upload);
      });
      await dropFiles(parts.map(({ file }) => file));
      return head;
    } finally {
      if ('path' in taken) await bodies.discard(taken.path).catch(() => {});
    }
  }

  async function receivePart(
    ...[key, upload, number, bytes, expected]: Parameters<EmbeddedMultipart['receivePart']>
  ): Promise<void> {
    open(key, upload);
    const taken = await takeIn(bytes, bodies, expected, 0);
    if (!('path' in taken))
      throw new InvalidInput('a part is not empty; leave it out', '分片不能为空，请略去');
    const file = await objectFiles.moveIn(taken.path, `${upload}/${number}`);
    try {
      const before = await commits.run(() => {
        open(key, upload);
        return tables.putPart(upload, { number, size: taken.size, sha256: taken.sha256, file });
      });
      if (before) await dropFiles([before]);
    } catch (error) {
      await dropFiles([file]);
      throw nameStorageFault(error);
    }
  }

  return {
    async begin(key) {
      objectKeyBytes(key);
      const upload = ids.next();
      await commits.run(() => tables.begin(upload, key, clock.now()));
      return { upload };
    },
    async signPart(key, upload, { number, size, sha256, expires }) {
      checkPart(number, size);
      open(key, upload);
      return urls.sign({ action: 'part', key, upload, number, size, sha256, expires: expires.getTime() });
    },
    async parts(key, upload) {
      open(key, upload);
      return tables.parts(upload).map(({ number, size, sha256 }) => ({ number, size, sha256 }));
    },
    complete: (key, upload) => withNamedFaults(() => complete(key, upload)),
    async abort(key, upload) {
      if (tables.find(upload)?.key !== key) return;
      await dropFiles(await commits.run(() => tables.abort(upload)));
    },
    async abortStale(before) {
      await dropFiles(await commits.run(() => tables.dropBefore(before)));
    },
    receivePart: (...part) => withNamedFaults(() => receivePart(...part)),
  };
}
