/** Who is told at a step, and when: quiet hours, and those on duty. */
import { type AlarmRules, alarmRulesSchema, onDuty, type Severity } from '../../../schemas/alarm.ts';
import type { Ports } from '../ports/index.ts';
import { find } from '../records.ts';
import { alarmRules } from './kinds.ts';
import { isWorse } from './raise-alarm.ts';

/** The channel that every home has: a notice to the operator. */
export const notice = 'notice';
const untold: AlarmRules = alarmRulesSchema.parse({ steps: [{ to: [notice], minutes: 60 }] });

/** The rules in force; where nobody set any, the operator gets a notice. */
export async function currentRules({ records }: Ports): Promise<AlarmRules> {
  return (await find(records, alarmRules))?.value.rules ?? untold;
}

/** Is it bad enough to be told at all? */
export const isTold = ({ least }: AlarmRules, severity: Severity): boolean => !isWorse(least, severity);

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const aDay = 24 * 60;

/** The end of the quiet hours that `now` lies in; undefined when it lies in none, or the alarm passes. */
export function quietUntil(
  { quiet, zoneMinutes }: AlarmRules,
  severity: Severity,
  now: Date,
): Date | undefined {
  if (!quiet || !isWorse(quiet.passes, severity)) return undefined;
  const minute = 60_000;
  const local = Math.floor(now.getTime() / minute) + zoneMinutes;
  const since = (clock: string) => (((local - minutesOf(clock)) % aDay) + aDay) % aDay;
  const length = (minutesOf(quiet.to) - minutesOf(quiet.from) + aDay) % aDay;
  const gone = since(quiet.from);
  return gone < length ? new Date((local - zoneMinutes + length - gone) * minute) : undefined;
}

/** The channels a step's list stands for at a time, each once. */
export function recipients({ duty }: AlarmRules, to: readonly string[], now: string): readonly string[] {
  const serving = duty.filter(
    ({ from, until }) => Date.parse(from) <= Date.parse(now) && Date.parse(now) < Date.parse(until),
  );
  return [...new Set(to.flatMap((one) => (one === onDuty ? serving.flatMap((turn) => turn.to) : [one])))];
}
