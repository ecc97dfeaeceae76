/** The object files a snapshot names. */
import { type ObjectLine, objectLineSchema, type Snapshot } from '../../../schemas/backup.ts';
import type { VaultStore } from './vault-store.ts';

/** @throws IntegrityError when a list is gone or was changed */
export async function listObjects(store: VaultStore, snapshot: Snapshot): Promise<ObjectLine[]> {
  const lines: ObjectLine[] = [];
  for (const shelf of snapshot.objects.shelves) {
    const text = (await store.getChunk(shelf)).toString();
    for (const line of text.split('\n')) lines.push(objectLineSchema.parse(JSON.parse(line)));
  }
  return lines;
}
