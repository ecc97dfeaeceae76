/**
 * Takes the steps that are due: each writes the messages it is to send in the same transaction, a record for each
 * channel, so that a step is told once whoever else looks at the same time.
 */
import type { Alarm, AlarmRules } from '../../../schemas/alarm.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { alarms, deliveries, dueSteps } from './kinds.ts';
import { ledgerOfAlarms } from './raise-alarm.ts';
import { currentRules, isTold, quietUntil, recipients } from './rules.ts';

const step = 'escalate-alarm';

/** @returns steps that were taken */
export async function escalateAlarms(ports: Ports): Promise<number> {
  const now = ports.clock.now().toISOString();
  const rules = await currentRules(ports);
  const page = await ports.records.query('due', dueSteps, { to: now, limit: 100 });
  let taken = 0;
  for (const { key } of page.items) {
    const alarm = await find(ports.records, alarms, key.slice('alarm/'.length));
    if (alarm?.value.state !== 'open' || alarm.value.due === undefined || alarm.value.due > now) continue;
    if (await unlessMoved(() => takeStep(ports, rules, alarm))) taken += 1;
  }
  return taken;
}

async function takeStep(ports: Ports, rules: AlarmRules, alarm: Held<Alarm>): Promise<boolean> {
  const { value } = alarm;
  const transaction = new Transaction(ports, { step, department: ledgerOfAlarms, actor: 'system' });
  const next = isTold(rules, value.severity) ? rules.steps[value.step] : undefined;
  if (!next) {
    const detail = { steps: value.told };
    await transaction
      .put(
        alarms,
        alarm,
        { ...value, due: undefined },
        { action: 'alarm has nobody else to be told', detail },
      )
      .commit();
    return true;
  }
  const quiet = quietUntil(rules, value.severity, ports.clock.now());
  if (quiet) {
    const held: Alarm = { ...value, due: quiet.toISOString() };
    await transaction.put(alarms, alarm, held, { action: 'alarm waits for the end of quiet hours' }).commit();
    return true;
  }
  const to = recipients(rules, next.to, transaction.at);
  const told = value.told + 1;
  // Where nobody is on duty, the next on the list is told at once.
  const minutes = to.length === 0 ? 0 : next.minutes;
  const due = new Date(Date.parse(transaction.at) + minutes * 60_000).toISOString();
  transaction.put(
    alarms,
    alarm,
    { ...value, step: value.step + 1, told, due },
    { action: 'alarm told', detail: { step: told, to } },
  );
  for (const channel of to)
    transaction.note(deliveries, absent(deliveries.key(value.id, told, channel)), {
      alarm: value.id,
      step: told,
      channel,
      state: 'waiting',
      attempts: 0,
      next: transaction.at,
    });
  await transaction.commit();
  return true;
}
