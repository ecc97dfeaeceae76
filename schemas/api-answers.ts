/** What the HTTP API answers: views of records for clients, with reasons in the reader's language. */
import { z } from 'zod';
import { departmentSchema } from './department.ts';
import { queueNames } from './messages.ts';
import * as records from './records.ts';
import { findingSchema, mappingSchema, rowCountsSchema } from './refinery.ts';
import { resourceSchema } from './resource.ts';

/** RFC 9457, with the platform's code and the place of the failure as far as it is known. */
export const problemSchema = z
  .object({
    type: z.string().meta({ example: 'urn:shuiyuan:problem:not-found' }),
    title: z.string().meta({ example: '未找到' }),
    status: z.number().int().meta({ example: 404 }),
    detail: z.string().meta({ example: '本部门没有 batch/01K2，请核对编号' }),
    code: z.string().meta({ example: 'not-found' }),
    instance: z
      .string()
      .meta({ description: '请求路径 / path of the request', example: '/api/v1/batches/01K2' }),
    requestId: z.string(),
    department: z.string().optional(),
    resource: z.string().optional(),
    batch: z.string().optional(),
    file: z.string().optional(),
    sheet: z.string().optional(),
    line: z.number().optional(),
    item: z.string().optional(),
    errors: z
      .array(
        z.object({
          field: z.string(),
          detail: z.string(),
          pointer: z.string().optional(),
          rule: z.string().optional(),
        }),
      )
      .optional()
      .meta({ description: '有误的字段 / fields that do not fit' }),
  })
  .meta({ id: 'Problem' });

const reason = z.object({ code: z.string(), message: z.string() });
const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional() });

export const signedRequestSchema = z
  .object({ method: z.enum(['PUT', 'GET']), url: z.string(), headers: z.record(z.string(), z.string()) })
  .meta({ id: 'SignedRequest', description: '照此发出请求 / the request to make, as it stands' });

export const ticketView = records.ticketSchema
  .omit({ key: true, upload: true, reason: true })
  .extend({ multipart: z.boolean(), reason: reason.optional() })
  .meta({ id: 'Ticket' });

const questionView = z.object({
  column: z.number().int().meta({
    description: '从 0 起；命令行与消息从 1 起并附字母 / from 0; messages say column + 1 and the letter',
  }),
  header: z.string(),
  why: z.string(),
  unit: z.string().optional(),
  candidates: z.array(z.object({ item: z.string(), name: z.string(), score: z.number() })),
});

const batchSummary = z
  .object({
    batch: z.string(),
    state: z.enum(records.batchStages),
    ticket: z.string(),
    department: z.string(),
    resource: z.string(),
    definition: z.number().int(),
    period: z.string(),
    coverage: records.coverageSchema,
    fileName: z.string(),
    size: z.number().int(),
    sha256: z.string(),
    rows: rowCountsSchema.optional(),
    reason: reason.optional(),
    chunks: z.object({ done: z.number().int(), total: z.number().int() }).optional(),
    generation: z.number().int().optional(),
    replaces: z.string().optional(),
    replacedBy: z.string().optional(),
    receivedAt: z.string(),
    changedAt: z.string(),
  })
  .meta({ id: 'BatchSummary' });

export const batchView = z
  .object({
    ...batchSummary.shape,
    findings: z.array(findingSchema),
    warnings: z.array(z.string()),
    checks: z.array(z.string()),
    encoding: z.string().optional(),
    mapping: mappingSchema.optional(),
    questions: z.array(questionView).optional(),
    hasRejects: z.boolean(),
  })
  .meta({ id: 'Batch' });

export const parcelView = records.parcelSchema
  .omit({
    id: true,
    stage: true,
    objects: true,
    file: true,
    key: true,
    announcedTimes: true,
    reason: true,
    conditions: true,
    erased: true,
  })
  .extend({
    parcel: z.string(),
    state: records.parcelSchema.shape.stage,
    fileName: z.string(),
    /** Why it was cancelled, or cannot be fetched now. */
    reason: reason.optional(),
  })
  .meta({ id: 'Parcel' });

export const uploadAnswer = z.object({ ticket: ticketView, upload: signedRequestSchema.optional() });
export const ticketAnswer = z.object({ ticket: ticketView, batch: batchView.optional() });
export const partsAnswer = z.object({
  items: z.array(z.object({ number: z.number().int(), size: z.number().int(), sha256: z.string() })),
});
export const batchesAnswer = page(batchSummary);
export const parcelsAnswer = page(parcelView);
export const mappingAnswer = z.object({
  batch: z.string(),
  state: z.enum(records.batchStages),
  headers: z.array(z.string()),
  columns: mappingSchema.shape.columns,
  questions: z.array(questionView),
  items: z.array(
    z.object({ code: z.string(), name: z.string(), required: z.boolean(), unit: z.string().optional() }),
  ),
});
export const wokenAnswer = z.object({ woken: z.array(z.string()) });
export const lineageAnswer = z
  .object({
    batch: z.string(),
    department: z.string(),
    resource: z.string(),
    resourceVersion: z.number().int(),
    period: z.string(),
    ticket: z.string(),
    uploadedBy: z.string(),
    uploadedAt: z.string(),
    file: z.string(),
    sha256: z.string(),
    sheet: z.string().optional(),
    record: z.number().int(),
    line: z.number().int().optional(),
    message: z
      .object({
        id: z.string(),
        digest: z.string(),
        position: z.number().int(),
        segment: z.number().int(),
        receivedAt: z.string(),
        by: z.string(),
        certificate: z.string().optional(),
      })
      .optional()
      .meta({ description: '实时报送的消息 / the message it came in' }),
    state: z.enum(['accepted', 'refused', 'unknown']),
    original: z.record(z.string(), z.unknown()).optional(),
    collected: z.record(z.string(), z.unknown()).optional(),
    problems: z.array(z.record(z.string(), z.unknown())).optional(),
  })
  .meta({ id: 'Lineage' });

const described = resourceSchema.shape;
const resourceSummary = z
  .object({
    code: described.code,
    name: described.name,
    nameEn: described.nameEn,
    version: z.number().int(),
    departments: described.departments,
    cycle: described.cycle,
    grade: described.grade,
    mode: described.mode,
    kind: z.string(),
    items: z.number().int(),
    summary: described.summary,
  })
  .meta({ id: 'ResourceSummary' });
export const resourcesAnswer = page(resourceSummary);
export const resourceAnswer = z.object({
  resource: resourceSchema,
  appliedBy: z.string(),
  appliedAt: z.string(),
  generation: z.number().int(),
});
export const appliedAnswer = z.object({
  code: z.string(),
  version: z.number().int(),
  outcome: z.enum(['created', 'changed', 'unchanged']),
  compatible: z.boolean().optional(),
  changes: z.array(z.unknown()).optional(),
});
export const rowsAnswer = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  generation: z.number().int(),
  /** Of a view: of each resource its rows come from. */
  generations: z.record(z.string(), z.number().int()).optional(),
  next: z.string().optional(),
});
export const departmentsAnswer = page(departmentSchema);
export const noticesAnswer = page(records.noticeSchema);
export const subscriptionsAnswer = z.object({ items: z.array(records.subscriptionSchema) });
export const entriesAnswer = page(records.entrySchema);
export const verifiedAnswer = z.object({
  sound: z.boolean(),
  chains: z.array(
    z.object({
      department: z.string(),
      trees: z.number().int(),
      entries: z.number().int(),
      waiting: z.number().int(),
      head: z.string(),
      flaw: z
        .object({
          kind: z.string(),
          tree: z.number().int().optional(),
          entry: z.string().optional(),
          message: z.string(),
        })
        .optional(),
    }),
  ),
});
export const receiptAnswer = z
  .object({
    entry: records.entrySchema,
    path: z.array(z.object({ side: z.enum(['left', 'right']), hash: z.string() })),
    tree: records.treeSchema.omit({ entries: true }),
    leaves: records.treeSchema.shape.entries,
  })
  .meta({ id: 'Receipt' });
export const anchorAnswer = z.object({
  schema: z.literal('anchor/1'),
  at: z.string(),
  chains: z.array(records.chainSchema),
  signature: records.signatureSchema,
});
export const rootKeyAnswer = z.object({ algorithm: z.literal('ES256'), publicKey: z.string() });
export const queuesAnswer = z.object({
  items: z.array(
    z.object({
      queue: z.enum(queueNames),
      waiting: z.number().int(),
      inFlight: z.number().int(),
      dead: z.number().int(),
    }),
  ),
});
export const lettersAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      record: z.string(),
      version: z.number().int(),
      failures: z.number().int(),
      lastError: z.string().optional(),
    }),
  ),
});
export const countAnswer = z.object({ count: z.number().int() });
export const healthAnswer = z.object({ status: z.literal('ok'), time: z.string() });

export type BatchView = z.infer<typeof batchView>;
export type BatchSummary = z.infer<typeof batchSummary>;
export type TicketView = z.infer<typeof ticketView>;
export type ParcelView = z.infer<typeof parcelView>;
export type QuestionView = z.infer<typeof questionView>;
