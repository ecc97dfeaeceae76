/** Times of a schedule, in five fields as cron has them, by Beijing's clock. */
import { InvalidInput } from '../errors.ts';

const minute = 60_000;
const beijing = 8 * 60 * minute;
/** A schedule that has no time within four years and a day has none: 29 February comes within. */
const farthest = 1462;

const fields = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'day of the week', from: 0, to: 7 },
] as const;

export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** By day of the month and of the week: where both are told, either will do. */
  readonly isDay: (day: number, weekday: number) => boolean;
}

/** @param text lists, ranges and steps of numbers: `0,30 8-18 * * 1-5`, five minutes past each hour is `5 * * * *`. @throws InvalidInput */
export function parseCron(text: string): Cron {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length) throw wrong(text, '须有五段', 'it has five fields');
  const [minutes, hours, days, months, weekdays] = parts.map((part, index) =>
    parseField(text, part, index),
  ) as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>];
  if (weekdays.has(7)) weekdays.add(0);
  const [anyDay, anyWeekday] = [parts[2] === '*', parts[4] === '*'];
  const isDay = (day: number, weekday: number): boolean => {
    if (anyDay || anyWeekday) return days.has(day) && weekdays.has(weekday);
    return days.has(day) || weekdays.has(weekday);
  };
  return { minutes, hours, months, isDay };
}

function parseField(text: string, part: string, index: number): Set<number> {
  const { name, from, to } = fields[index] as (typeof fields)[number];
  const found = new Set<number>();
  for (const piece of part.split(',')) {
    const [, range = '', step = '1'] = /^(\*|\d+(?:-\d+)?)(?:\/(\d+))?$/.exec(piece) ?? [];
    const [first, last] = range === '*' ? [from, to] : range.split('-').map(Number);
    const end = last ?? (piece.includes('/') ? to : first);
    if (range === '' || first === undefined || end === undefined || first < from || end > to || end < first)
      throw wrong(
        text,
        `第 ${index + 1} 段 ${part} 有误（${from}–${to}）`,
        `its ${name} is ${from} to ${to}, not ${part}`,
      );
    if (Number(step) < 1) throw wrong(text, '步长须大于 0', 'a step is above 0');
    for (let value = first; value <= end; value += Number(step)) found.add(value);
  }
  return found;
}

/**
 * The first time after one, in whole minutes; undefined: there is none.
 * @param except days on which it rests, `YYYY-MM-DD`
 */
export function nextTime(cron: Cron, after: Date, except: readonly string[] = []): Date | undefined {
  const begin = Math.floor((after.getTime() + beijing) / minute) * minute + minute;
  const resting = new Set(except);
  const midnight = begin - (begin % (24 * 60 * minute));
  for (let days = 0; days <= farthest; days += 1) {
    const day = new Date(midnight + days * 24 * 60 * minute);
    if (!cron.months.has(day.getUTCMonth() + 1) || !cron.isDay(day.getUTCDate(), day.getUTCDay())) continue;
    if (resting.has(day.toISOString().slice(0, 10))) continue;
    for (const hour of [...cron.hours].sort((a, b) => a - b))
      for (const minutes of [...cron.minutes].sort((a, b) => a - b)) {
        const time = day.getTime() + (hour * 60 + minutes) * minute;
        if (time >= begin) return new Date(time - beijing);
      }
  }
  return undefined;
}

const wrong = (text: string, zh: string, en: string): InvalidInput =>
  new InvalidInput(`the schedule "${text}" is wrong: ${en}`, `定时 “${text}” 有误：${zh}`);
