/**
 * Sends the messages that are due. Who sends one takes it first, so that two never send the same; what was sent is not
 * sent again. Where a process ends between the sending and the note of it, the message goes once more under the same
 * number, which webhooks and mail carry.
 */
import type { Delivery } from '../../../schemas/alarm.ts';
import { ShuiyuanError } from '../errors.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { find, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { channelSettings } from './find-channel.ts';
import { alarms, deliveries, dueDeliveries } from './kinds.ts';
import { ledgerOfAlarms, raiseAlarm } from './raise-alarm.ts';
import { sendMessage } from './send-message.ts';

const step = 'deliver-alarm';

/** Longer than a sending lasts: who took a message and said nothing since is gone. */
const leaseMinutes = 2;
/** Over some two hours, doubling. */
const mostAttempts = 8;

/** @returns messages that were sent */
export async function deliverAlarms(ports: Ports): Promise<number> {
  const now = ports.clock.now().toISOString();
  const page = await ports.records.query('due', dueDeliveries, { to: now, limit: 100 });
  const found = await ports.records.getMany(page.items.map(({ key }) => key));
  let sent = 0;
  for (const stored of found) {
    if (!stored) continue;
    const delivery = { ...stored, value: deliveries.schema.parse(stored.value) };
    if (delivery.value.next === undefined || delivery.value.next > now) continue;
    if (await unlessMoved(() => deliver(ports, delivery))) sent += 1;
  }
  return sent;
}

async function deliver(ports: Ports, waiting: Held<Delivery>): Promise<boolean> {
  const attempts = waiting.value.attempts + 1;
  const held = await note(ports, waiting, {
    ...waiting.value,
    state: 'sending',
    attempts,
    next: after(ports, leaseMinutes),
  });
  await ports.probe.at(`${step}: taken`);
  try {
    await send(ports, held.value);
  } catch (error) {
    await noteFailure(ports, held, error);
    return false;
  }
  await ports.probe.at(`${step}: message sent`);
  const sentAt = ports.clock.now().toISOString();
  await note(ports, held, { ...held.value, state: 'sent', sentAt, next: undefined, error: undefined });
  return true;
}

async function send(ports: Ports, { alarm: id, step: number, channel: name }: Delivery): Promise<void> {
  const { value: alarm } = await must(ports.records, alarms, id);
  const settings = await channelSettings(ports, name);
  await sendMessage(ports, settings, { id: `${id}/${number}/${name}`, alarm, step: number });
}

async function noteFailure(ports: Ports, held: Held<Delivery>, error: unknown): Promise<void> {
  const { attempts, channel } = held.value;
  const isOver = attempts >= mostAttempts;
  const named = error instanceof ShuiyuanError ? error.message : 'failed';
  await note(ports, held, {
    ...held.value,
    state: isOver ? 'failed' : 'waiting',
    next: isOver ? undefined : after(ports, 2 ** (attempts - 1)),
    error: named.slice(0, 300),
  });
  if (isOver) await tellOfChannel(ports, channel);
}

/** Told by whatever channel does work. */
async function tellOfChannel(ports: Ports, channel: string): Promise<void> {
  await raiseAlarm(ports)({
    kind: 'channel-fails',
    subject: `alarm-channel/${channel}`,
    severity: 'alarm',
    zh: `警报渠道 ${channel} 多次发送失败，请检查`,
    en: `the alarm channel ${channel} failed again and again; check it`,
  });
}

async function note(ports: Ports, held: Held<Delivery>, value: Delivery): Promise<Held<Delivery>> {
  await new Transaction(ports, { step, department: ledgerOfAlarms, actor: 'system' })
    .note(deliveries, held, value)
    .commit();
  return { key: held.key, version: held.version + 1, value };
}

const after = ({ clock }: Ports, minutes: number): string =>
  new Date(clock.now().getTime() + minutes * 60_000).toISOString();

/** The messages of an alarm, in the order of its steps. */
export async function deliveriesOf(ports: Ports, alarm: string): Promise<Delivery[]> {
  const page = await ports.records.query('owner', `alarm-deliveries/${alarm}`, { limit: 1000 });
  const stored = await Promise.all(
    page.items
      .map(({ value }) => deliveries.schema.parse(value))
      .map((one) => find(ports.records, deliveries, alarm, one.step, one.channel)),
  );
  return stored.filter((one) => one !== undefined).map(({ value }) => value);
}
