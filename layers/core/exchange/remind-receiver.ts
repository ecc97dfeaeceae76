/**
 * What the sweep does with a parcel that was delivered and falls due: while its grant is in force its receiver is
 * reminded; suspended, it waits, at the longest for the end of the term; ended, it is cancelled.
 */
import type { Parcel } from '../../../schemas/records.ts';
import type { Ports } from '../ports/index.ts';
import { type Held, parcels } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { cancelledParcel, cancelNotice } from './cancel-parcel.ts';
import { ruleOnParcel } from './parcel-leave.ts';
import { tellPeople } from './tell-people.ts';

const step = 'sweep';

/** An unacknowledged parcel is announced again a few times, then escalated: to people, once. */
export async function remind(ports: Ports, parcel: Held<Parcel>, now: string): Promise<boolean> {
  const { stage, due, announcedTimes, receiver, id } = parcel.value;
  if (stage !== 'delivered' || due === undefined || due > now) return false;
  if (await holdBack(ports, parcel)) return true;
  const escalate = announcedTimes >= ports.settings.acknowledgeReminders;
  const later = new Date(ports.clock.now().getTime() + ports.settings.acknowledgeHours * 3_600_000);
  // People first: the same notice is sent once, and one that a death came before would be sent never.
  await tellPeople(ports, {
    id: `${parcel.key}@${parcel.version}`,
    to: escalate ? 'operator' : receiver,
    severity: escalate ? 'alarm' : 'warning',
    subject: escalate
      ? `数据包 ${id} 长期未确认 / long unacknowledged`
      : `数据包 ${id} 待确认 / to be acknowledged`,
    body: `inbox of ${receiver}, parcel ${id}`,
  });
  await ports.probe.at(`${step}: people told`);
  await new Transaction(ports, { step, department: receiver, actor: 'system' })
    .put(
      parcels,
      parcel,
      {
        ...parcel.value,
        stage: escalate ? 'escalated' : 'delivered',
        announcedTimes: announcedTimes + 1,
        due: escalate ? undefined : later.toISOString(),
      },
      { action: escalate ? 'parcel escalated' : 'parcel announced again' },
    )
    .commit();
  return true;
}

/** @returns whether its grant is not in force, and what follows from that was done */
async function holdBack(ports: Ports, parcel: Held<Parcel>): Promise<boolean> {
  const { kind, receiver, grant } = parcel.value;
  if (kind === 'correction') return false;
  const transaction = new Transaction(ports, { step, department: receiver, actor: 'system' });
  const { held, definition, ruling } = await ruleOnParcel(ports, parcel.value, transaction.at);
  if (ruling.leave) return false;
  transaction.check(held).check(definition);
  const { denial } = ruling;
  if (denial.lasting)
    transaction
      .put(parcels, parcel, cancelledParcel(parcel.value, transaction.at, denial), {
        action: 'parcel cancelled',
        detail: { receiver, grant, why: denial.why },
      })
      .tell(cancelNotice(parcel, denial));
  else
    transaction.put(
      parcels,
      parcel,
      { ...parcel.value, due: later(transaction.at, ports.settings.acknowledgeHours) },
      { action: 'parcel held back', detail: { grant, why: denial.why } },
    );
  await transaction.commit();
  return true;
}

const later = (at: string, hours: number): string =>
  new Date(Date.parse(at) + hours * 3_600_000).toISOString();
