/**
 * The whole shelf in one write-once object, so that a cold process need not read a hundred thousand records. Names
 * count down with time: the newest is the first in a listing. Nobody depends on it: without one the records are read.
 */

import type { z } from 'zod';
import { shelfSnapshotSchema } from '../../../schemas/discovery.ts';
import { putJson, readBytes } from '../object-json.ts';
import type { Ports } from '../ports/index.ts';
import type { CatalogSearch } from './catalog-search.ts';

export const snapshotFolder = 'catalog/index/';
const farTime = 9_999_999_999_999;
/** Older ones may just be being read. */
const kept = 2;

type Snapshot = z.infer<typeof shelfSnapshotSchema>;

/** The newest snapshot of this form; undefined when there is none that can be read. */
export async function readSnapshot({ objects }: Pick<Ports, 'objects'>): Promise<Snapshot | undefined> {
  const [newest] = (await objects.list(snapshotFolder, { limit: 1 })).objects;
  if (!newest) return undefined;
  const value: unknown = JSON.parse(new TextDecoder().decode(await readBytes(objects, newest.key)));
  const header = shelfSnapshotSchema.omit({ entries: true, pinyin: true }).safeParse(value);
  // Checking each of a hundred thousand entries would cost what the snapshot saves; this program wrote them.
  return header.success ? (value as Snapshot) : undefined;
}

export async function writeSnapshot(
  { objects, clock }: Pick<Ports, 'objects' | 'clock'>,
  { mark, search }: { mark: string; search: CatalogSearch },
): Promise<void> {
  const left = String(farTime - clock.now().getTime()).padStart(13, '0');
  const pinyin = Object.fromEntries([...search.sounds().all].filter(([, sound]) => sound !== ''));
  const snapshot: Snapshot = { schema: 'catalog-index/1', mark, entries: search.entries(), pinyin };
  await putJson(objects, `${snapshotFolder}${left}`, snapshot, { lossy: true });
}

/** By the clock: all but the newest. @returns how many went */
export async function eraseSnapshots({ objects, probe }: Pick<Ports, 'objects' | 'probe'>): Promise<number> {
  const { objects: all } = await objects.list(snapshotFolder, { limit: 1000 });
  for (const old of all.slice(kept)) {
    await objects.remove(old.key);
    await probe.at('shelf-snapshot: old one removed');
  }
  return Math.max(0, all.length - kept);
}
