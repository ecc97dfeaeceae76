/** Write-once JSON objects. */
import type { z } from 'zod';
import { ObjectExists } from './errors.ts';
import type { ObjectStore } from './ports/object-store.ts';

const encoder = new TextEncoder();

/** Puts JSON under a key. An object that is there already stays, and is what counts: read it. */
export async function putJson(
  objects: ObjectStore,
  key: string,
  value: unknown,
  options: { readonly lossy?: boolean } = {},
): Promise<{ found: boolean }> {
  try {
    await objects.put(key, encoder.encode(JSON.stringify(value)), options);
    return { found: false };
  } catch (error) {
    if (error instanceof ObjectExists) return { found: true };
    throw error;
  }
}

export async function readBytes(objects: ObjectStore, key: string): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of objects.get(key)) pieces.push(piece);
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export async function readJson<T>(objects: ObjectStore, key: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(JSON.parse(new TextDecoder().decode(await readBytes(objects, key))));
}
