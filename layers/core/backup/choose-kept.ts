/** Which snapshots are kept: the newest of each of the last days, weeks and months, by the calendar of China. */
import { InvalidInput } from '../errors.ts';

export interface Retention {
  readonly days: number;
  readonly weeks: number;
  readonly months: number;
}

interface Dated {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
}

const dayMilliseconds = 24 * 3_600_000;
/** China has one time zone and no summer time. */
const chinaMilliseconds = 8 * 3_600_000;

const dayOf = (at: string): number => Math.floor((Date.parse(at) + chinaMilliseconds) / dayMilliseconds);
/** Weeks begin on Monday; day 0 was a Thursday. */
const weekOf = (at: string): number => Math.floor((dayOf(at) + 3) / 7);
const monthOf = (at: string): string =>
  new Date(Date.parse(at) + chinaMilliseconds).toISOString().slice(0, 7);

/** The newest of each of the `count` last spans that have any. `newestFirst` is sorted. */
function newestOfEach(
  newestFirst: readonly Dated[],
  count: number,
  spanOf: (at: string) => string | number,
): string[] {
  const spans = new Map<string | number, string>();
  for (const { id, at } of newestFirst) if (!spans.has(spanOf(at))) spans.set(spanOf(at), id);
  return [...spans.values()].slice(0, count);
}

/**
 * `7d,5w,12m` as numbers; what is left out is 0.
 * @throws InvalidInput for anything else, and for a retention that keeps nothing
 */
export function readRetention(text: string): Retention {
  const parts = text.split(',').map((part) => /^(\d{1,4})([dwm])$/.exec(part.trim()));
  const numberOf = (unit: string) => Number(parts.find((part) => part?.[2] === unit)?.[1] ?? 0);
  const found = { days: numberOf('d'), weeks: numberOf('w'), months: numberOf('m') };
  if (parts.includes(null) || found.days + found.weeks + found.months === 0)
    throw new InvalidInput(
      `"${text}" says not how long snapshots stay; write days, weeks and months as 7d,5w,12m`,
      `“${text}”不是保留期限，请按日、周、月写作 7d,5w,12m`,
    );
  return found;
}

/** Ids of the snapshots that stay. The newest always does. */
export function chooseKept(snapshots: readonly Dated[], { days, weeks, months }: Retention): Set<string> {
  const newestFirst = snapshots.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  return new Set([
    ...newestFirst.slice(0, 1).map(({ id }) => id),
    ...newestOfEach(newestFirst, days, dayOf),
    ...newestOfEach(newestFirst, weeks, weekOf),
    ...newestOfEach(newestFirst, months, monthOf),
  ]);
}
