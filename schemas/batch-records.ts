/** The way of a file: its ticket, the batch it becomes, its chunks, the mapping that was remembered. */
import { z } from 'zod';
import { questionSchema } from './mapping.ts';
import { coverageSchema, partsRefSchema, periodSchema, reasonSchema } from './record-elements.ts';
import { findingSchema, layoutSchema, mappingSchema, partSchema, rowCountsSchema } from './refinery.ts';

const time = z.string();
const digest = z.string().min(1);

/** Records of the real-time channel in one file: their segments, their positions, and the description they were checked by. */
const channelPlaceSchema = z.object({
  definition: z.number().int(),
  first: z.number().int(),
  last: z.number().int(),
  from: z.number().int(),
  to: z.number().int(),
});

export const ticketSchema = z.object({
  id: z.string(),
  department: z.string(),
  resource: z.string(),
  period: periodSchema,
  coverage: coverageSchema,
  fileName: z.string(),
  size: z.number().int(),
  sha256: digest,
  /** Where the file goes: drop/ or zone/{department}/{resource}/{ticket}. */
  key: z.string(),
  upload: z.string().optional(),
  replaces: z.string().optional(),
  /** The file was desensitised before the upload, under this version of the description. */
  desensitised: z.number().int().optional(),
  /** Gathered by the platform from the real-time channel. */
  channel: channelPlaceSchema.optional(),
  issuedBy: z.string(),
  issuedAt: time,
  expires: time,
  stage: z.enum(['issued', 'accepted', 'same', 'refused', 'expired']),
  /** accepted: the batch it became; same: the batch it equals. */
  batch: z.string().optional(),
  reason: reasonSchema.optional(),
});

/**
 * The last accepted batch of a department, resource and period, with its digest and the version of the description
 * it came under; empty after it was withdrawn or quarantined.
 */
export const headSchema = z.object({
  digest: digest.optional(),
  definition: z.number().int().optional(),
  batch: z.string().optional(),
});

export const sequenceSchema = z.object({ next: z.number().int() });

/** Which batch is to replace this one; emptied when that one is withdrawn or quarantined before its commit. */
export const claimSchema = z.object({ by: z.string().optional() });

export const batchStages = [
  'accepted',
  'asks',
  'scanning',
  'chunked',
  'ready',
  'committed',
  'withdrawn',
  'replaced',
  'quarantined',
] as const;

export const batchSchema = z.object({
  id: z.string(),
  ticket: z.string(),
  department: z.string(),
  resource: z.string(),
  /** The version of the resource's description it is bound to. */
  definition: z.number().int(),
  period: periodSchema,
  coverage: coverageSchema,
  fileName: z.string(),
  size: z.number().int(),
  sha256: digest,
  source: z.string(),
  /** As on its ticket. */
  desensitised: z.number().int().optional(),
  channel: channelPlaceSchema.optional(),
  sequence: z.number().int(),
  /** Where it stands in the order of its resource: its sequence, or the place of the batch it replaces. */
  place: z.number().int(),
  replaces: z.string().optional(),
  replacedBy: z.string().optional(),
  stage: z.enum(batchStages),
  acceptedBy: z.string(),
  acceptedAt: time,
  changedAt: time,
  due: time.optional(),
  reason: reasonSchema.optional(),
  /** Structural checks the file passed. */
  checks: z.array(z.string()).default([]),
  encoding: z.string().optional(),
  warnings: z.array(z.string()).default([]),
  layout: layoutSchema.optional(),
  mapping: mappingSchema.optional(),
  proposal: z
    .object({
      layout: layoutSchema,
      mapping: mappingSchema,
      questions: z.array(questionSchema),
      /** Version of the remembered mapping it was asked with; 0: none. A newer one wakes the batch. */
      mappingVersion: z.number().int(),
    })
    .optional(),
  /** Write-once object with the chunks, how many there are, how many were announced, which are in. */
  plan: z.string().optional(),
  chunks: z.number().int().optional(),
  announced: z.number().int().optional(),
  done: z.array(z.number().int()).optional(),
  rows: rowCountsSchema.optional(),
  parts: partsRefSchema.optional(),
  rejects: z.array(z.string()).default([]),
  findings: z.array(findingSchema).default([]),
  generation: z.number().int().optional(),
  /** Subscriptions it was routed to; `routed` when all are planned. */
  routedTo: z.array(z.string()).default([]),
  /** Subscriptions that got nothing of it, for want of a grant in force when it was routed. */
  withheld: z.array(z.object({ subscription: z.string(), why: z.string() })).default([]),
  routed: z.boolean().default(false),
  correctedTo: z.array(z.string()).default([]),
  corrected: z.boolean().default(false),
});

/** What one chunk of a batch gave. */
export const chunkRecordSchema = z.object({
  batch: z.string(),
  chunk: z.number().int(),
  rows: rowCountsSchema,
  parts: z.array(partSchema),
  rejects: z.string().optional(),
  findings: z.array(findingSchema),
});

export const mappingRecordSchema = z.object({
  department: z.string(),
  resource: z.string(),
  fingerprint: z.string(),
  mapping: mappingSchema,
  headers: z.array(z.string()),
  confirmedBy: z.string(),
  confirmedAt: time,
});

export type Ticket = z.infer<typeof ticketSchema>;
export type Head = z.infer<typeof headSchema>;
export type Batch = z.infer<typeof batchSchema>;
export type ChunkRecord = z.infer<typeof chunkRecordSchema>;
export type MappingRecord = z.infer<typeof mappingRecordSchema>;
