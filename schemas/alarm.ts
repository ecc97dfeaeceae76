/** Alarms: what is wrong and who has it in hand; the channels they are told by; the rules of telling. */
import { z } from 'zod';

/** From the least to the worst. */
export const severities = ['warning', 'alarm', 'critical'] as const;
export type Severity = (typeof severities)[number];
export const alarmStates = ['open', 'acknowledged', 'closed'] as const;
/** What an operator may do about what an alarm is about. */
export const alarmActions = ['redrive', 'purge'] as const;
export type AlarmAction = (typeof alarmActions)[number];

const instant = z.iso.datetime();
const short = z.string().trim().min(1).max(500);

export const alarmSchema = z.object({
  id: z.string(),
  /** What kind of thing is wrong: `dead-letters`, `notice`, `by-hand`, … */
  kind: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  /** What it is about, mostly the key of a record: with the kind it says which alarm is the same again. */
  subject: z.string().min(1).max(600),
  severity: z.enum(severities),
  zh: short,
  en: short,
  state: z.enum(alarmStates),
  raisedAt: instant,
  /** Place of the next step on the list of the rules. */
  step: z.number().int().min(0),
  /** Steps that were taken, over all. */
  told: z.number().int().min(0),
  /** When the next step is due. */
  due: instant.optional(),
  acknowledgedBy: z.string().optional(),
  acknowledgedAt: instant.optional(),
  closedBy: z.string().optional(),
  closedAt: instant.optional(),
  note: z.string().optional(),
  /** Since it was closed: how often, and when last. */
  count: z.number().int().min(1).optional(),
  lastAt: instant.optional(),
  actions: z
    .array(z.object({ action: z.enum(alarmActions), by: z.string(), at: instant, count: z.number().int() }))
    .default([]),
});
export type Alarm = z.infer<typeof alarmSchema>;

/** What stands of a kind and subject: the alarm that is not closed, and how often it came. */
export const standingSchema = z.object({
  kind: z.string(),
  subject: z.string(),
  alarm: z.string().optional(),
  count: z.number().int().min(0),
  lastAt: instant,
  /** What was counted when it was raised last: dead letters, for one. */
  measure: z.number().optional(),
});
export type Standing = z.infer<typeof standingSchema>;

/** The name of a channel, and the word that stands for those on duty. */
export const onDuty = 'on-duty';
const channelName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, '名称为小写字母、数字和连字符 / small letters, digits and hyphens')
  .meta({ description: '渠道名称 / name of the channel', example: 'night-bot' });
const address = z.url({ protocol: /^https?$/ }).max(1000);
const secret = z.string().min(1).max(500).optional();
const mail = z.email().max(200);

export const channelBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('webhook'), url: address, secret }),
  z.strictObject({ kind: z.literal('wecom'), url: address }),
  z.strictObject({ kind: z.literal('dingtalk'), url: address, secret }),
  z.strictObject({
    kind: z.literal('email'),
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535).default(465),
    /** TLS from the first byte; otherwise STARTTLS is asked for. */
    tls: z.boolean().default(true),
    user: z.string().max(200).optional(),
    secret,
    from: mail,
    to: z.array(mail).min(1).max(50),
  }),
  z.strictObject({ kind: z.literal('notice') }),
]);
export type ChannelSettings = z.infer<typeof channelBody>;

export const channelSchema = z.object({
  name: channelName,
  settings: channelBody,
  /** Its name stays in the ledger; it leads nowhere and is shown to nobody. */
  removed: z.boolean().optional(),
  changedBy: z.string(),
  changedAt: instant,
});
export type Channel = z.infer<typeof channelSchema>;

/** One message of one step to one channel. */
export const deliverySchema = z.object({
  alarm: z.string(),
  /** Which of the alarm's steps: 1, 2, … */
  step: z.number().int().min(1),
  channel: z.string(),
  state: z.enum(['waiting', 'sending', 'sent', 'failed']),
  attempts: z.number().int().min(0),
  /** When it is looked at next. */
  next: instant.optional(),
  sentAt: instant.optional(),
  /** Why the last attempt failed, without any address. */
  error: z.string().optional(),
});
export type Delivery = z.infer<typeof deliverySchema>;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时刻形如 22:00 / a time of day such as 22:00');

export const alarmRulesSchema = z.strictObject({
  /** What is less than this is kept and told to nobody. */
  least: z.enum(severities).default('warning'),
  /** Minutes east of UTC of the clock that quiet hours go by. */
  zoneMinutes: z
    .number()
    .int()
    .min(-14 * 60)
    .max(14 * 60)
    .default(480),
  /** In these hours of the day a step waits for their end, unless the alarm is at least so bad. */
  quiet: z.strictObject({ from: clock, to: clock, passes: z.enum(severities) }).optional(),
  /** Told one after the other while nobody has acknowledged. */
  steps: z
    .array(
      z.strictObject({
        /** Channels; `on-duty` is those on duty at the time. */
        to: z.array(channelName).min(1).max(20),
        /** So long until the next step. */
        minutes: z.number().min(1).max(1440),
      }),
    )
    .max(20)
    .default([]),
  duty: z
    .array(z.strictObject({ from: instant, until: instant, to: z.array(channelName).min(1).max(20) }))
    .max(1000)
    .default([]),
});
export type AlarmRules = z.infer<typeof alarmRulesSchema>;
export const keptRulesSchema = z.object({
  rules: alarmRulesSchema,
  changedBy: z.string(),
  changedAt: instant,
});

/** How far the notices to the operator were read. */
export const noticesReadSchema = z.object({ from: instant });
