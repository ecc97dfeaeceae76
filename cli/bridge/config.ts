/** The bridge's configuration: which places of the department it reaches, what goes out of them, what comes in. */
import { z } from 'zod';
import { resourceSchema } from '../../schemas/resource.ts';

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,40}$/, '名称只含小写字母、数字与 - / a name has small letters, digits and -');
const itemCode = z.string().regex(/^[a-z][a-z0-9_]{0,47}$/, '信息项代码 / code of an item');
/** A table or a column as the database names it; always quoted where it is used. */
const identifier = z
  .string()
  .min(1)
  .max(128)
  .refine((text) => !text.includes('\u0000'), '名称含空字符 / a name holds a zero character');

/** Where a secret stands: never in this file itself. */
export const secretSchema = z.union([
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
]);

const server = {
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535).optional(),
  user: z.string().min(1),
  password: secretSchema.optional(),
};
const database = { ...server, database: z.string().min(1), tls: z.boolean().default(false) };

export const placeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('postgresql'), ...database }),
  z.strictObject({ kind: z.literal('mysql'), ...database }),
  z.strictObject({ kind: z.literal('sqlserver'), ...database }),
  /** `database`: the service's name. */
  z.strictObject({ kind: z.literal('oracle'), ...database }),
  z.strictObject({ kind: z.literal('sqlite'), path: z.string().min(1) }),
  z.strictObject({ kind: z.literal('folder'), path: z.string().min(1) }),
  z.strictObject({
    kind: z.literal('sftp'),
    ...server,
    privateKey: secretSchema.optional(),
    path: z.string().min(1),
    /** SHA-256 of the server's key, base64 as ssh-keygen -l shows it: no other server is spoken to. */
    hostKeySha256: z.string().min(40),
  }),
  z.strictObject({
    kind: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }),
    headers: z.record(z.string(), secretSchema).default({}),
    fileName: z.string().min(1).default('answer.json'),
  }),
]);

/** How a table is read: whole; what is new since a mark; what changed, as the database's own log tells it. */
export const readSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('full'), order: z.array(identifier).default([]) }),
  z.strictObject({
    by: z.literal('watermark'),
    column: identifier,
    /** Tells rows of one mark apart. */
    key: z.array(identifier).min(1),
    /** Rows younger than this many seconds wait: an older one may not be committed yet. */
    lagSeconds: z.number().min(0).max(86_400).default(60),
  }),
  z.strictObject({
    by: z.literal('changes'),
    key: z.array(identifier).min(1),
    /** Value of the resource's tombstone item in rows that are not deleted. */
    alive: z.string().optional(),
  }),
]);

const columns = z.record(itemCode, identifier);

export const outJobSchema = z.strictObject({
  name,
  from: name,
  resource: resourceSchema.shape.code,
  /** Of a database: `table` or `schema.table`. */
  table: identifier.optional(),
  /** Of a folder: which files, with * and ?. */
  files: z.string().min(1).default('*'),
  read: readSchema.default({ by: 'full', order: [] }),
  /** Item to column; items that are left out are looked for under their own code. */
  columns: columns.default({}),
  /** Period of the batches, where rows have none of their own. */
  period: z.string().optional(),
  /** Most rows of a file, by watermark or by changes. */
  rows: z.number().int().min(1).max(5_000_000).default(200_000),
});

export const inJobSchema = z.strictObject({
  name,
  into: name,
  resource: resourceSchema.shape.code,
  table: identifier.optional(),
  /** append: each parcel's rows are added. upsert: last write of a key. replace: a parcel takes its period's place. */
  write: z.enum(['upsert', 'append', 'replace']).default('upsert'),
  /** Items that make up the key; those of the resource where left out. */
  keys: z.array(itemCode).default([]),
  columns: columns.default({}),
});

export const bridgeConfigSchema = z
  .strictObject({
    schema: z.literal('bridge/1'),
    /** Department it acts for, as --as; not needed with a token or a sign-in. */
    as: z.string().optional(),
    /** Where the journal and the queue lie; beside the configuration where it is relative. */
    state: z.string().min(1).default('bridge-state'),
    /** Zone that moments without one are in, and that days are cut by. */
    timeZone: z.string().default('Asia/Shanghai'),
    everySeconds: z.number().min(1).max(86_400).default(60),
    /** The queue on disk grows up to this; then nothing more is read. */
    queueBytes: z
      .number()
      .int()
      .min(1)
      .default(10 * 1024 ** 3),
    places: z.record(name, placeSchema),
    out: z.array(outJobSchema).default([]),
    in: z.array(inJobSchema).default([]),
  })
  .superRefine((config, context) => {
    const wrong = (message: string) => context.addIssue({ code: 'custom', message });
    const names = [...config.out, ...config.in].map((job) => job.name);
    for (const twice of names.filter((one, index) => names.indexOf(one) !== index))
      wrong(`任务 ${twice} 写了两次 / job ${twice} stands twice`);
    for (const job of config.out) for (const fault of outFaults(job, config.places[job.from])) wrong(fault);
    for (const job of config.in) for (const fault of inFaults(job, config.places[job.into])) wrong(fault);
  });

export type Place = z.infer<typeof placeSchema>;
export type Secret = z.infer<typeof secretSchema>;
export type Read = z.infer<typeof readSchema>;
export type OutJob = z.infer<typeof outJobSchema>;
export type InJob = z.infer<typeof inJobSchema>;
export type BridgeConfig = z.infer<typeof bridgeConfigSchema>;

const fileKinds: ReadonlySet<Place['kind']> = new Set(['folder', 'sftp', 'http']);
const targetKinds: ReadonlySet<Place['kind']> = new Set(['postgresql', 'mysql', 'sqlite', 'folder']);

/** Its files are taken as they are; there is no table to be read. */
export const isOfFiles = (kind: Place['kind']): boolean => fileKinds.has(kind);

function outFaults(job: OutJob, place: Place | undefined): string[] {
  if (!place)
    return [`任务 ${job.name} 的 from: ${job.from} 不在 places 中 / job ${job.name}: no place ${job.from}`];
  if (isOfFiles(place.kind))
    return job.read.by === 'full'
      ? []
      : [`任务 ${job.name}：文件只能按 full 读取 / job ${job.name}: files are read whole`];
  if (job.table === undefined) return [`任务 ${job.name} 缺少 table / job ${job.name} names no table`];
  if (job.read.by === 'changes' && place.kind !== 'postgresql')
    return [
      `任务 ${job.name}：变更捕获仅支持 PostgreSQL，请改用 watermark / job ${job.name}: changes are captured of PostgreSQL alone; read by watermark`,
    ];
  return [];
}

function inFaults(job: InJob, place: Place | undefined): string[] {
  if (!place)
    return [`任务 ${job.name} 的 into: ${job.into} 不在 places 中 / job ${job.name}: no place ${job.into}`];
  if (!targetKinds.has(place.kind))
    return [
      `任务 ${job.name}：不支持写入 ${place.kind} / job ${job.name}: nothing is written into ${place.kind}`,
    ];
  if (place.kind !== 'folder' && job.table === undefined)
    return [`任务 ${job.name} 缺少 table / job ${job.name} names no table`];
  return [];
}
