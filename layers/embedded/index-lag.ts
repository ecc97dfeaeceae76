/**
 * Indexes show a change late, as they may in the cloud, so that code which trusts an index fails here first. What was
 * replaced is held in memory for the time of the lag and shown in place of what is there; a restart forgets it.
 */
import type { IndexEntries, Stored } from '../core/ports/records.ts';

/** Milliseconds; `random`: 0 to 200 ms, anew for each change; `none`: at once. */
export type LagChoice = number | 'none' | 'random';

/** A record as an index still shows it. */
interface Shown {
  readonly stored: Stored;
  readonly entries: IndexEntries;
}

export interface IndexLag {
  /** The record was changed now; `before` is what it was, undefined if it was not there. */
  hold(key: string, before: Shown | undefined): void;
  /** Changed records whose change does not show yet, each with what shows instead. */
  held(): ReadonlyMap<string, Shown | undefined>;
}

interface Held {
  readonly until: number;
  readonly shown: Shown | undefined;
}

/** Milliseconds between two looks through all that is held, when nobody asks. */
const sweepEvery = 20;

const unlagged: IndexLag = { hold: () => {}, held: () => new Map() };

/** `now`: milliseconds of a monotonic clock, so that a step of the wall clock neither hides nor shows anything. */
export function createIndexLag(choice: LagChoice, now: () => number): IndexLag {
  if (choice === 'none' || choice === 0) return unlagged;
  const waiting = new Map<string, Held[]>();
  let sweptAt = 0;
  const lagOf = () => (choice === 'random' ? Math.random() * 200 : choice);

  function dropShown(at: number): void {
    sweptAt = at;
    for (const [key, list] of waiting) {
      const rest = list.filter((one) => one.until > at);
      if (rest.length > 0) waiting.set(key, rest);
      else waiting.delete(key);
    }
  }

  return {
    hold(key, before) {
      const at = now();
      if (at - sweptAt > sweepEvery) dropShown(at);
      const list = waiting.get(key) ?? [];
      // Changes of one record show in the order they were made.
      const until = Math.max(at + lagOf(), list.at(-1)?.until ?? 0);
      waiting.set(key, [...list, { until, shown: before }]);
    },
    held() {
      dropShown(now());
      return new Map([...waiting].map(([key, list]) => [key, list[0]?.shown]));
    },
  };
}
