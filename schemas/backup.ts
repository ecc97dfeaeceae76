/** What a backup holds: one snapshot is the state of a home at a point in time. Sealed before it leaves the machine. */
import { z } from 'zod';

const hexDigest = z.string().regex(/^[0-9a-f]{64}$/);

/** A file of the data folder, cut into chunks that are named by their content. */
const snapshotFile = z.object({
  /** Relative to the data folder, with `/`. */
  path: z.string().min(1),
  /** Permission bits. */
  mode: z.number().int(),
  /** Bytes. */
  size: z.number().int().min(0),
  sha256: hexDigest,
  chunks: z.array(hexDigest),
});
export type SnapshotFile = z.infer<typeof snapshotFile>;

export const snapshotSchema = z.object({
  schema: z.literal('snapshot/1'),
  /** Its time and a random part; sorts by time. */
  id: z.string(),
  /** The point in time: ISO 8601. */
  at: z.iso.datetime(),
  files: z.array(snapshotFile),
  objects: z.object({
    count: z.number().int(),
    /** Of all object files. */
    bytes: z.number().int(),
    /** Chunks that list them: one a shelf, lines of `objectLineSchema`. */
    shelves: z.array(hexDigest),
  }),
  /** What this run had to store: what was there already is not counted. */
  added: z.object({ blobs: z.number().int(), bytes: z.number().int() }),
  /** Object files that were gone or did not have their digest: they are not in this snapshot. */
  damaged: z.array(z.string()),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

export const objectLineSchema = z.object({
  /** Name below objects/. */
  file: z.string(),
  size: z.number().int().min(0),
  /** Of the file's bytes. */
  sha256: hexDigest,
  /** Clear text on its way: no snapshot but the newest keeps it. */
  passing: z.literal(true).optional(),
});
export type ObjectLine = z.infer<typeof objectLineSchema>;

/** `vault.json`: not sealed; it says how the key opens. */
export const vaultHeaderSchema = z.object({
  schema: z.literal('vault/1'),
  scrypt: z.object({ salt: z.base64(), cost: z.number().int().min(1024).max(1_048_576) }),
  /** The vault's own key under the one the secret gives: nonce, key, tag. */
  wrapped: z.base64(),
});
