/** The record of a resource whose current state lies in the lake as a plain table, for readers that know no live list. */
import { z } from 'zod';
import { queryErrorSchema } from './workbench.ts';

const columnSchema = z.object({ name: z.string(), type: z.string(), comment: z.string().optional() });

export const publishedTableSchema = z.object({
  resource: z.string(),
  /** Absent: there is no table of it, or there is none any more. */
  made: z
    .object({
      /** Part of the objects' names. */
      attempt: z.string(),
      /** The description's version, and version and generation of each resource beneath: `2/AIC:2@17`. */
      from: z.string(),
      rows: z.number().int(),
      at: z.string(),
      /** As the catalog has them, in the order of the description. */
      columns: z.array(columnSchema),
      comment: z.string(),
    })
    .optional(),
  /** Where a table of it may stand in the catalog; it is taken out of those that are no longer its own. */
  databases: z.array(z.string()).default([]),
  /** Why it is older than its resource: not tried again from the same for an hour. */
  fault: queryErrorSchema.extend({ from: z.string(), at: z.string() }).optional(),
  /** Attempts that counted until then: whoever began to read one may go on for a day. */
  former: z.array(z.object({ attempt: z.string(), until: z.string() })).default([]),
});

export type PublishedTable = z.infer<typeof publishedTableSchema>;
