/** What the routes of requests and grants take and answer. */
import { z } from 'zod';
import { departmentSchema } from './department.ts';
import { grantFrequencies, grantSchema, grantStages, grantWays } from './grant.ts';
import { cursor, limit } from './paging.ts';
import { itemSchema, resourceSchema } from './resource.ts';

const id = z
  .string()
  .regex(/^[0-9A-Za-z]{1,40}$/, '编号只含字母和数字 / a number has only letters and digits')
  .meta({ description: '授权编号 / grant', example: '01K2Y6B7A0Q3V9T5S8R4W1X2Y3' });
const department = departmentSchema.shape.code;
const resource = resourceSchema.shape.code;

/** The city keeps Beijing time. */
const cityOffset = '+08:00';
const dayMilliseconds = 86_400_000;

/** A moment, or a day of the city: its first moment, or for an end the first after it. */
function momentOf(text: string, end: boolean): string | undefined {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = Date.parse(isDay ? `${text}T00:00:00${cityOffset}` : text);
  if (Number.isNaN(time)) return undefined;
  return new Date(isDay && end ? time + dayMilliseconds : time).toISOString();
}

const moment = (end: boolean) =>
  z
    .string()
    .max(40)
    .regex(
      /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2}))?$/,
      '时间写作 2015-12-31，或带时区的 2015-12-31T18:00:00+08:00 / a day, or a moment with its offset',
    )
    .transform((text, context) => {
      const time = momentOf(text, end);
      if (time !== undefined) return time;
      context.addIssue({ code: 'custom', message: '没有这个日期 / there is no such day' });
      return z.NEVER;
    });

const from = moment(false)
  .optional()
  .meta({ description: '何时起；不填为即刻 / from; at once when absent', example: '2015-03-01' });
const until = moment(true).meta({
  description: '至何时止；日期含当日 / until; a day is included',
  example: '2015-12-31',
});
const reason = z.string().trim().min(1).max(500);
const text = (example: string) => z.string().trim().min(1).max(500).meta({ example });
const items = z.array(itemSchema.shape.code).min(1).max(2000);
const filter = z
  .string()
  .min(1)
  .max(500)
  .meta({ description: '行条件 / a condition over items', example: "status = '存续'" });
const ways = z.array(z.enum(grantWays)).min(1).max(grantWays.length);

export const grantPath = z.object({ id });

export const grantBody = z.strictObject({
  resource: resource.meta({ example: 'POWER' }),
  purpose: text('核对企业用电量与申报收入'),
  basis: text('《税收征收管理法》第六条'),
  items: items
    .optional()
    .meta({ description: '不填为全部可申请的信息项 / all that can be asked for when absent' }),
  filter: filter.optional(),
  from,
  until,
  ways: ways.optional().meta({
    description:
      '文件、服务、库表；不填为前两种，逻辑资源为服务 / parcels, the API, the lake’s views; the first two when absent, of a view the API',
  }),
  frequency: z.enum(grantFrequencies).default('monthly'),
});

/** What is not said stays as it was in the grant that is renewed. */
export const renewalBody = z.strictObject({
  until,
  from,
  purpose: grantBody.shape.purpose.optional(),
  basis: grantBody.shape.basis.optional(),
});

export const decisionBody = z
  .strictObject({
    verdict: z.enum(['approved', 'reduced', 'refused']),
    reason: reason.optional(),
    items: items.optional().meta({ description: '缩减后保留的信息项 / items that stay' }),
    filter: filter.optional(),
    from,
    until: until.optional(),
  })
  .refine((body) => body.verdict === 'approved' || body.reason !== undefined, {
    path: ['reason'],
    message: '缩减或不批准须写明理由 / to reduce or refuse, say why',
  });

export const reasonBody = z.strictObject({ reason });
export const resumptionQuery = z.object({ reason: reason.optional() });

export const grantsQuery = z.object({
  resource: resource.optional(),
  receiver: department.optional(),
  stage: z.enum(grantStages).optional(),
  decider: z
    .string()
    .max(40)
    .optional()
    .meta({ description: '待谁审批：部门代码或 operator / whom it waits for: a department, or operator' }),
  cursor,
  limit: limit(100, 50),
});

export const grantView = z
  .object({
    ...grantSchema.shape,
    /** Parties that have yet to decide, by the description in force. */
    waitsFor: z.array(z.string()),
    inForce: z.boolean(),
    /** What it gives now. */
    gives: z.object({ items: z.array(z.string()), filter: z.string().optional() }).optional(),
    /** Why it gives nothing now. */
    why: z.object({ code: z.string(), message: z.string() }).optional(),
  })
  .meta({ id: 'GrantView' });

export const grantsAnswer = z.object({ items: z.array(grantView), next: z.string().optional() });

export type GrantView = z.infer<typeof grantView>;
