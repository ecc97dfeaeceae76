/** How far a channel is ahead of what was gathered of it: where the lake does not follow, senders wait. */
import type { Ports } from '../ports/index.ts';
import { find } from '../records.ts';
import { type ChannelName, channels, gatherings, nameChannel } from './kinds.ts';
import { Overloaded } from './overloaded.ts';

const keptMilliseconds = 1000;
/** Segments: at most 80 messages each, or one stream. An hour of a busy channel. */
export const mostUngathered = 100_000;
const comeAgainSeconds = 30;

export interface Backlog {
  /** @throws Overloaded with the seconds to wait */
  check(name: ChannelName): Promise<void>;
}

export function watchBacklog(ports: Ports): Backlog {
  const seen = new Map<string, { readonly at: number; readonly segments: number }>();

  async function look(name: ChannelName): Promise<number> {
    const next = (await find(ports.records, channels, name))?.value.segment ?? 1;
    const gathered = (await find(ports.records, gatherings, name))?.value.segment ?? 0;
    return next - 1 - gathered;
  }

  return {
    async check(name) {
      const now = ports.clock.now().getTime();
      const key = nameChannel(name);
      const known = seen.get(key);
      const isFresh = known && Math.abs(now - known.at) < keptMilliseconds;
      const segments = isFresh ? known.segments : await look(name);
      if (!isFresh) seen.set(key, { at: now, segments });
      if (segments > mostUngathered) throw behind(name);
    },
  };
}

const behind = ({ department, resource }: ChannelName): Overloaded =>
  new Overloaded(
    `what ${department} sent of ${resource} is not in the lake yet; send again in ${comeAgainSeconds} s, and tell the operator if it lasts`,
    `${department} 报送的 ${resource} 尚未全部入湖，请在 ${comeAgainSeconds} 秒后重发；持续如此请告知平台运维人员`,
    comeAgainSeconds,
  );
