/** A catalog entry on its way: its state, what is being worked on, and who moved it when and why. */
import { z } from 'zod';
import { cursor, limit } from './paging.ts';
import { resourceSchema } from './resource.ts';

/** States of the standard's registration and publication. */
export const entryStates = [
  'draft',
  'returned',
  'registration-refused',
  'awaiting-registration',
  'registered',
  'awaiting-publication',
  'publication-refused',
  'published',
  'withdrawn',
] as const;
export type EntryState = (typeof entryStates)[number];

/** What is done to an entry. `apply` is the operator's registration and publication in one act. */
export const entryMoves = [
  'draft',
  'submit',
  'return',
  'refuse-registration',
  'register',
  'submit-publication',
  'refuse-publication',
  'publish',
  'withdraw',
  'apply',
  'receive',
] as const;
export type EntryMove = (typeof entryMoves)[number];

const time = z.string();

export const entryHistorySchema = z.object({
  at: time,
  by: z.string(),
  move: z.enum(entryMoves),
  from: z.enum(entryStates).optional(),
  to: z.enum(entryStates),
  reason: z.string().optional(),
  /** The version that came in force by it. */
  version: z.number().int().optional(),
});
export type EntryHistory = z.infer<typeof entryHistorySchema>;

/** Approved for a later day: those it breaks something for were told with the approval. */
export const approvalSchema = z.object({
  by: z.string(),
  at: time,
  effective: time,
  reason: z.string().optional(),
  /** The version in force when it was approved; 0: none. Another one since, and it has to be decided on again. */
  base: z.number().int(),
});

export const catalogEntrySchema = z
  .object({
    schema: z.literal('catalog-entry/1'),
    code: resourceSchema.shape.code,
    /** Whose it is: of the draft, else of what is in force. */
    departments: z.array(z.string()),
    state: z.enum(entryStates),
    /** What is being worked on; absent when nothing waits to come in force. */
    draft: resourceSchema.optional(),
    submittedBy: z.string().optional(),
    draftedBy: z.string().optional(),
    approval: approvalSchema.optional(),
    /** The version in force; absent: none, never was or withdrawn. */
    published: z.object({ version: z.number().int(), at: time, by: z.string() }).optional(),
    /** Another installation it came from, and the order number it came under. */
    origin: z.object({ peer: z.string(), order: z.number().int() }).optional(),
    changedAt: time,
    /** The newest 100; all stand in the ledger. */
    history: z.array(entryHistorySchema),
  })
  .meta({ id: 'CatalogEntry' });
export type CatalogEntry = z.infer<typeof catalogEntrySchema>;

const reason = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .meta({ description: '理由 / why', example: '共享条件不明确，请补充法律依据' });

export const moveBody = z.strictObject({
  move: z.enum(entryMoves).exclude(['draft', 'apply', 'receive']).meta({ example: 'submit' }),
  reason: reason.optional(),
  effective: z.iso
    .datetime()
    .optional()
    .meta({ description: '生效时间，仅用于 publish / when it comes in force, for publish' }),
  override: z
    .boolean()
    .optional()
    .meta({ description: '不等告知期满，须写理由 / without the time of notice; takes a reason' }),
});

export const catalogQuery = z.object({
  state: z.enum(entryStates).optional().meta({ description: '只看此状态 / only in this state' }),
  department: z.string().max(40).optional().meta({ description: '提供部门 / provided by' }),
  cursor,
  limit: limit(200, 100),
});

export const diffQuery = z.object({
  from: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: '旧版本；不填为现行版本 / the older version; in force when absent' }),
  to: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: '新版本；不填为草稿 / the newer version; the draft when absent' }),
});

export const changeView = z.object({
  kind: z.string(),
  item: z.string().optional(),
  from: z.unknown().optional(),
  to: z.unknown().optional(),
  breaking: z.boolean(),
});

/** Something that is built on the old version and does not go on as it is. */
export const brokenView = z.object({
  /** Whose it is. */
  department: z.string(),
  what: z.enum(['subscription', 'grant', 'mapping', 'view', 'provider']),
  id: z.string(),
  changes: z.array(z.string()),
});
export type Broken = z.infer<typeof brokenView>;

export const diffAnswer = z
  .object({
    code: z.string(),
    from: z.number().int(),
    to: z.number().int().optional(),
    compatible: z.boolean(),
    changes: z.array(changeView),
    breaks: z.array(brokenView),
    /** The earliest day the change may come in force without an override. */
    earliest: time.optional(),
  })
  .meta({ id: 'CatalogDiff' });

export const entrySummary = z
  .object({
    code: z.string(),
    name: z.string(),
    classification: z.string().optional(),
    departments: z.array(z.string()),
    grade: z.number().int(),
    cycle: z.string(),
    state: z.enum(entryStates),
    version: z.number().int().optional(),
    effective: time.optional(),
    origin: z.string().optional(),
    changedAt: time,
  })
  .meta({ id: 'CatalogEntrySummary' });
export const catalogAnswer = z.object({ items: z.array(entrySummary), next: z.string().optional() });
export const entryAnswer = z.object({
  entry: catalogEntrySchema,
  inForce: resourceSchema.optional(),
  /** What the standard demands and the draft lacks. */
  missing: z.array(z.object({ field: z.string(), zh: z.string(), en: z.string() })),
});
