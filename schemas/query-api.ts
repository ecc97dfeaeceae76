/** Paths, queries and bodies of the routes about SQL. */
import { z } from 'zod';
import { cursor, limit } from './paging.ts';
import { executionSchema, queryColumnSchema } from './workbench.ts';

const name = (description: string, example: string) =>
  z
    .string()
    .regex(/^[0-9A-Za-z_.-]{1,128}$/)
    .meta({ description, example });

/** Athena's limit: bytes of UTF-8. */
const sqlText = z
  .string()
  .min(1)
  .max(262_144)
  .refine(
    (text) => new TextEncoder().encode(text).length <= 262_144,
    '语句至多 262144 字节 / a statement has at most 262144 bytes',
  );

export const queryPath = z.object({
  id: z
    .string()
    .regex(
      /^[0-9A-Za-z-]{1,40}$/,
      '编号只含字母、数字与连字符 / a number has only letters, digits and hyphens',
    )
    .meta({ description: '查询编号 / number of the query', example: '01K2Y6B7A0Q3V9T5S8R4W1X2Y3' }),
});

export const queryBody = z.strictObject({
  sql: sqlText.meta({
    description: '一条 Athena v3 语句 / one statement of Athena engine v3 SQL',
    example: 'SELECT 1',
  }),
  database: name('未写库名的表所在的库 / where tables without a database are', 'shared').optional(),
  workGroup: name('工作组 / work group', 'primary').optional(),
  parameters: z
    .array(z.string().max(1024))
    .max(100)
    .optional()
    .meta({
      description: '依次代替 ?，写作 SQL 常量 / what each ? stands for, as SQL literals',
      example: ["'north'", '5'],
    }),
});

export const queriesQuery = z.object({ cursor, limit: limit(100, 50) });
export const queryResultsQuery = z.object({
  after: z
    .string()
    // Athena's own tokens have up to 1,024 characters.
    .max(1100)
    .optional()
    .meta({ description: '上一页给出的位置 / the place the last page gave' }),
  limit: limit(1000, 1000),
});

export const queriesAnswer = z.object({ items: z.array(executionSchema), next: z.string().optional() });
export const queryResultsAnswer = z.object({
  columns: z.array(queryColumnSchema),
  rows: z
    .array(z.array(z.string().nullable()))
    .meta({ description: 'Athena 的文本形式，NULL 为 null / values as Athena writes them; NULL is null' }),
  next: z.string().optional(),
});
