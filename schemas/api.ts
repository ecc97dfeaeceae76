/** What the HTTP API takes: paths, queries and bodies. The OpenAPI document is made from these. */
import { z } from 'zod';
import { departmentSchema } from './department.ts';
import { answerSchema } from './mapping.ts';
import { queueNames } from './messages.ts';
import { cursor, limit } from './paging.ts';
import { coverageSchema, parcelSchema, periodSchema } from './records.ts';
import { itemSchema, resourceSchema } from './resource.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a file name may not hold
const plainFileName = /^[^\u0000-\u001f\u007f/\\]+$/;

const id = z
  .string()
  .regex(/^[0-9A-Za-z]{1,40}$/, '编号只含字母和数字 / a number has only letters and digits');
/** Kept before anybody has looked for the batch: what may be a person's number is none. */
const batchNumber = id.regex(/^(?!\d{15}$|\d{17}[0-9Xx]$)/, '不是批次编号 / is not the number of a batch');
const department = departmentSchema.shape.code;
const resource = resourceSchema.shape.code;
const itemCode = itemSchema.shape.code;
const example = {
  ticket: '01K2Y6B7A0Q3V9T5S8R4W1X2Y3',
  batch: '01K2Y6C1M4N7P0Q3R6S9T2V5W8',
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};

const sha256Schema = z
  .string()
  .regex(
    /^(?:[0-9a-f]{64}|composite:[0-9a-f]{64}-[1-9]\d{0,4})$/,
    'a digest is 64 small hex digits, or composite:<hex>-<parts> for a multipart upload',
  )
  .meta({ description: 'SHA-256, hex 十六进制', example: example.sha256 });

const wait = z.coerce
  .number()
  .min(0)
  .max(25)
  .default(0)
  .meta({ description: '最多等待秒数（长轮询）/ seconds to wait for news (long poll)', example: 20 });

export const ticketPath = z.object({
  id: id.meta({ description: '凭证编号 / ticket', example: example.ticket }),
});
export const batchPath = z.object({
  id: id.meta({ description: '批次编号 / batch', example: example.batch }),
});
export const linePath = batchPath.extend({
  line: z.coerce
    .number()
    .int()
    .min(1)
    .meta({ description: '记录序号 / ordinal of the record (`_line`)', example: 2 }),
});
export const resourcePath = z.object({
  code: resource.meta({ description: '信息资源代码 / code of the resource', example: 'AIC' }),
});
export const departmentPath = z.object({
  code: department.meta({ description: '部门代码 / code of the department', example: 'aic' }),
});
export const subscriptionPath = z.object({ resource, id });
export const parcelPath = z.object({
  parcel: z
    .string()
    .regex(
      /^[0-9A-Za-z]{1,40}-[0-9A-Za-z]{1,40}(?:-correction)?$/,
      '数据包编号为 批次-订阅 / a parcel is named batch-subscription',
    )
    .meta({ description: '数据包编号 / parcel', example: `${example.batch}-${example.ticket}` }),
});
export const queuePath = z.object({ queue: z.enum(queueNames) });

export const waitQuery = z.object({ wait });
export const resourcesQuery = z.object({ cursor, limit: limit(200, 100) });
export const resourceQuery = z.object({ version: z.coerce.number().int().min(1).optional() });
export const rowsQuery = z.object({
  items: z
    .string()
    .max(20_000)
    .transform((text) => text.split(',').map((one) => one.trim()))
    .pipe(z.array(itemCode).min(1))
    .optional()
    .meta({ description: '信息项代码，逗号分隔 / item codes, comma between', example: 'uscc,name' }),
  filter: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .meta({ description: '筛选条件 / a condition over items', example: "status = '存续'" }),
  subscription: id
    .optional()
    .meta({ description: '按哪一项订阅读取 / which of your subscriptions to read under' }),
  grant: id.optional().meta({ description: '按哪一项授权读取 / which of your grants to read under' }),
  limit: limit(1000, 100),
  cursor,
});
export const batchesQuery = z.object({ department: department.optional(), cursor, limit: limit(100, 50) });
export const rejectsQuery = z.object({
  format: z
    .enum(['xlsx', 'csv', 'json'])
    .default('xlsx')
    .meta({ description: '文件格式 / form of the file' }),
});
export const inboxQuery = z.object({
  department: department.optional(),
  state: parcelSchema.shape.stage.optional().meta({ description: '只看此状态 / only parcels in this state' }),
  cursor,
  limit: limit(100, 50),
});
export const contentQuery = z.object({
  redirect: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'true：以 302 转到下载地址 / true: answer 302 to the signed address' }),
});
export const noticesQuery = z.object({ department: department.optional(), cursor, limit: limit(100, 50) });
export const subscriptionsQuery = z.object({ department: department.optional() });
const recordName = z
  .string()
  .regex(
    /^[a-z-]{1,40}\/[\w@.:/-]{1,900}$/,
    '记录写作 类别/编号，例如 batch/01K2 / a record is named as kind/number, for example batch/01K2',
  )
  .meta({ description: '记录名 / name of the record', example: `batch/${example.batch}` });
export const entriesQuery = z.object({ record: recordName, cursor, limit: limit(100, 100) });
export const receiptQuery = z.object({
  record: recordName,
  version: z.coerce
    .number()
    .int()
    .min(1)
    .meta({ description: '记录版本 / version of the record', example: 1 }),
});

export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(
      /^[\x21-\x7e]{1,128}$/,
      '幂等键为 1 至 128 个可见字符，不含空格 / an idempotency key has 1 to 128 printable characters without blanks',
    )
    .optional()
    .meta({ description: '重试时带同一个键，结果只产生一次 / the same key again gives the first answer' }),
});
export const ifNoneMatchHeaders = z.object({
  'if-none-match': z.string().max(1000).optional().meta({ description: '已有的 ETag / the ETag you hold' }),
});

export const ticketBody = z
  .strictObject({
    resource: resource.meta({ example: 'AIC' }),
    fileName: z
      .string()
      .min(1)
      .max(255)
      .regex(plainFileName, '文件名不含路径与控制字符 / a file name has no path and no control characters')
      .meta({ description: '文件名 / name of the file', example: '市场主体登记信息_201502.csv' }),
    size: z
      .number()
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .meta({ description: '字节数 / bytes', example: 1_048_576 }),
    sha256: sha256Schema,
    period: periodSchema.optional().meta({ description: '所属期 / period', example: '201502' }),
    coverage: coverageSchema.optional().meta({ description: '全量或增量 / everything, or what changed' }),
    replaces: batchNumber.optional().meta({ description: '要替换的批次 / the batch this one replaces' }),
    multipart: z.boolean().optional().meta({ description: '分段上传 / upload in parts' }),
    desensitised: z.number().int().min(1).optional().meta({
      description:
        '文件已按该版本的资源说明在上传前脱敏 / the file was desensitised before the upload, by this version of the description',
    }),
    clear: z.boolean().optional().meta({
      description:
        '要求平台保存原文；须脱敏的资源一律拒绝。两者都不写时，文件落入本部门前置区，由平台脱敏后删除 / asks to keep the file as it is; refused where anything is to be desensitised. With neither, the file lies in your drop zone until the platform has desensitised it',
    }),
  })
  .refine((body) => body.multipart === true || !body.sha256.startsWith('composite:'), {
    path: ['sha256'],
    message:
      '组合摘要只用于分段上传，请给出整个文件的摘要 / a composite digest is for a multipart upload; give the digest of the whole file',
  });
export const partBody = z.strictObject({
  number: z.number().int().min(1).max(10_000).meta({ description: '段号 / number of the part', example: 1 }),
  size: z
    .number()
    .int()
    .min(1)
    .max(5 * 1024 ** 3)
    .meta({ description: '字节数 / bytes', example: 16_777_216 }),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, '摘要为 64 位小写十六进制数 / a digest is 64 small hex digits'),
});
export const departmentBody = departmentSchema.omit({ code: true }).extend({
  name: departmentSchema.shape.name.meta({ example: '市工商局' }),
  nameEn: departmentSchema.shape.nameEn.meta({ example: 'Administration for Industry and Commerce' }),
});
export const withdrawBody = z.strictObject({
  reason: z.string().trim().min(1).max(500).meta({ description: '撤回原因 / why', example: '文件取错月份' }),
});
export const answersBody = z.strictObject({
  answers: z
    .array(answerSchema)
    .min(1)
    .max(2000)
    .meta({
      description:
        '每个待确认列对应的信息项；column 从 0 起，给人看的文字（消息、命令行）从 1 起并附字母，如 3 (C) 即 column 2 / the item of each column in question; column counts from 0 here, messages and the command line count from 1 and add the letter: 3 (C) is column 2',
      example: [{ column: 3, item: 'uscc' }],
    }),
});
export const subscriptionBody = z.strictObject({
  resource: resource.meta({ example: 'AIC' }),
  grant: id.optional().meta({
    description:
      '依据的授权；只有一项时可不填 / the grant it stands under; may be left out when there is one',
  }),
  items: z
    .array(itemCode)
    .min(1)
    .max(2000)
    .optional()
    .meta({ example: ['uscc', 'name'] }),
  filter: z.string().min(1).max(500).optional().meta({ example: "status = '存续'" }),
  format: z.enum(['csv', 'xlsx', 'json', 'parquet']).default('csv'),
});
export const acknowledgeBody = z.strictObject({ sha256: sha256Schema });
export const lettersBody = z.strictObject({
  ids: z
    .array(z.string().min(1).max(1000))
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: '哪些；不填为全部 / which; all when absent' }),
});
