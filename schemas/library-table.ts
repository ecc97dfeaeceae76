/** The record of a library that is kept as a table: what it was made from, and the objects that count. */
import { z } from 'zod';
import { queryErrorSchema, tableObjectSchema } from './workbench.ts';

/**
 * What a table is made from: of a resource its description's version and its generation, of another library's table the
 * attempt that made it, of a view and of the library itself the digest of its text.
 */
const fromSchema = z.record(z.string(), z.string());

export const libraryTableSchema = z.object({
  id: z.string(),
  /** Absent: it was never made. */
  made: z
    .object({
      /** Part of the objects' names. */
      attempt: z.string(),
      objects: z.array(tableObjectSchema),
      rows: z.number().int(),
      from: fromSchema,
      at: z.string(),
    })
    .optional(),
  /** Why it is older than its inputs: not tried again with the same ones for an hour. */
  fault: queryErrorSchema.extend({ from: fromSchema, at: z.string() }).optional(),
  /** Attempts that counted until then: whoever began to read one may go on for a day. */
  former: z.array(z.object({ attempt: z.string(), until: z.string() })).default([]),
});

export type LibraryTable = z.infer<typeof libraryTableSchema>;
