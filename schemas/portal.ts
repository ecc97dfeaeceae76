/** What is opened to society: the record of a resource's opening, its checks, what is published, and the API's bodies. */
import { z } from 'zod';
import { cursor, limit } from './paging.ts';
import { resourceSchema } from './resource.ts';

const time = z.string();
const both = z.object({ zh: z.string(), en: z.string() });

/** block: it cannot be opened so. warn: a person decides. Never holds a value. */
export const disclosureFindingSchema = z.object({
  kind: z.enum([
    'resident-id',
    'phone',
    'plate',
    'bank-card',
    'name',
    'small-cells',
    'small-count',
    'too-large',
    'nothing-left',
  ]),
  level: z.enum(['block', 'warn']),
  item: z.string().optional(),
  /** Rows it was found in; of small cells, rows that stand in one. */
  rows: z.number().int(),
  zh: z.string(),
  en: z.string(),
});
export type DisclosureFinding = z.infer<typeof disclosureFindingSchema>;

/** An item that is not published, and why. */
export const withheldSchema = z.object({ item: z.string(), zh: z.string(), en: z.string() });

/** What the automatic check found of one version of the description and one generation of the rows. */
export const disclosureReportSchema = z.object({
  version: z.number().int(),
  generation: z.number().int(),
  at: time,
  rows: z.number().int(),
  items: z.array(z.string()),
  withheld: z.array(withheldSchema),
  findings: z.array(disclosureFindingSchema),
});
export type DisclosureReport = z.infer<typeof disclosureReportSchema>;

const fileSchema = z.object({ key: z.string(), size: z.number().int(), sha256: z.string() });

/** What the public reads: written once for a generation. */
export const publishedSchema = z.object({
  version: z.number().int(),
  generation: z.number().int(),
  at: time,
  rows: z.number().int(),
  items: z.array(z.string()),
  csv: fileSchema,
  json: fileSchema,
});
export type Published = z.infer<typeof publishedSchema>;

/**
 * checked → open | refused; open ⇄ held (a newer generation or description is not let out; what is out stays);
 * open, held → closed (nothing is out any more). Each may be checked anew.
 */
export const openingSchema = z
  .object({
    resource: z.string(),
    stage: z.enum(['checked', 'open', 'held', 'refused', 'closed']),
    report: disclosureReportSchema,
    checkedBy: z.string(),
    decision: z
      .object({
        verdict: z.enum(['open', 'refuse', 'close']),
        by: z.string(),
        at: time,
        reason: z.string(),
        version: z.number().int(),
        generation: z.number().int(),
        /** Kinds of warning that were accepted: a later generation with another one is held. */
        accepted: z.array(z.string()),
      })
      .optional(),
    published: publishedSchema.optional(),
    held: both.extend({ at: time, version: z.number().int(), generation: z.number().int() }).optional(),
    changedAt: time,
  })
  .meta({ id: 'Opening' });
export type Opening = z.infer<typeof openingSchema>;

const code = resourceSchema.shape.code;
export const openingPath = z.object({
  code: code.meta({ description: '信息资源代码 / code of the resource', example: 'MACRO' }),
});
export const openingDecisionBody = z.object({
  verdict: z
    .enum(['open', 'refuse', 'close'])
    .meta({ description: '开放、不予开放、停止开放 / open, refuse, close' }),
  reason: z.string().min(2).max(500).meta({ description: '理由 / the reason' }),
  /** Of the check that was read. */
  version: z.number().int().min(1),
  generation: z.number().int().min(0),
});
export const openingsQuery = z.object({
  cursor,
  limit: limit(100, 50),
});
export const openingsAnswer = z.object({ items: z.array(openingSchema), next: z.string().optional() });
