/** Documents: scans, drawings and texts that are passed on as they are, and what is known and found of them. */
import { z } from 'zod';
import { periodSchema } from './records.ts';
import { resourceSchema } from './resource.ts';

const count = z.number().int().min(0);

/** Kinds a file really is, by its bytes; `unknown` is none of them. */
export const documentTypes = [
  'txt',
  'html',
  'docx',
  'ofd',
  'pdf',
  'xlsx',
  'xml',
  'zip',
  'ole',
  'png',
  'jpeg',
  'gif',
  'tiff',
  'dwg',
  'empty',
  'unknown',
] as const;

/** text: it was taken out. none: the file has none, or is of a kind without. failed: it could not be taken out. */
export const textStates = ['text', 'none', 'failed'] as const;

/** What the refinery says of a file. */
export const documentTextSchema = z.object({
  type: z.enum(documentTypes),
  pages: count.optional(),
  state: z.enum(textStates),
  /** NFKC; of grade 2 with identifiers masked. */
  text: z.string().optional(),
  /** There was more of it than is kept. */
  cut: z.boolean().default(false),
  /** failed: a word that says why. */
  why: z.string().optional(),
});
export type DocumentText = z.infer<typeof documentTextSchema>;

/** One a committed batch of an unstructured resource, never altered. */
export const documentSchema = z.object({
  schema: z.literal('document/1'),
  batch: z.string(),
  resource: resourceSchema.shape.code,
  department: z.string(),
  period: periodSchema,
  /** As on its ticket: of a desensitised resource masked. */
  fileName: z.string(),
  type: z.enum(documentTypes),
  /** Bytes. */
  size: count,
  pages: count.optional(),
  sha256: z.string(),
  committedAt: z.string(),
  text: z.object({
    state: z.enum(textStates),
    why: z.string().optional(),
    /** Generation of the extractor that took it out. */
    generation: z.number().int(),
    /** The write-once object it lies in. */
    key: z.string().optional(),
    /** UTF-16 units. */
    length: count.default(0),
    cut: z.boolean().default(false),
    masked: z.boolean().default(false),
  }),
});
export type Document = z.infer<typeof documentSchema>;

export const documentView = documentSchema
  .omit({ schema: true })
  .extend({ text: documentSchema.shape.text.omit({ key: true }) })
  .meta({ id: 'Document' });
export type DocumentView = z.infer<typeof documentView>;

export const documentPath = z.object({
  batch: z
    .string()
    .regex(/^[0-9A-Za-z]{1,40}$/)
    .meta({ description: '批次编号 / batch', example: '01K2Y6C1M4N7P0Q3R6S9T2V5W8' }),
});

export const documentsQuery = z.object({
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .meta({ description: '关键词，空格分隔 / words, apart by spaces', example: '规划' }),
  resource: resourceSchema.shape.code
    .optional()
    .meta({ description: '只查该资源 / only this resource', example: 'AIC' }),
  cursor: z
    .string()
    .max(400)
    .optional()
    .meta({ description: '上一页的 next，原样传回 / `next` of the page before, as it came' }),
});

/** Where the words stand in `snippet`: [from, to) in UTF-16 units. */
export const documentHit = z
  .object({
    document: documentView,
    score: z.number(),
    snippet: z.string(),
    marks: z.array(z.tuple([count, count])),
    /** The words stand in the name of the file. */
    inName: z.boolean(),
  })
  .meta({ id: 'DocumentHit' });
export type DocumentHit = z.infer<typeof documentHit>;

export const documentsAnswer = z.object({
  items: z.array(documentHit),
  /** Documents this page looked at. */
  looked: count,
  next: z.string().optional(),
});
export type DocumentsAnswer = z.infer<typeof documentsAnswer>;
