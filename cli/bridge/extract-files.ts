/** Takes files of a folder, an SFTP server or an HTTP API into the queue, as they are. */
import type { BridgeWork } from './bridge-work.ts';
import type { OutJob, Place } from './config.ts';
import type { FileSource, FoundFile } from './sources/file-source.ts';
import { openFileSource } from './sources/open-source.ts';

/** A file somebody may still be writing is left for the next time. */
const quietMilliseconds = 5_000;

type FilePlace = Extract<Place, { kind: 'folder' | 'sftp' | 'http' }>;

/** Every file that waits, once. @returns how many were taken */
export async function extractFiles(work: BridgeWork, job: OutJob, place: FilePlace): Promise<number> {
  const source = await openFileSource(place, work.loaded);
  try {
    let taken = 0;
    for (const found of await source.list(job.files)) {
      const isQuiet =
        found.changedAt === undefined || work.now().getTime() - found.changedAt >= quietMilliseconds;
      if (isQuiet && (await takeFile(work, job, source, found))) taken += 1;
    }
    return taken;
  } finally {
    await source.close();
  }
}

async function takeFile(
  work: BridgeWork,
  job: OutJob,
  source: FileSource,
  { name }: FoundFile,
): Promise<boolean> {
  const number = (work.journal.last(job.name)?.number ?? 0) + 1;
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  const file = `${job.name}-${String(number).padStart(8, '0')}${ending.toLowerCase()}`;
  const written = await work.queue.write(file, await source.open(name));
  if (work.journal.hasFile(job.name, name, written.sha256)) {
    await work.queue.remove(file);
    await source.putAside(name);
    return false;
  }
  work.journal.add({
    job: job.name,
    file,
    fileName: name,
    rows: null,
    ...written,
    coverage: null,
    position: null,
    madeAt: work.now().toISOString(),
  });
  await source.putAside(name);
  return true;
}
