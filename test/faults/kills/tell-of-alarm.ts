/** An alarm's whole way on a home that may die: a channel and rules, raised, told, sent, taken in hand, closed. */
import { deliverAlarms } from '../../../layers/core/alarms/deliver-alarms.ts';
import { escalateAlarms } from '../../../layers/core/alarms/escalate.ts';
import { lookAtNotices } from '../../../layers/core/alarms/find-faults.ts';
import { acknowledgeAlarm, closeAlarm } from '../../../layers/core/alarms/handle-alarm.ts';
import { raiseAlarm } from '../../../layers/core/alarms/raise-alarm.ts';
import { putChannel, putRules } from '../../../layers/core/alarms/settle-channels.ts';
import { tellPeople } from '../../../layers/core/exchange/tell-people.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { alarmRulesSchema } from '../../../schemas/alarm.ts';
import { eventually } from './send-files.ts';

const actor = 'operator';

/** `id` makes names differ from those of earlier lives. */
export async function tellOfAlarm(ports: Ports, id: string): Promise<void> {
  await putChannel(ports)({ name: 'desk', actor, settings: { kind: 'notice' } });
  const rules = alarmRulesSchema.parse({ steps: [{ to: ['desk'], minutes: 5 }] });
  await putRules(ports)({ rules, actor });
  const notice = { subject: '有故障 / something is wrong', body: 'look into it', severity: 'alarm' } as const;
  await tellPeople(ports, { id: `fault-${id}`, to: 'operator', ...notice });
  await lookAtNotices(ports);
  const fault = { kind: 'by-hand', subject: id, zh: '演练', en: 'a drill' };
  await raiseAlarm(ports)({ ...fault, severity: 'warning' });
  const alarm = (await raiseAlarm(ports)({ ...fault, severity: 'critical' })) as string;
  // Indexes may show late what is due.
  await eventually(async () => (await escalateAlarms(ports)) || undefined);
  await eventually(async () => (await deliverAlarms(ports)) || undefined);
  await acknowledgeAlarm(ports)({ id: alarm, actor });
  await closeAlarm(ports)({ id: alarm, actor, note: 'the drill is over' });
}
