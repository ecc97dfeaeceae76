/**
 * How much a store still gives away. New numbers are counted, whoever got them: receivers may put theirs side by side.
 * The same number again costs nothing. What was used comes back when it is older than the window.
 */
import type { Given } from './release.ts';
import type { Rules } from './rules.ts';

export interface Spent {
  readonly limit: number;
  readonly used: number;
  readonly left: number;
  readonly windowMonths: number;
  /** When the oldest of what is used comes back, ISO 8601. */
  readonly returns?: string;
}

export function spentOf(given: readonly Pick<Given, 'at'>[], rules: Rules, now: Date): Spent {
  const since = monthsLater(now.toISOString(), -rules.windowMonths);
  const counting = given
    .map((one) => one.at)
    .filter((at) => at > since)
    .sort();
  const [oldest] = counting;
  const used = counting.length;
  return {
    limit: rules.budget,
    used,
    left: Math.max(0, rules.budget - used),
    windowMonths: rules.windowMonths,
    ...(oldest === undefined ? {} : { returns: monthsLater(oldest, rules.windowMonths) }),
  };
}

/** The same day so many months on, or the last of that month. */
function monthsLater(at: string, months: number): string {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.toISOString();
}
