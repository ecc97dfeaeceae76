/**
 * What the bus proposes for a file's columns and what the department answers. Both stand in batch records, so that
 * a file that waits for an answer can be taken up again.
 */
import { z } from 'zod';
import { layoutSchema, mappingSchema } from './refinery.ts';

/** Why a person is asked about a column. */
export const questionReasons = [
  /** The header resembles items that no column has yet. */
  'similar',
  /** Two or more columns fit one item. */
  'several-columns',
  /** The file has no header: columns were taken in the order of the definition. */
  'no-header',
  /** The header's unit cannot be turned exactly into the item's unit: a factor is needed. */
  'unit',
] as const;

export const questionSchema = z.object({
  /** 0-based. */
  column: z.number().int().min(0),
  header: z.string(),
  /** Best first; score between 0 and 1. Empty: any item may be chosen. */
  candidates: z.array(z.object({ item: z.string(), score: z.number() })),
  why: z.enum(questionReasons),
  /** The unit as the header has it, where the first candidate can only be had with a factor. */
  unit: z.string().optional(),
});

export const proposalSchema = z.object({
  layout: layoutSchema,
  /** Columns in question stand in it as `none` until they are answered. */
  mapping: mappingSchema,
  /** No question is open and nothing required is missing: the file may be read without asking. */
  certain: z.boolean(),
  questions: z.array(questionSchema),
  /** Codes of required items that no column has or resembles: the file is refused before a row is read. */
  missing: z.array(z.string()),
  /** Headers of columns that are kept aside in `_extra`. */
  extra: z.array(z.string()),
  /** Columns of row numbers (序号): ignored. */
  rowNumbers: z.array(z.number().int()),
  /** Other sheets or files with a header of this resource; they are not read. */
  otherTables: z.array(z.string()),
});

/** `item: null` keeps the column aside. `factor` answers a question about a unit: an exact decimal in text. */
export const answerSchema = z.strictObject({
  column: z.number().int().min(0),
  item: z.string().nullable(),
  factor: z
    .string()
    .regex(
      /^\d{1,20}(\.\d{1,20})?$/,
      '系数为正的十进制数，例如 10000 或 0.001 / a factor is a plain positive decimal, for example 10000 or 0.001',
    )
    .optional(),
});

export type Question = z.infer<typeof questionSchema>;
export type Proposal = z.infer<typeof proposalSchema>;
export type Answer = z.infer<typeof answerSchema>;
