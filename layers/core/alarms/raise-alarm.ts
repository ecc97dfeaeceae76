/**
 * Something is wrong: an alarm stands until somebody closes it. The same again joins the one that stands; worse than
 * it was, it is told anew. This is what the other parts of the platform call.
 */
import { type Alarm, type Severity, type Standing, severities } from '../../../schemas/alarm.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import { maskPersonal } from '../mask-personal.ts';
import type { Ports } from '../ports/index.ts';
import { absent, findOr, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { alarms, standings } from './kinds.ts';

const step = 'raise-alarm';

/** Alarms are of the platform, whatever they are about. */
export const ledgerOfAlarms = 'platform';

export interface Fault {
  readonly kind: string;
  /** With the kind: which alarm is the same again. */
  readonly subject: string;
  readonly severity: Severity;
  readonly zh: string;
  readonly en: string;
  /** What was counted; the same count again is nothing new. */
  readonly measure?: number;
  /** The subject happens once: raised and closed, it is not raised again. */
  readonly isSingle?: boolean;
  /** Who raised it; `system` unless said. */
  readonly actor?: string;
}

/** @returns the alarm's number; undefined where a single fault was raised and closed before */
export const raiseAlarm =
  (ports: Ports) =>
  async (fault: Fault): Promise<string | undefined> => {
    let id: string | undefined;
    await repeatOnConflict(async () => {
      const { kind, subject } = fault;
      const none: Standing = { kind, subject, count: 0, lastAt: ports.clock.now().toISOString() };
      const standing = await findOr(ports.records, standings, none, kind, subject);
      id = standing.value.alarm;
      if (fault.isSingle && standing.version > 0) return;
      if (id === undefined) id = await open(ports, fault, standing);
      else if (fault.measure === undefined || fault.measure !== standing.value.measure)
        await join(ports, fault, standing, await must(ports.records, alarms, id));
    });
    return id;
  };

async function open(ports: Ports, fault: Fault, standing: Held<Standing>): Promise<string> {
  const { kind, subject, severity, measure, actor = 'system' } = fault;
  const transaction = new Transaction(ports, { step, department: ledgerOfAlarms, actor });
  const alarm: Alarm = {
    id: ports.ids.next(),
    kind,
    subject,
    severity,
    ...textOf(fault),
    state: 'open',
    raisedAt: transaction.at,
    step: 0,
    told: 0,
    due: transaction.at,
    actions: [],
  };
  await transaction
    .put(alarms, absent(alarms.key(alarm.id)), alarm, {
      action: 'alarm raised',
      detail: { kind, subject, severity },
    })
    .note(standings, standing, {
      ...standing.value,
      alarm: alarm.id,
      count: 1,
      lastAt: transaction.at,
      measure,
    })
    .commit();
  return alarm.id;
}

async function join(ports: Ports, fault: Fault, standing: Held<Standing>, alarm: Held<Alarm>): Promise<void> {
  const { actor = 'system' } = fault;
  const transaction = new Transaction(ports, { step, department: ledgerOfAlarms, actor });
  const { count } = standing.value;
  transaction.note(standings, standing, {
    ...standing.value,
    count: count + 1,
    lastAt: transaction.at,
    measure: fault.measure,
  });
  if (isWorse(fault.severity, alarm.value.severity)) {
    const { severity } = fault;
    const worse: Alarm = {
      ...alarm.value,
      severity,
      ...textOf(fault),
      state: 'open',
      acknowledgedBy: undefined,
      acknowledgedAt: undefined,
      step: 0,
      due: transaction.at,
    };
    transaction.put(alarms, alarm, worse, { action: 'alarm got worse', detail: { severity } });
  } else transaction.check(alarm);
  await transaction.commit();
}

const longest = 500;
const textOf = ({ zh, en }: Fault): Pick<Alarm, 'zh' | 'en'> => ({
  zh: maskPersonal(zh).slice(0, longest),
  en: maskPersonal(en).slice(0, longest),
});

export const isWorse = (one: Severity, other: Severity): boolean =>
  severities.indexOf(one) > severities.indexOf(other);
