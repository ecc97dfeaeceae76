/** Long polls read again at short intervals: the records are the truth, whoever changed them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { heldTags } from './etag.ts';
import type { ApiContext, ApiHome } from './home.ts';
import { enterWaitingRoom } from './waiting-room.ts';

const lookMilliseconds = 150;

export interface Polled<T> {
  readonly read: () => Promise<T>;
  readonly tag: (seen: T) => string;
  /** Nothing is under way: whoever has not seen this state has something to read. */
  readonly atRest: (seen: T) => boolean;
  /** Will never change again. */
  readonly isFinal: (seen: T) => boolean;
}

/**
 * Reads until there is news, at most `seconds`. With If-None-Match news is a state under another tag; without it,
 * a state at rest. A caller who went away ends the wait.
 * @throws TooMany when the principal has too many waits open
 */
export async function waitForNews<T>(
  c: ApiContext,
  home: ApiHome,
  seconds: number,
  polled: Polled<T>,
): Promise<T> {
  if (seconds === 0) return polled.read();
  const leave = enterWaitingRoom(home, c.get('principal').name);
  return look(c, home, seconds, polled).finally(leave);
}

async function look<T>(c: ApiContext, home: ApiHome, seconds: number, polled: Polled<T>): Promise<T> {
  const held = heldTags(c);
  const isNews = (seen: T): boolean =>
    held.length > 0 ? !held.includes(polled.tag(seen)) || polled.isFinal(seen) : polled.atRest(seen);
  const end = performance.now() + seconds * 1000;
  let seen = await polled.read();
  while (!isNews(seen) && performance.now() < end && !c.req.raw.signal.aborted) {
    await (home.pause ?? sleep)(Math.min(lookMilliseconds, Math.max(1, end - performance.now())));
    seen = await polled.read();
  }
  return seen;
}
