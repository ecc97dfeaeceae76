/** Records of alarms. What only counts, and what was sent where, stands beside the ledger. */
import {
  alarmSchema,
  channelSchema,
  deliverySchema,
  keptRulesSchema,
  noticesReadSchema,
  standingSchema,
} from '../../../schemas/alarm.ts';
import type { IndexEntries } from '../ports/records.ts';
import { kind } from '../records.ts';

/** Partitions of the due index: alarms whose next step is due, messages that are to be sent. */
export const dueSteps = 'alarm-steps';
export const dueDeliveries = 'alarm-deliveries';

export const alarms = kind({
  name: 'alarm',
  key: (id: string) => `alarm/${id}`,
  schema: alarmSchema,
  indexes: (alarm) => ({
    topic: ['alarms', alarm.id],
    ...(alarm.state === 'open' && alarm.due !== undefined ? { due: [dueSteps, alarm.due] as const } : {}),
  }),
});

export const standings = kind({
  name: 'alarm-standing',
  key: (kindOf: string, subject: string) => `alarm-standing/${kindOf}/${subject}`,
  schema: standingSchema,
});

export const channels = kind({
  name: 'alarm-channel',
  key: (name: string) => `alarm-channel/${name}`,
  schema: channelSchema,
  indexes: (channel): IndexEntries => (channel.removed ? {} : { topic: ['alarm-channels', channel.name] }),
});

export const deliveries = kind({
  name: 'alarm-delivery',
  key: (alarm: string, step: number, channel: string) => `alarm-delivery/${alarm}/${step}/${channel}`,
  schema: deliverySchema,
  indexes: (delivery) => ({
    owner: [
      `alarm-deliveries/${delivery.alarm}`,
      `${String(delivery.step).padStart(6, '0')}/${delivery.channel}`,
    ],
    ...(delivery.next === undefined ? {} : { due: [dueDeliveries, delivery.next] as const }),
  }),
});

export const alarmRules = kind({
  name: 'alarm-rules',
  key: () => 'alarm-rules/city',
  schema: keptRulesSchema,
});

export const noticesRead = kind({
  name: 'cursor',
  key: () => 'cursor/alarm-notices',
  schema: noticesReadSchema,
});
