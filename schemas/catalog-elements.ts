/**
 * Elements of a catalog entry after GB/T 21063 and the 政务信息资源目录编制指南, in the platform's words, with the number
 * and the name that the standard gives each value.
 */
import { z } from 'zod';
import { flowOutputIdSchema } from './flow-output.ts';
import { libraryIdSchema } from './library.ts';

/** A value of the standard: its number and its name. */
export interface StandardValue {
  readonly number: number;
  readonly zh: string;
}

/** 信息资源格式 */
export const resourceFormats = {
  'electronic-file': { number: 1, zh: '电子文件' },
  spreadsheet: { number: 2, zh: '电子表格' },
  database: { number: 3, zh: '数据库' },
  graphic: { number: 4, zh: '图形图像' },
  streaming: { number: 5, zh: '流媒体' },
  'self-describing': { number: 6, zh: '自描述格式' },
  service: { number: 7, zh: '服务接口' },
} as const satisfies Record<string, StandardValue>;
export type ResourceFormat = keyof typeof resourceFormats;

/** 共享方式 */
export const shareWays = {
  database: { number: 1, zh: '数据库' },
  file: { number: 2, zh: '文件' },
  service: { number: 3, zh: '服务接口' },
} as const satisfies Record<string, StandardValue>;
export type ShareWay = keyof typeof shareWays;

/** 共享类型: the notice of 2015 calls them 直接共享, 条件共享, 不予共享 (only results leave). */
export const shareTypes = {
  1: { number: 1, zh: '无条件共享' },
  2: { number: 2, zh: '有条件共享' },
  3: { number: 3, zh: '不予共享' },
} as const satisfies Record<number, StandardValue>;

export const shareGradeSchema = z.union([z.literal(1), z.literal(2), z.literal(3)]);
export type ShareGrade = z.infer<typeof shareGradeSchema>;

const keysOf = <T extends Record<string, unknown>>(table: T) =>
  Object.keys(table) as [keyof T & string, ...(keyof T & string)[]];

export const resourceFormatSchema = z.enum(keysOf(resourceFormats));
export const shareWaySchema = z.enum(keysOf(shareWays));

/** 信息资源代码: 类 1 digit, 项 2, 目 3, 细目 any number; then `/` and the 顺序码. */
export const classificationCode = z
  .string()
  .regex(
    /^\d(?:\d{2})(?:\d{3})\d{0,10}\/\d{1,10}$/,
    '信息资源代码为 类1位、项2位、目3位、细目若干位，再加 / 与顺序码，例如 201001/00001 / the code is 1, 2 and 3 digits for class, group and kind, any number for the sub-kind, then / and an ordinal, for example 201001/00001',
  );

/** 分类: the code, and 类, 项, 目 and perhaps 细目 in words. */
export const classificationSchema = z.strictObject({
  code: classificationCode,
  names: z.array(z.string().min(1).max(50)).min(3).max(4),
});
export type Classification = z.infer<typeof classificationSchema>;

/** The lake's databases of design: a resource stands in one of them. */
export const databaseSchema = z
  .string()
  .regex(
    /^(?:raw|base|shared|subject|subject-finance|subject-state-tax|subject-local-tax|results|mart_[a-z0-9_]{1,40})$/,
    '资源库为 raw、base、shared、subject、subject-finance、subject-state-tax、subject-local-tax、results 或 mart_主题 / a database is raw, base, shared, subject, subject-finance, subject-state-tax, subject-local-tax, results or mart_topic',
  );

/** An item of another resource: `AIC.uscc`. */
export const sourceItemSchema = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9_]{1,31}\.[a-z][a-z0-9_]{0,47}$/,
    '来源写作 资源代码.信息项代码，例如 AIC.uscc / a source is RESOURCE.item, for example AIC.uscc',
  );

/** A logical resource made of others: which, how they meet, which rows, and where each item comes from. */
export const viewSchema = z.strictObject({
  over: z
    .array(z.string().regex(/^[A-Z][A-Z0-9_]{1,31}$/))
    .min(1)
    .max(8),
  /** One for each resource after the first, in the order of `over`: `left` is an item of one before it. */
  join: z
    .array(
      z.strictObject({
        left: sourceItemSchema,
        right: sourceItemSchema,
        how: z.enum(['inner', 'left']).default('inner'),
      }),
    )
    .max(7)
    .default([]),
  /** A condition over the view's own items, in the language of checks and filters. */
  filter: z.string().min(1).max(500).optional(),
  /** Each item of the view, and the item it shows. */
  select: z.record(z.string(), sourceItemSchema),
});
export type View = z.infer<typeof viewSchema>;

/** Of a resource whose rows are a table of the libraries, or a flow's: which, and the resources that it is made from. */
export const madeFromSchema = z.strictObject({
  id: z.union([libraryIdSchema, flowOutputIdSchema]),
  over: z
    .array(z.string().regex(/^[A-Z][A-Z0-9_]{1,31}$/))
    .min(1)
    .max(16),
});
export type MadeFrom = z.infer<typeof madeFromSchema>;

/** What a catalog entry says beside how its files are read. All may be left out: see `elementsOf`. */
export const elementFields = {
  classification: classificationSchema.optional(),
  /** 格式; spreadsheet for rows, electronic-file for scans, unless told. */
  formats: z.array(resourceFormatSchema).min(1).max(7).optional(),
  /** 共享条件, for grade 2. */
  shareCondition: z.string().min(1).max(500).optional(),
  /** 共享方式 */
  shareWays: z.array(shareWaySchema).min(1).max(3).optional(),
  /** 是否向社会开放 */
  open: z.boolean().optional(),
  openCondition: z.string().min(1).max(500).optional(),
  /** 发布日期 */
  publishedOn: z.iso.date().optional(),
  /** 关联资源: codes of this catalog. */
  related: z
    .array(z.string().regex(/^[A-Z][A-Z0-9_]{1,31}$/))
    .max(100)
    .optional(),
  /** 提供方代码 where it is another than the platform's own code of the department. */
  providerCodes: z.record(z.string().regex(/^[a-z][a-z0-9-]{1,31}$/), z.string().min(1).max(50)).optional(),
  /** physical: rows lie in the lake. logical: it is a view, or its rows stay with the department. */
  form: z.enum(['physical', 'logical']).optional(),
  view: viewSchema.optional(),
  /** The platform fills it after each refresh; whoever provides one of `over` decides on grants. */
  library: madeFromSchema.optional(),
  /** department: the table stays in the department's own database and is read through its bridge. */
  location: z.enum(['platform', 'department']).optional(),
  database: databaseSchema.optional(),
} as const;
