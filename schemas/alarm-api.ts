/** Paths, queries, bodies and answers of the routes about alarms. */
import { z } from 'zod';
import {
  alarmActions,
  alarmSchema,
  alarmStates,
  channelSchema,
  deliverySchema,
  keptRulesSchema,
  severities,
} from './alarm.ts';
import { cursor, limit } from './paging.ts';

const id = z
  .string()
  .regex(/^[0-9A-Za-z]{1,40}$/, '编号只含字母和数字 / a number has only letters and digits')
  .meta({ description: '警报编号 / number of the alarm', example: '01K2Y6B7A0Q3V9T5S8R4W1X2Y3' });
const reason = z.string().trim().min(1).max(500);

export const alarmPath = z.object({ id });
export const channelPath = z.object({ channel: channelSchema.shape.name });
export const alarmsQuery = z.object({
  state: z.enum(alarmStates).optional(),
  severity: z.enum(severities).optional(),
  cursor,
  limit: limit(100, 50),
});
export const raiseBody = z.strictObject({
  subject: alarmSchema.shape.subject.meta({ description: '所涉对象 / what it is about', example: 'drill' }),
  severity: z.enum(severities),
  zh: alarmSchema.shape.zh.meta({ example: '值班演练' }),
  en: alarmSchema.shape.en.meta({ example: 'a drill of those on duty' }),
});
export const acknowledgeBody = z.strictObject({ note: reason.optional() });
export const closeBody = z.strictObject({ note: reason.meta({ description: '处理结果 / what was done' }) });
export const actBody = z.strictObject({ action: z.enum(alarmActions) });

export const alarmView = alarmSchema
  .omit({ step: true })
  .extend({ count: z.number().int(), lastAt: z.iso.datetime() });
export type AlarmView = z.infer<typeof alarmView>;
export const alarmsAnswer = z.object({ items: z.array(alarmView), next: z.string().optional() });
export const alarmAnswer = alarmView.extend({ deliveries: z.array(deliverySchema.omit({ alarm: true })) });
export type AlarmAnswer = z.infer<typeof alarmAnswer>;
/** Where it leads to, without its secrets: those of a bot stand in its address. */
export const channelView = channelSchema.omit({ settings: true }).extend({
  kind: z.string(),
  to: z.string(),
  isSigned: z.boolean(),
});
export type ChannelView = z.infer<typeof channelView>;
export const channelsAnswer = z.object({ items: z.array(channelView) });
export const rulesAnswer = keptRulesSchema.partial({ changedBy: true, changedAt: true });
export const testedAnswer = z.object({ channel: z.string(), sent: z.literal(true) });
