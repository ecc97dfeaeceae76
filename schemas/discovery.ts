/** What the catalog's search keeps of a resource, what it is asked, and what it answers. */
import { z } from 'zod';
import { departmentSchema } from './department.ts';
import { cursor, limit } from './paging.ts';
import { identifierKinds, resourceModes, resourceSchema, updateCycles } from './resource.ts';

const department = departmentSchema.shape.code;
const code = resourceSchema.shape.code;

/** One resource as the search knows it: everything a person may look for, nothing of its rows. */
export const shelfEntrySchema = z.object({
  code,
  version: z.number().int(),
  name: z.string(),
  nameEn: z.string(),
  summary: z.string().optional(),
  departments: z.array(z.string()),
  /** 类/项/目/细目 as one code; its first digit is the class. */
  class: z.string().optional(),
  /** 类, 项, 目 and 细目 in words. */
  classNames: z.array(z.string()).default([]),
  database: z.string(),
  cycle: z.enum(updateCycles),
  grade: z.number().int(),
  mode: z.enum(resourceModes),
  kind: z.enum(['structured', 'unstructured']),
  /** remote: the table stays in the department's own database. */
  form: z.enum(['physical', 'logical', 'remote']),
  open: z.boolean(),
  /** Of a view: what it is over. */
  over: z.array(z.string()).optional(),
  items: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      synonyms: z.array(z.string()),
      identifier: z.enum(identifierKinds).optional(),
    }),
  ),
  appliedAt: z.string(),
});
export type ShelfEntry = z.infer<typeof shelfEntrySchema>;

/** The write-once object `catalog/index/…`: the whole shelf at a mark, so that a cold process reads one object. */
export const shelfSnapshotSchema = z.object({
  schema: z.literal('catalog-index/1'),
  /** Time of the newest change in it: `appliedAt`. */
  mark: z.string(),
  entries: z.array(shelfEntrySchema),
  /** Pinyin of the words in it, syllables with a capital at each beginning. */
  pinyin: z.record(z.string(), z.string()),
});

export const facetNames = [
  'department',
  'class',
  'database',
  'cycle',
  'grade',
  'identifier',
  'form',
  'kind',
  'open',
] as const;
export type FacetName = (typeof facetNames)[number];

const words = z.string().max(200).optional().meta({
  description:
    '要找的内容：中文、拼音、拼音首字母、英文或代码 / what to look for: Chinese, pinyin, its initials, English or a code',
  example: '谁有企业用电',
});

export const discoverQuery = z.object({
  q: words,
  department: department.optional().meta({ description: '提供部门 / provided by' }),
  class: z
    .string()
    .max(40)
    .optional()
    .meta({ description: '分类代码或其前几位 / code of the class, or how it begins' }),
  database: z.string().max(40).optional().meta({ description: '资源库 / database' }),
  cycle: z.enum(updateCycles).optional().meta({ description: '更新周期 / update cycle' }),
  grade: z.coerce.number().int().min(1).max(3).optional().meta({ description: '共享级别 / sharing grade' }),
  identifier: z.enum(identifierKinds).optional().meta({ description: '标识类型 / kind of identifier' }),
  form: z.enum(['physical', 'logical', 'remote']).optional().meta({ description: '形态 / form' }),
  kind: z.enum(['structured', 'unstructured']).optional().meta({ description: '结构 / structure' }),
  open: z.enum(['true', 'false']).optional().meta({ description: '是否向社会开放 / open to society' }),
  item: z
    .string()
    .max(100)
    .optional()
    .meta({ description: '含有的信息项（代码或名称） / holds an item of this code or name' }),
  limit: limit(100, 20),
  cursor,
});
export type Discover = Omit<z.output<typeof discoverQuery>, 'cursor' | 'limit'>;

/** Where the words stand: [from, to) in UTF-16 units of `text`. */
export const reasonFoundSchema = z.object({
  field: z.enum(['code', 'name', 'nameEn', 'item', 'synonym', 'department', 'class', 'database', 'summary']),
  item: z.string().optional(),
  text: z.string(),
  marks: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** text: as it was typed. meaning: a word of the same meaning. similar: a near spelling. */
  how: z.enum(['text', 'pinyin', 'meaning', 'similar']),
});
export type ReasonFound = z.infer<typeof reasonFoundSchema>;

export const foundSchema = z
  .object({
    ...shelfEntrySchema.omit({ items: true, appliedAt: true, classNames: true }).shape,
    departments: z.array(z.object({ code: z.string(), name: z.string() })),
    items: z.number().int(),
    score: z.number(),
    why: z.array(reasonFoundSchema),
  })
  .meta({ id: 'FoundResource' });
export type Found = z.infer<typeof foundSchema>;

const tip = z.object({ zh: z.string(), en: z.string() });
const facet = z.array(z.object({ value: z.string(), name: z.string(), count: z.number().int() }));

export const discoverAnswer = z.object({
  items: z.array(foundSchema),
  total: z.number().int(),
  facets: z.object(
    Object.fromEntries(facetNames.map((name) => [name, facet])) as Record<FacetName, typeof facet>,
  ),
  /** What to try next, when little or nothing was found. */
  tips: z.array(tip),
  next: z.string().optional(),
});
