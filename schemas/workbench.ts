/** Records of the workbench: what was asked of the lake in SQL, and what departments made of it. */
import { z } from 'zod';

const time = z.string();

export const executionStates = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;

/** A resource that rows were read from, and how far whoever asked might read it then. */
export const readSourceSchema = z.object({
  resource: z.string(),
  /** Absent: all of it. */
  narrowed: z.object({ items: z.array(z.string()), filters: z.array(z.string()) }).optional(),
});

/** Athena's type, as Trino writes it. */
export const queryColumnSchema = z.object({ name: z.string(), type: z.string() });

export const queryErrorSchema = z.object({
  /** Athena's name of it: `SYNTAX_ERROR`, `TABLE_NOT_FOUND`, `EXCEEDED_LOCAL_MEMORY_LIMIT`, … */
  code: z.string(),
  en: z.string(),
  zh: z.string(),
  /** From 1, where it is of the text. */
  line: z.number().int().optional(),
  column: z.number().int().optional(),
});

export const executionSchema = z
  .object({
    id: z.string(),
    text: z.string(),
    kind: z.enum(['DML', 'DDL', 'UTILITY']),
    database: z.string(),
    workGroup: z.string(),
    parameters: z.array(z.string()),
    /** Account or application. */
    actor: z.string(),
    department: z.string().optional(),
    state: z.enum(executionStates),
    error: queryErrorSchema.optional(),
    submittedAt: time,
    endedAt: time.optional(),
    queueMilliseconds: z.number().int(),
    planningMilliseconds: z.number().int(),
    engineMilliseconds: z.number().int(),
    /** Of the objects that were read, but for those of which not every row may be seen. */
    scannedBytes: z.number().int(),
    /** That were shown or written; absent: nobody counted them. */
    rows: z.number().int().optional(),
    /** The row limit was reached: there may be more. */
    cut: z.boolean(),
    columns: z.array(queryColumnSchema),
    /** Key of the rows, as Athena's CSV. */
    output: z.string().optional(),
    sources: z.array(readSourceSchema),
  })
  .meta({ id: 'QueryExecution' });

export const queryTokenSchema = z.object({
  /** SHA-256 of all that was asked. */
  asked: z.string(),
  /** The execution's number, when it has one. */
  id: z.string().optional(),
  at: time,
});

const qualified = { database: z.string(), name: z.string() };

/** A Parquet object of a table. */
export const tableObjectSchema = z.object({
  key: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
  /** Values of the partition columns, as text; NULL is null. */
  partition: z.array(z.string().nullable()),
});

/** A table of a department's workspace. What is no longer named here nobody reads. */
export const workspaceTableSchema = z.object({
  kind: z.literal('table'),
  ...qualified,
  columns: z.array(queryColumnSchema),
  partitionedBy: z.array(z.string()),
  objects: z.array(tableObjectSchema),
  /** Its rows come from these: it is closed to whoever may no longer read one of them as far. */
  sources: z.array(readSourceSchema),
  owner: z.string(),
  at: time,
});

/** A view: its text, read anew by whoever asks with his own rights. */
export const workspaceViewSchema = z.object({
  kind: z.literal('view'),
  ...qualified,
  text: z.string(),
  /** Where its tables without a database are looked for. */
  within: z.string(),
  columns: z.array(queryColumnSchema),
  owner: z.string(),
  at: time,
});

export const droppedSchema = z.object({ kind: z.literal('dropped'), ...qualified, at: time });

export const workspaceEntrySchema = z.discriminatedUnion('kind', [
  workspaceTableSchema,
  workspaceViewSchema,
  droppedSchema,
]);

export const preparedSchema = z.object({
  workspace: z.string(),
  workGroup: z.string(),
  name: z.string(),
  /** Absent: it was taken back. */
  text: z.string().optional(),
  description: z.string().max(1024).optional(),
  owner: z.string(),
  at: time,
});

export type Execution = z.infer<typeof executionSchema>;
export type QueryToken = z.infer<typeof queryTokenSchema>;
export type ReadSource = z.infer<typeof readSourceSchema>;
export type QueryError = z.infer<typeof queryErrorSchema>;
export type TableObject = z.infer<typeof tableObjectSchema>;
export type WorkspaceTable = z.infer<typeof workspaceTableSchema>;
export type WorkspaceView = z.infer<typeof workspaceViewSchema>;
export type WorkspaceEntry = z.infer<typeof workspaceEntrySchema>;
export type Prepared = z.infer<typeof preparedSchema>;
