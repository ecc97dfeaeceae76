/** Paths, queries, bodies and answers of the routes about flows. */
import { z } from 'zod';
import { flowCodeSchema, flowSchema } from './flow.ts';
import { flowRecordSchema, flowRunSchema, flowVersionSchema } from './flow-records.ts';
import { cursor, limit } from './paging.ts';

const code = flowCodeSchema.meta({ description: '流程代码 / code of the flow', example: 'income_compared' });
const id = z
  .string()
  .regex(/^[0-9A-Za-z]{1,40}$/, '编号只含字母和数字 / a number has only letters and digits')
  .meta({ description: '运行编号 / number of the run', example: '01K2Y6B7A0Q3V9T5S8R4W1X2Y3' });
const month = z
  .string()
  .regex(/^\d{4}(?:0[1-9]|1[0-2])$/, '月份写作 YYYYMM / a month is YYYYMM')
  .meta({ example: '201501' });
const reason = z.string().min(1).max(500).meta({ description: '理由 / why', example: '口径调整' });
const version = z.coerce.number().int().min(1);

export const flowPath = z.object({ code });
export const flowVersionPath = z.object({ code, version });
export const flowRunPath = z.object({ code, id });
export const dryRunPath = z.object({ id });
export const flowsQuery = z.object({ cursor, limit: limit(100, 50) });

export const flowBody = z.strictObject({ flow: flowSchema });
export const dryRunBody = z.strictObject({
  flow: flowSchema,
  limit: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(10)
    .meta({ description: '每个节点显示的行数 / rows shown of each node' }),
  sample: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .meta({ description: '每个来源取用的行数；不填为全部 / rows taken of each source; all unless told' }),
  period: month.optional(),
});
export const flowRunBody = z.strictObject({ period: month.optional() });
export const backfillBody = z.strictObject({ from: month, to: month });
export const flowReasonBody = z.strictObject({ reason });
export const rollBackBody = z.strictObject({ version: z.number().int().min(1), reason });

const findingSchema = z.object({
  node: z.string().optional().meta({ description: '节点；不填为整个流程 / absent: of the flow as a whole' }),
  zh: z.string(),
  en: z.string(),
});

export const checkAnswer = z.object({
  fits: z.boolean(),
  findings: z.array(findingSchema),
  advice: z.array(findingSchema),
  nodes: z.array(
    z.object({
      node: z.string(),
      columns: z.array(z.object({ name: z.string(), type: z.string() })),
      /** What it is as a portable query over what flows in. */
      sql: z.string(),
    }),
  ),
});

export const deployAnswer = z.object({
  flow: flowRecordSchema,
  outcome: z.enum(['deployed', 'unchanged']),
  advice: z.array(findingSchema),
});

export const flowAnswer = flowRecordSchema;
export const flowVersionAnswer = flowVersionSchema;
export const flowsAnswer = z.object({ items: z.array(flowRecordSchema), next: z.string().optional() });

export const flowRunView = flowRunSchema.omit({ dry: true });
export const flowRunsAnswer = z.object({ items: z.array(flowRunView), next: z.string().optional() });
export const backfillAnswer = z.object({ items: z.array(flowRunView) });
export const flowRunAnswer = flowRunView.extend({
  outputs: z.array(
    flowRunSchema.shape.outputs.unwrap().element.extend({
      /** What became of the file: its ticket's stage, and the batch it is or equals. */
      taken: z.enum(['issued', 'accepted', 'same', 'refused', 'expired']).optional(),
      batch: z.string().optional(),
    }),
  ),
});

export const dryRunAnswer = flowRunView.extend({
  /** Once it is done. */
  nodes: z
    .array(
      z.object({
        node: z.string(),
        columns: z.array(z.string()),
        /** In all, not only those shown. */
        count: z.number().int(),
        rows: z.array(z.array(z.string().nullable())),
      }),
    )
    .optional(),
});

export const dataServicesAnswer = z.object({
  items: z.array(
    z.object({
      name: z.string(),
      nameEn: z.string(),
      /** What it does here. */
      zh: z.string(),
      en: z.string(),
      /** Operations of this API. */
      operations: z.array(z.string()),
      /** Kinds of a flow's nodes. */
      nodes: z.array(z.string()),
    }),
  ),
});

export type CheckAnswer = z.infer<typeof checkAnswer>;
export type FlowRunView = z.infer<typeof flowRunView>;
export type FlowRunAnswer = z.infer<typeof flowRunAnswer>;
export type DryRunAnswer = z.infer<typeof dryRunAnswer>;
export type DataServices = z.infer<typeof dataServicesAnswer>;
