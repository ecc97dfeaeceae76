/** What is kept of each change, and who is told: entries, chains, trees, announcements, notices. */
import { z } from 'zod';
import { signatureSchema } from './record-elements.ts';

const time = z.string();
const digest = z.string().min(1);

/** What people were told. `to` is a department's code or `operator`. */
export const noticeSchema = z
  .object({
    id: z.string(),
    to: z.string(),
    severity: z.enum(['info', 'warning', 'alarm']),
    subject: z.string(),
    body: z.string(),
    at: time,
  })
  .meta({ id: 'Notice' });

export const announcementSchema = z.object({ queue: z.string(), message: z.unknown(), at: time });

/** One line of the ledger. `tree` is absent until it is sealed. */
export const entrySchema = z.object({
  record: z.string(),
  version: z.number().int(),
  department: z.string(),
  action: z.string(),
  actor: z.string(),
  at: time,
  digest: digest.optional(),
  detail: z.record(z.string(), z.unknown()).default({}),
  tree: z.number().int().optional(),
});

export const chainSchema = z.object({ department: z.string(), tree: z.number().int(), hash: z.string() });

/** The write-once object ledger/{department}/{tree}. */
export const treeSchema = z.object({
  schema: z.literal('ledger-tree/1'),
  department: z.string(),
  tree: z.number().int(),
  /** Hash of the tree before, 64 zeros for the first. */
  previous: z.string(),
  /** Merkle root over the entries. */
  root: z.string(),
  entries: z.array(z.object({ record: z.string(), version: z.number().int(), hash: z.string() })).min(1),
  sealedAt: time,
  signature: signatureSchema,
});

export type Notice = z.infer<typeof noticeSchema>;
export type Entry = z.infer<typeof entrySchema>;
export type Chain = z.infer<typeof chainSchema>;
export type Tree = z.infer<typeof treeSchema>;
