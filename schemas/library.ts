/**
 * A view or table of the lake's libraries, as the head of its file under queries/libraries/ describes it. The SQL under
 * the head is Athena's; what the head says of its columns is what the SQL gives.
 */
import { z } from 'zod';

const database = 'base|mart_[a-z][a-z0-9_]{0,39}';
const table = '[a-z][a-z0-9_]{0,47}';

/** `mart_tax.revenue_cube`; in `base` the macro-economy library's alone. */
export const libraryIdSchema = z
  .string()
  .regex(
    new RegExp(`^(?:base\\.macro_${table}|mart_[a-z][a-z0-9_]{0,39}\\.${table})$`),
    '标识写作 base.macro_名称 或 mart_主题.名称 / an id is base.macro_name or mart_topic.name',
  );

/** A resource by its code, or another library by its id. */
const inputSchema = z
  .string()
  .regex(
    new RegExp(`^(?:[A-Z][A-Z0-9_]{1,31}|(?:${database})\\.${table})$`),
    '输入写资源代码或库表标识 / an input is a code of a resource or an id of a library',
  );

const wordsSchema = z.strictObject({ zh: z.string().min(1).max(200), en: z.string().min(1).max(300) });

/** Types that a column of a library may have: ratios are double, amounts decimal. */
const columnTypeSchema = z
  .string()
  .regex(
    /^(?:varchar|integer|bigint|double|date|decimal\(\d{1,2},\d{1,2}\))$/,
    '类型为 varchar、integer、bigint、double、date 或 decimal(p,s) / a type is varchar, integer, bigint, double, date or decimal(p,s)',
  );

export const libraryItemSchema = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9_]{0,47}$/),
  name: z.string().min(1).max(100),
  nameEn: z.string().min(1).max(200),
  type: columnTypeSchema,
  unit: z.string().min(1).max(20).optional(),
  note: z.string().min(1).max(200).optional(),
});

export const librarySchema = z.strictObject({
  id: libraryIdSchema,
  name: z.string().min(1).max(100),
  nameEn: z.string().min(1).max(200),
  /** What one row is. */
  row: wordsSchema,
  /** Who asks what of it. */
  asks: wordsSchema,
  inputs: z.array(inputSchema).max(16),
  /** view: asked anew each time. table: kept, and made anew when an input commits. */
  materialised: z.enum(['view', 'table']),
  /** Columns that tell rows apart; of a cube NULL is one of their values. */
  keys: z.array(z.string()).min(1),
  /** Where rows are about natural persons: the column that counts them, of which each row has at least so many. */
  persons: z.strictObject({ count: z.string(), least: z.number().int().min(10) }).optional(),
  /**
   * Where rows hold sums of other rows: the columns that are summed over, which are NULL there, and those that hold sums. `within`
   * names those that are summed over together, the finer first: a month only within its year.
   */
  cube: z
    .strictObject({
      over: z.array(z.string()).min(1),
      within: z.array(z.tuple([z.string(), z.string()])).default([]),
      sums: z.array(z.string()).min(1),
      grouping: z.string(),
    })
    .optional(),
  items: z.array(libraryItemSchema).min(2).max(60),
});

export type LibraryHead = z.infer<typeof librarySchema>;
