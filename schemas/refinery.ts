/**
 * What passes between the bus and the refinery (加工): surveys of files, layouts, column mappings, jobs and their
 * outcomes. These also stand in batch records, so that a step taken up again reads them there.
 */
import { z } from 'zod';

export const fileFormats = [
  'csv',
  'xlsx',
  'xls',
  'ods',
  'dbf',
  'fixed-width',
  'xml',
  'json',
  'jsonl',
  'parquet',
  'unstructured',
] as const;

export const encodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const;

/** One table found in a file: the file itself, a sheet of a workbook, a file inside a ZIP. */
export const tableSchema = z.object({
  /** Sheet name or path inside the archive; empty for a plain file. */
  name: z.string(),
  hidden: z.boolean().default(false),
  /** The first records as text, at most 60; index 0 is record 1. Blank records are []. */
  head: z.array(z.array(z.string())),
  /** Formats that carry column names of their own (DBF, Parquet, JSON, XML): these, and head holds data only. */
  columns: z.array(z.string()).optional(),
  /** Merged regions among the first records: 0-based, inclusive. */
  merges: z
    .array(z.object({ top: z.number(), left: z.number(), bottom: z.number(), right: z.number() }))
    .default([]),
  /** Records in the table, where the format tells without reading it all. */
  records: z.number().int().optional(),
});

export const surveySchema = z.object({
  format: z.enum(fileFormats),
  /** zip and gz wrappers, outermost first. */
  wrappers: z.array(z.enum(['zip', 'gz'])).default([]),
  encoding: z.enum(encodings).optional(),
  bom: z.boolean().default(false),
  delimiter: z.enum([',', '\t', ';', '|']).optional(),
  tables: z.array(tableSchema),
  /** May be cut into chunks at record ends: plain CSV, TSV, JSON Lines, fixed-width; not wrapped. */
  divisible: z.boolean().default(false),
  /** The structural checks the file passed, by name; they go into the ledger. */
  checks: z.array(z.string()).default([]),
  warnings: z.array(z.string()).default([]),
});

/** How one table is read: decided from the survey, the definition and what the department confirmed. */
export const layoutSchema = z.object({
  table: z.string(),
  /** Records of title and header before the first data record. */
  headerRecords: z.number().int().min(0),
  /** One name a column, parts of merged headers joined with '/'. */
  headers: z.array(z.string()),
  /** Fingerprint of the normalised headers: what a remembered mapping is kept under. */
  fingerprint: z.string(),
  /** The unit of money a title row states for the whole table (单位：万元). */
  titleUnit: z.string().optional(),
});

export const mappedColumnSchema = z.object({
  column: z.number().int().min(0),
  header: z.string(),
  /** Item code; absent: an unknown extra column, kept aside in `_extra`. */
  item: z.string().optional(),
  /** Multiplier from a unit in the header: 万元 → 元 is '10000'. An exact decimal in text. */
  factor: z.string().optional(),
  how: z.enum(['name', 'synonym', 'normal-form', 'position', 'confirmed', 'none']),
});

export const mappingSchema = z.object({ columns: z.array(mappedColumnSchema) });

/** A part of a divisible file: bytes [start, end), the ordinal of its first record (1-based). */
export const chunkSchema = z.object({
  start: z.number().int(),
  end: z.number().int(),
  firstRecord: z.number().int(),
  records: z.number().int(),
});

export const rowCountsSchema = z.object({
  read: z.number().int(),
  accepted: z.number().int(),
  refused: z.number().int(),
  ignored: z.number().int(),
});

/** A Parquet object of accepted rows, all of one period. */
export const partSchema = z.object({
  key: z.string(),
  period: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string(),
});

/** A finding over many rows: how often, and an example line. Never holds a personal value. */
export const findingSchema = z.object({
  rule: z.string(),
  item: z.string().optional(),
  level: z.enum(['refuse', 'warn', 'ignore']),
  rows: z.number().int(),
  firstLine: z.number().int().optional(),
});

export const refinedSchema = z.object({
  rows: rowCountsSchema,
  parts: z.array(partSchema),
  /** The Parquet object of refused rows: see `refusedColumns`. Absent when there are none. */
  rejects: z.string().optional(),
  findings: z.array(findingSchema),
});

export type FileFormat = (typeof fileFormats)[number];
export type Encoding = (typeof encodings)[number];
export type SurveyedTable = z.infer<typeof tableSchema>;
export type Survey = z.infer<typeof surveySchema>;
export type Layout = z.infer<typeof layoutSchema>;
export type MappedColumn = z.infer<typeof mappedColumnSchema>;
export type Mapping = z.infer<typeof mappingSchema>;
export type Chunk = z.infer<typeof chunkSchema>;
export type RowCounts = z.infer<typeof rowCountsSchema>;
export type Part = z.infer<typeof partSchema>;
export type Finding = z.infer<typeof findingSchema>;
export type Refined = z.infer<typeof refinedSchema>;
