/** manifest.json of a parcel: what is in it, from whom, for whom. The parcel's digest covers it; that is signed. */
import { z } from 'zod';
import { itemTypes } from './resource.ts';

export const manifestSchema = z.object({
  schema: z.literal('manifest/1'),
  parcel: z.string(),
  kind: z.enum(['data', 'correction']),
  sender: z.string(),
  receiver: z.string(),
  resource: z.string(),
  resourceVersion: z.number().int(),
  period: z.string(),
  batches: z.array(z.string()).min(1),
  subscription: z.string(),
  items: z.array(z.string()),
  columns: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      type: z.enum(itemTypes),
      unit: z.string().optional(),
    }),
  ),
  filter: z.string().nullable(),
  format: z.enum(['csv', 'xlsx', 'json', 'parquet']),
  /** What became of the batch, in a correction: its rows no longer count. */
  correction: z
    .object({ why: z.enum(['withdrawn', 'replaced']), replacedBy: z.string().optional() })
    .nullable(),
  plannedAt: z.string(),
});

/** As it lies in the parcel: with the data file's name, rows, size in bytes and SHA-256. */
export const packedManifestSchema = manifestSchema.extend({
  data: z.string(),
  rows: z.number().int(),
  size: z.number().int(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Manifest = z.infer<typeof manifestSchema>;
