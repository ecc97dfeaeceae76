/**
 * The records of the bus and their stages: what `docs/protocol.md` names. A record's version is kept beside it by
 * the store; each change of a record stands in the ledger under (record, version).
 */
import { z } from 'zod';
import { questionSchema } from './mapping.ts';
import { findingSchema, layoutSchema, mappingSchema, partSchema, rowCountsSchema } from './refinery.ts';
import { resourceSchema } from './resource.ts';

const time = z.string();
const digest = z.string().min(1);

/** A reason a person reads, in both languages. */
export const reasonSchema = z.object({ code: z.string(), zh: z.string(), en: z.string() });

/** YYYYMM, YYYYQn, YYYY or YYYYMMDD; `-` for a resource that has no periods. */
export const periodSchema = z
  .string()
  .regex(
    /^(?:-|\d{4}|\d{4}Q[1-4]|\d{4}(?:0[1-9]|1[0-2])(?:[0-3]\d)?)$/,
    '所属期写作 YYYY、YYYYQn、YYYYMM 或 YYYYMMDD / a period is YYYY, YYYYQn, YYYYMM or YYYYMMDD',
  );

/** Does the batch state everything, or only what changed? */
export const coverageSchema = z.enum(['full', 'increment']);

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

/** Parts inline when they are few, else the write-once object that lists them. */
export const partsRefSchema = z.object({
  parts: z.array(partSchema).optional(),
  manifest: z.string().optional(),
  rows: z.number().int(),
  bytes: z.number().int(),
});

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

export const generationSchema = z.object({ resource: z.string(), generation: z.number().int() });

export const liveBatchSchema = z.object({
  batch: z.string(),
  department: z.string(),
  period: z.string(),
  coverage: coverageSchema,
  place: z.number().int(),
  definition: z.number().int(),
});

/** Objects, and the batches in them whose rows count. */
export const liveEntrySchema = z.object({
  id: z.string(),
  objects: partsRefSchema,
  batches: z.array(liveBatchSchema),
});

export const changeSchema = z.object({
  resource: z.string(),
  generation: z.number().int(),
  at: time,
  add: liveEntrySchema.optional(),
  /** Batches that no longer count. */
  remove: z.array(z.string()).default([]),
  move: z.object({ inputs: z.array(z.string()), merged: liveEntrySchema }).optional(),
});

/** The write-once object lake/live/{resource}/{generation}: changes 1…generation in order. */
export const liveListSchema = z.object({
  schema: z.literal('live-list/1'),
  resource: z.string(),
  generation: z.number().int(),
  entries: z.array(liveEntrySchema),
});

export const definitionSchema = z.object({
  resource: resourceSchema,
  appliedBy: z.string(),
  appliedAt: time,
});

export const subscriptionSchema = z.object({
  id: z.string(),
  resource: z.string(),
  receiver: z.string(),
  /** The grant it stands under; without one nothing is sent. */
  grant: z.string().optional(),
  items: z.array(z.string()).min(1),
  filter: z.string().optional(),
  format: z.enum(['csv', 'xlsx', 'json', 'parquet']),
  createdBy: z.string(),
  createdAt: time,
});
export const subscribersSchema = z.object({ resource: z.string(), list: z.array(subscriptionSchema) });

export const signatureSchema = z.object({
  algorithm: z.literal('ES256'),
  value: z.string(),
  certificate: z.object({
    key: z.string(),
    publicKey: z.string(),
    notBefore: z.string(),
    notAfter: z.string(),
    root: z.string(),
    signature: z.string(),
  }),
});

export const parcelSchema = z.object({
  id: z.string(),
  kind: z.enum(['data', 'correction']),
  batch: z.string(),
  subscription: z.string(),
  /** data: the grant it is delivered under. */
  grant: z.string().optional(),
  resource: z.string(),
  definition: z.number().int(),
  provider: z.string(),
  receiver: z.string(),
  period: z.string(),
  items: z.array(z.string()),
  /** Conditions that its rows meet, and the same as one. */
  conditions: z.array(z.string()).optional(),
  filter: z.string().optional(),
  format: z.enum(['csv', 'xlsx', 'json', 'parquet']),
  objects: partsRefSchema,
  /** Of an unstructured resource: the scanned file, passed on as it is. */
  file: z.object({ key: z.string(), fileName: z.string() }).optional(),
  /** correction: what happened to the batch. */
  correction: z
    .object({ why: z.enum(['withdrawn', 'replaced']), replacedBy: z.string().optional() })
    .optional(),
  key: z.string(),
  stage: z.enum(['planned', 'delivered', 'acknowledged', 'escalated', 'cancelled']),
  plannedAt: time,
  sha256: digest.optional(),
  size: z.number().int().optional(),
  rows: z.number().int().optional(),
  signature: signatureSchema.optional(),
  deliveredAt: time.optional(),
  acknowledgedAt: time.optional(),
  acknowledgedBy: z.string().optional(),
  announcedTimes: z.number().int().default(0),
  due: time.optional(),
  cancelledAt: time.optional(),
  /** cancelled for want of a grant: why. */
  reason: reasonSchema.optional(),
  /** cancelled: its object is gone. */
  erased: z.boolean().optional(),
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

export type Reason = z.infer<typeof reasonSchema>;
export type Ticket = z.infer<typeof ticketSchema>;
export type Head = z.infer<typeof headSchema>;
export type PartsRef = z.infer<typeof partsRefSchema>;
export type Batch = z.infer<typeof batchSchema>;
export type ChunkRecord = z.infer<typeof chunkRecordSchema>;
export type LiveBatch = z.infer<typeof liveBatchSchema>;
export type LiveEntry = z.infer<typeof liveEntrySchema>;
export type Change = z.infer<typeof changeSchema>;
export type LiveList = z.infer<typeof liveListSchema>;
export type Subscription = z.infer<typeof subscriptionSchema>;
export type Parcel = z.infer<typeof parcelSchema>;
export type MappingRecord = z.infer<typeof mappingRecordSchema>;
export type Notice = z.infer<typeof noticeSchema>;
export type Entry = z.infer<typeof entrySchema>;
export type Chain = z.infer<typeof chainSchema>;
export type Tree = z.infer<typeof treeSchema>;
