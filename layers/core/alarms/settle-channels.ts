/** Channels and rules are set by the operator; what stood before stands in the ledger by who changed it, not by its secrets. */
import { type AlarmRules, type Channel, type ChannelSettings, onDuty } from '../../../schemas/alarm.ts';
import { InvalidInput, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { channelSettings, findChannel, mustChannel } from './find-channel.ts';
import { alarmRules, channels } from './kinds.ts';
import { ledgerOfAlarms } from './raise-alarm.ts';
import { currentRules, notice } from './rules.ts';
import { sendMessage } from './send-message.ts';

const step = 'settle-alarms';

interface Named {
  readonly name: string;
  readonly actor: string;
}

/** @throws Refused for a name that the platform keeps for itself */
export const putChannel =
  (ports: Ports) =>
  async ({ name, actor, settings }: Named & { settings: ChannelSettings }): Promise<Channel> => {
    if (name === notice || name === onDuty)
      throw new Refused(
        'name-kept',
        `${name} is a name of the platform's own; choose another`,
        `${name} 为平台保留名称，请另选`,
      );
    await repeatOnConflict(async () => {
      const held = (await find(ports.records, channels, name)) ?? absent(channels.key(name));
      const transaction = new Transaction(ports, { step, department: ledgerOfAlarms, actor });
      await transaction
        .put(
          channels,
          held,
          { name, settings, changedBy: actor, changedAt: transaction.at },
          { action: 'alarm channel changed', detail: { kind: settings.kind } },
        )
        .commit();
    });
    return (await must(ports.records, channels, name)).value;
  };

/** Its secrets go with it. @throws NotFound; Refused while the rules name it */
export const removeChannel =
  (ports: Ports) =>
  async ({ name, actor }: Named): Promise<void> => {
    const held = await mustChannel(ports, name);
    if (namesOf(await currentRules(ports)).includes(name))
      throw new Refused(
        'channel-in-use',
        `the rules tell ${name}; change them first`,
        `规则仍通知渠道 ${name}，请先修改规则`,
      );
    const transaction = new Transaction(ports, { step, department: ledgerOfAlarms, actor });
    const gone: Channel = {
      name,
      settings: { kind: 'notice' },
      removed: true,
      changedBy: actor,
      changedAt: transaction.at,
    };
    await transaction.put(channels, held, gone, { action: 'alarm channel removed' }).commit();
  };

/** @throws InvalidInput for a channel that is not there, and for a turn of duty that ends before it begins */
export const putRules =
  (ports: Ports) =>
  async ({ rules, actor }: { rules: AlarmRules; actor: string }): Promise<void> => {
    for (const name of namesOf(rules)) await mustBeThere(ports, name);
    for (const { from, until } of rules.duty)
      if (Date.parse(until) <= Date.parse(from)) throw backwards(from);
    await repeatOnConflict(async () => {
      const held = (await find(ports.records, alarmRules)) ?? absent(alarmRules.key());
      const transaction = new Transaction(ports, { step, department: ledgerOfAlarms, actor });
      await transaction
        .put(
          alarmRules,
          held,
          { rules, changedBy: actor, changedAt: transaction.at },
          { action: 'alarm rules changed', detail: { steps: rules.steps.length } },
        )
        .commit();
    });
  };

/** One message, so that people see that it comes. @throws NotFound, NotDelivered, NotAllowed */
export const testChannel =
  (ports: Ports) =>
  async ({ name, actor }: Named): Promise<void> => {
    const settings = await channelSettings(ports, name);
    const id = ports.ids.next();
    const raisedAt = ports.clock.now().toISOString();
    const text = { zh: `渠道测试，由 ${actor} 发出`, en: `a test of the channel, sent by ${actor}` };
    const alarm = {
      id,
      kind: 'test',
      subject: channels.key(name),
      severity: 'warning',
      raisedAt,
      ...text,
    } as const;
    await sendMessage(ports, settings, { id: `${id}/1/${name}`, alarm, step: 1 });
  };

const namesOf = ({ steps, duty }: AlarmRules): string[] =>
  [...new Set([...steps, ...duty].flatMap(({ to }) => to))].filter(
    (name) => name !== onDuty && name !== notice,
  );

async function mustBeThere(ports: Ports, name: string): Promise<void> {
  if (await findChannel(ports, name)) return;
  throw new InvalidInput(
    `there is no channel ${name}; make it first, or tell another`,
    `没有渠道 ${name}，请先建立或改用其他渠道`,
  );
}

const backwards = (from: string): InvalidInput =>
  new InvalidInput(
    `the turn of duty from ${from} ends before it begins; correct its times`,
    `自 ${from} 起的班次结束早于开始，请改正`,
  );
