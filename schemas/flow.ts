/**
 * A flow 交换流程 as its author writes it: nodes (sources, steps, receivers), edges between them, and when it runs. A step
 * is a portable SQL query over what flows into it, so conditions and expressions are Athena's.
 */
import { z } from 'zod';
import { resourceSchema } from './resource.ts';

export const flowCodeSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{1,39}$/,
    '流程代码为小写字母、数字与下划线，2 至 40 位 / a code has 2 to 40 small letters, digits and underscores',
  );

const nodeId = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,29}$/,
    '节点标识为小写字母、数字与下划线 / a node is called by small letters, digits and underscores',
  );
const column = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,47}$/,
    '列名为小写字母、数字与下划线 / a column is called by small letters, digits and underscores',
  );
const columns = z.array(column).min(1).max(200);
const expression = z.string().min(1).max(4000);
const name = z.string().min(1).max(100);
const words = z.string().min(1).max(200);
const code = resourceSchema.shape.code;

const told = { id: nodeId, name: name.optional() };

/** Rows of a resource, of whatever it is filled by: files, a bridge, the API, another flow. */
const resourceNode = z.strictObject({
  ...told,
  kind: z.literal('resource'),
  resource: code,
  /** All that there are unless told. */
  items: columns.optional(),
  /** Text `YYYYMM` or a date: a run for a period takes only rows of it. */
  period: column.optional(),
});

const filterNode = z.strictObject({ ...told, kind: z.literal('filter'), where: expression });

const mapNode = z.strictObject({
  ...told,
  kind: z.literal('map'),
  columns: z
    .array(z.strictObject({ name: column, sql: expression }))
    .min(1)
    .max(200),
  /** The other columns stay, in their places. */
  keep: z.boolean().default(false),
});

const convertNode = z.strictObject({
  ...told,
  kind: z.literal('convert'),
  columns: z
    .array(
      z.strictObject({
        name: column,
        to: z.string().min(1).max(60),
        /** What cannot be converted ends the run, or becomes empty. */
        unfit: z.enum(['fail', 'empty']).default('fail'),
      }),
    )
    .min(1)
    .max(200),
});

const cleanNode = z.strictObject({
  ...told,
  kind: z.literal('clean'),
  columns: z
    .array(
      z.strictObject({
        name: column,
        /** In this order. `width`: full-width letters and digits become plain (NFKC). */
        how: z
          .array(z.enum(['trim', 'width', 'upper', 'lower', 'spaces', 'empty']))
          .min(1)
          .max(6),
      }),
    )
    .min(1)
    .max(200),
});

const maskNode = z.strictObject({
  ...told,
  kind: z.literal('mask'),
  columns: z
    .array(
      z.strictObject({
        name: column,
        how: z.enum(['drop', 'empty', 'stars', 'year']),
        /** Of `stars`: characters that stay in front and at the end. */
        front: z.number().int().min(0).max(20).default(1),
        end: z.number().int().min(0).max(20).default(0),
      }),
    )
    .min(1)
    .max(200),
});

const comparedKey = z.strictObject({ name: column, left: column.optional(), right: column.optional() });

const compareNode = z.strictObject({
  ...told,
  kind: z.literal('compare'),
  /** What tells rows apart, by the report's name; the same on both sides unless told. NULL is a value like others. */
  keys: z.array(comparedKey).min(1).max(16),
  items: z
    .array(
      comparedKey.extend({
        /** Numbers that differ by no more agree. */
        absolute: z.number().min(0).optional(),
        /** As a share of the larger: 0.01 is one in a hundred. */
        relative: z.number().min(0).max(1).optional(),
      }),
    )
    .max(100)
    .default([]),
  /** A row for each key that agrees too. */
  same: z.boolean().default(false),
});

const mergeNode = z.strictObject({ ...told, kind: z.literal('merge'), distinct: z.boolean().default(false) });

const splitNode = z.strictObject({
  ...told,
  kind: z.literal('split'),
  /** A row takes the first branch whose condition holds; what none takes goes to `rest`. */
  branches: z
    .array(z.strictObject({ name: nodeId, where: expression }))
    .min(1)
    .max(20),
});

const summariseNode = z.strictObject({
  ...told,
  kind: z.literal('summarise'),
  by: z.array(column).max(50).default([]),
  measures: z
    .array(z.strictObject({ name: column, sql: expression }))
    .min(1)
    .max(100),
});

const joinNode = z.strictObject({
  ...told,
  kind: z.literal('join'),
  /** `rows` is the column of the rows, `dictionary` that of the dictionary; the same unless told. */
  keys: z
    .array(z.strictObject({ rows: column, dictionary: column.optional() }))
    .min(1)
    .max(16),
  take: z
    .array(z.strictObject({ column, as: column.optional() }))
    .min(1)
    .max(100),
  /** Rows that the dictionary does not know. */
  unknown: z.enum(['keep', 'drop']).default('keep'),
});

const auditNode = z.strictObject({
  ...told,
  kind: z.literal('audit'),
  /** What must hold of each row. */
  rules: z
    .array(z.strictObject({ id: nodeId, zh: words, en: words.optional(), holds: expression }))
    .min(1)
    .max(100),
});

const sqlNode = z.strictObject({
  ...told,
  kind: z.literal('sql'),
  /** One query over what flows in, each by the name of its edge (`input`), or of its node. */
  query: z.string().min(1).max(20_000),
});

/** Rows become a resource of the catalog: granted, subscribed to and delivered as any other. */
const outputNode = z.strictObject({
  ...told,
  kind: z.literal('output'),
  resource: code,
  title: name,
  titleEn: name.optional(),
  /** full: each run's rows are all there are; full-per-period: of its period; increment: the last of a key counts. */
  mode: z.enum(['full', 'full-per-period', 'increment']).default('full'),
  /** Columns that tell rows apart; needed for increment. */
  keys: columns.optional(),
  /** Names of columns for people; the column's own unless told. */
  names: z.record(column, name).default({}),
});

/** A department that is to have an output in its inbox, by its own subscription and under its own grant. */
const inboxNode = z.strictObject({
  ...told,
  kind: z.literal('inbox'),
  department: resourceSchema.shape.departments.element,
});

export const flowNodeSchema = z.discriminatedUnion('kind', [
  resourceNode,
  filterNode,
  mapNode,
  convertNode,
  cleanNode,
  maskNode,
  compareNode,
  mergeNode,
  splitNode,
  summariseNode,
  joinNode,
  auditNode,
  sqlNode,
  outputNode,
  inboxNode,
]);

export const flowEdgeSchema = z.strictObject({
  from: nodeId,
  to: nodeId,
  /** Which of the branches of a split, or `passed` or `failed` of an audit. */
  output: nodeId.optional(),
  /** Which input: `left` or `right` of a compare, `rows` or `dictionary` of a join; of sql, the table's name. */
  input: nodeId.optional(),
});

/** When a flow runs beside by hand. */
export const flowTriggersSchema = z.strictObject({
  /** Whenever a source has another generation. */
  commit: z.boolean().default(true),
  /** Minute, hour, day of the month, month, day of the week (1 is Monday, 7 and 0 are Sunday), by Beijing's clock. */
  at: z.string().min(9).max(100).optional(),
  /** Days on which `at` rests: holidays. */
  except: z.array(z.iso.date()).max(400).default([]),
});

export const flowSchema = z.strictObject({
  schema: z.literal('flow/1'),
  code: flowCodeSchema,
  name,
  nameEn: z.string().min(1).max(200).optional(),
  /** What it is for: stands in the ledger with each version. */
  purpose: z.string().min(1).max(500),
  runs: flowTriggersSchema.default({ commit: true, except: [] }),
  nodes: z.array(flowNodeSchema).min(2).max(100),
  edges: z.array(flowEdgeSchema).min(1).max(300),
});

export type Flow = z.infer<typeof flowSchema>;
export type FlowNode = z.infer<typeof flowNodeSchema>;
export type FlowEdge = z.infer<typeof flowEdgeSchema>;
export type NodeOf<K extends FlowNode['kind']> = FlowNode & { kind: K };
