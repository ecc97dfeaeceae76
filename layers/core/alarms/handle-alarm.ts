/** An operator takes an alarm in hand, does something about it, and closes it. */
import type { Alarm, AlarmAction, Standing } from '../../../schemas/alarm.ts';
import { type QueueName, queueNames } from '../../../schemas/messages.ts';
import { Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { findOr, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { alarms, standings } from './kinds.ts';
import { ledgerOfAlarms } from './raise-alarm.ts';

const step = 'handle-alarm';

interface Handled {
  readonly id: string;
  readonly actor: string;
}

/** No further step is taken. Whoever was first has it in hand. @throws NotFound, Refused when it is closed */
export const acknowledgeAlarm =
  (ports: Ports) =>
  async ({ id, actor, note }: Handled & { note?: string | undefined }): Promise<void> => {
    await repeatOnConflict(async () => {
      const held = await must(ports.records, alarms, id);
      mustStand(held.value);
      if (held.value.state === 'acknowledged') return;
      const transaction = new Transaction(ports, { step, department: ledgerOfAlarms, actor });
      const next: Alarm = {
        ...held.value,
        state: 'acknowledged',
        acknowledgedBy: actor,
        acknowledgedAt: transaction.at,
        due: undefined,
        note: note ?? held.value.note,
      };
      await transaction
        .put(alarms, held, next, { action: 'alarm acknowledged', detail: note === undefined ? {} : { note } })
        .commit();
    });
  };

/** The same again is a new alarm from now on. Closing what is closed is no error. @throws NotFound */
export const closeAlarm =
  (ports: Ports) =>
  async ({ id, actor, note }: Handled & { note: string }): Promise<void> => {
    await repeatOnConflict(async () => {
      const held = await must(ports.records, alarms, id);
      if (held.value.state === 'closed') return;
      const standing = await standingOf(ports, held.value);
      const transaction = new Transaction(ports, { step, department: ledgerOfAlarms, actor });
      const { count, lastAt } = standing.value;
      const next: Alarm = {
        ...held.value,
        state: 'closed',
        closedBy: actor,
        closedAt: transaction.at,
        due: undefined,
        note,
        count,
        lastAt,
      };
      await transaction
        .put(alarms, held, next, { action: 'alarm closed', detail: { note, count } })
        .note(standings, standing, { ...standing.value, alarm: undefined, measure: undefined })
        .commit();
    });
  };

/**
 * Dead letters are given back or thrown away, and the alarm says who did it.
 * @throws NotFound; Refused when it is closed, or where such a thing cannot be done about its subject
 */
export const actOnAlarm =
  (ports: Ports) =>
  async ({ id, actor, action }: Handled & { action: AlarmAction }): Promise<number> => {
    const { value: alarm } = await must(ports.records, alarms, id);
    mustStand(alarm);
    const queue = queueOf(alarm);
    const count = await ports.queue[action](queue);
    await repeatOnConflict(async () => {
      const held = await must(ports.records, alarms, id);
      const transaction = new Transaction(ports, { step, department: ledgerOfAlarms, actor });
      const actions = [...held.value.actions, { action, by: actor, at: transaction.at, count }].slice(-100);
      await transaction
        .put(
          alarms,
          held,
          { ...held.value, actions },
          { action: `alarm ${action}`, detail: { queue, count } },
        )
        .commit();
    });
    return count;
  };

function queueOf({ kind, subject }: Alarm): QueueName {
  const queue = queueNames.find((name) => subject === `queue/${name}`);
  if (kind === 'dead-letters' && queue) return queue;
  throw new Refused(
    'no-such-action',
    `nothing can be redriven or purged about ${subject}: that is for alarms of dead letters`,
    `${subject} 没有可退回或删除的死信，该处置仅适用于死信警报`,
  );
}

function mustStand({ id, state }: Alarm): void {
  if (state !== 'closed') return;
  throw new Refused(
    'alarm-closed',
    `alarm ${id} is closed; nothing is to be done about it`,
    `警报 ${id} 已关闭，无需处置`,
  );
}

/** How often it came, while it stands. */
export const standingOf = ({ records }: Ports, { kind, subject, raisedAt }: Alarm): Promise<Held<Standing>> =>
  findOr(records, standings, { kind, subject, count: 1, lastAt: raisedAt }, kind, subject);
