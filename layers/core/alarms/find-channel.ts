/** A channel by its name. One that was removed is not there. */
import type { Channel, ChannelSettings } from '../../../schemas/alarm.ts';
import { NotFound } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { find, type Held } from '../records.ts';
import { channels } from './kinds.ts';
import { notice } from './rules.ts';

export async function findChannel({ records }: Ports, name: string): Promise<Held<Channel> | undefined> {
  const held = await find(records, channels, name);
  return held?.value.removed ? undefined : held;
}

/** @throws NotFound */
export async function mustChannel(ports: Ports, name: string): Promise<Held<Channel>> {
  const held = await findChannel(ports, name);
  if (held) return held;
  throw new NotFound(
    `there is no alarm channel ${name}; see the list of channels`,
    `没有警报渠道 ${name}，请查看渠道清单`,
  );
}

/** Where it leads to. @throws NotFound */
export const channelSettings = async (ports: Ports, name: string): Promise<ChannelSettings> =>
  name === notice ? { kind: 'notice' } : (await mustChannel(ports, name)).value.settings;
