/** Paths, queries and bodies of the routes about questions and results. */
import { z } from 'zod';
import { cursor, limit } from './paging.ts';
import { questionSchema, questionSpecSchema, questionStates } from './question.ts';
import { periodSchema } from './records.ts';
import { resourceSchema } from './resource.ts';
import { budgetSchema, resultSchema } from './result.ts';

const id = z
  .string()
  .regex(/^[0-9A-Za-z]{1,40}$/, '编号只含字母和数字 / a number has only letters and digits')
  .meta({ description: '查询编号 / number of the question', example: '01K2Y6B7A0Q3V9T5S8R4W1X2Y3' });
const department = resourceSchema.shape.departments.element;
const paged = { cursor, limit: limit(100, 50) };

export const questionPath = z.object({ id });
export const resultPath = z.object({
  id,
  version: z.coerce.number().int().min(1),
  period: periodSchema,
});
export const questionsQuery = z.object({
  resource: resourceSchema.shape.code.optional(),
  state: z.enum(questionStates).optional(),
  ...paged,
});
export const resultsQuery = z.object({ department: department.optional(), ...paged });
export const budgetsQuery = z.object({ ...paged });

export const questionBody = z.strictObject({
  provider: department
    .optional()
    .meta({ description: '提供部门；只有一个时可不填 / whose store; may be left out when there is but one' }),
  purpose: questionSchema.shape.purpose.meta({ example: '按区、行业分析收入结构' }),
  basis: questionSchema.shape.basis.meta({ example: '综合治税办法第十二条' }),
  spec: questionSpecSchema,
  until: questionSchema.shape.until.meta({
    description: '有效期至 / last day it may run',
    example: '2027-12-31',
  }),
});
export const questionVersionBody = questionBody.omit({ provider: true });
export const questionDecisionBody = z.strictObject({
  version: z.number().int().min(1).meta({ description: '所决定的版本 / the version that is decided on' }),
  decision: z.enum(['approve', 'refuse']),
  reason: z.string().trim().min(1).max(500).meta({ description: '理由 / why' }),
});
export const questionWithdrawBody = z.strictObject({ reason: z.string().trim().min(1).max(500) });

const page = <T extends z.ZodType>(schema: T) =>
  z.object({ items: z.array(schema), next: z.string().optional() });
export const questionsAnswer = page(questionSchema);
export const resultsAnswer = page(
  resultSchema.omit({ document: true, signature: true, chain: true }).extend({
    question: z.string(),
    version: z.number().int(),
    period: z.string(),
    resource: z.string(),
    withheld: z.string().optional(),
  }),
);
export const resultAnswer = resultSchema.extend({
  stands: z.boolean().meta({
    description:
      '签名证书未因密钥泄露或原因不明而吊销 / the signer’s certificate was not revoked for a lost key, or without a reason',
  }),
});
export const budgetsAnswer = page(budgetSchema);
