/** What counts in the lake: descriptions in force, generations, changes, lists. */
import { z } from 'zod';
import { coverageSchema, partsRefSchema } from './record-elements.ts';
import { resourceSchema } from './resource.ts';

const time = z.string();

export const definitionSchema = z.object({
  resource: resourceSchema,
  appliedBy: z.string(),
  appliedAt: time,
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

export type LiveBatch = z.infer<typeof liveBatchSchema>;
export type LiveEntry = z.infer<typeof liveEntrySchema>;
export type Change = z.infer<typeof changeSchema>;
export type LiveList = z.infer<typeof liveListSchema>;
