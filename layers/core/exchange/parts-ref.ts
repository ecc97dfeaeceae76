/** Lists of Parquet objects: inline in a record while short, else in a write-once object the record names. */
import { z } from 'zod';
import type { PartsRef } from '../../../schemas/records.ts';
import { type Part, partSchema } from '../../../schemas/refinery.ts';
import { putJson, readJson } from '../object-json.ts';
import type { ObjectStore } from '../ports/object-store.ts';

const inlineParts = 24;

export async function keepParts(
  objects: ObjectStore,
  key: string,
  parts: readonly Part[],
): Promise<PartsRef> {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (parts.length <= inlineParts) return { parts: [...parts], rows, bytes };
  await putJson(objects, key, parts, { lossy: true });
  return { manifest: key, rows, bytes };
}

export async function loadParts(objects: ObjectStore, ref: PartsRef): Promise<readonly Part[]> {
  if (ref.parts) return ref.parts;
  if (ref.manifest === undefined) return [];
  return readJson(objects, ref.manifest, z.array(partSchema));
}
