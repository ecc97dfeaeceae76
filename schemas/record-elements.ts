/** What records of several subjects are made of. */
import { z } from 'zod';
import { partSchema } from './refinery.ts';

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

/** Parts inline when they are few, else the write-once object that lists them. */
export const partsRefSchema = z.object({
  parts: z.array(partSchema).optional(),
  manifest: z.string().optional(),
  rows: z.number().int(),
  bytes: z.number().int(),
});

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

export type Reason = z.infer<typeof reasonSchema>;
export type PartsRef = z.infer<typeof partsRefSchema>;
