/** Values as Trino's client protocol writes them. */

/** Of `1.50` the value is 150 and the scale 2. */
export function decimalText(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const sign = value < 0n ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const dayMicros = 86_400_000_000n;

/** Euclid's: the rest is never negative. */
function divide(value: bigint, by: bigint): readonly [quotient: bigint, rest: bigint] {
  const rest = ((value % by) + by) % by;
  return [(value - rest) / by, rest];
}

/** Days since 1970; Gregorian before 1582 as well. A year beyond 9999 has a sign. */
export function dateText(days: number): string {
  const [year, month, day] = civil(BigInt(days));
  return `${yearText(year)}-${two(month)}-${two(day)}`;
}

/** The algorithm of Howard Hinnant's `civil_from_days`: no library's calendar stands between the two sides. */
function civil(days: bigint): readonly [year: bigint, month: bigint, day: bigint] {
  const [era, dayOfEra] = divide(days + 719_468n, 146_097n);
  const yearOfEra = (dayOfEra - dayOfEra / 1460n + dayOfEra / 36_524n - dayOfEra / 146_096n) / 365n;
  const dayOfYear = dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const shifted = (5n * dayOfYear + 2n) / 153n;
  const day = dayOfYear - (153n * shifted + 2n) / 5n + 1n;
  const month = shifted < 10n ? shifted + 3n : shifted - 9n;
  return [yearOfEra + era * 400n + (month <= 2n ? 1n : 0n), month, day];
}

function yearText(year: bigint): string {
  if (year >= 0n && year <= 9999n) return String(year).padStart(4, '0');
  return (year < 0n ? '-' : '+') + String(year < 0n ? -year : year).padStart(4, '0');
}

const two = (value: bigint | number): string => String(value).padStart(2, '0');

export function timeText(micros: bigint, precision: number): string {
  const [seconds, fraction] = divide(micros, 1_000_000n);
  const clock = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  const digits = String(fraction).padStart(6, '0');
  if (!/^0*$/.test(digits.slice(precision)))
    throw new Error(`${clock}.${digits} has more than ${precision} digits`);
  return precision === 0 ? clock : `${clock}.${digits.slice(0, precision)}`;
}

export function momentText(micros: bigint, precision: number): string {
  const [days, rest] = divide(micros, dayMicros);
  return `${dateText(Number(days))} ${timeText(rest, precision)}`;
}

/** `micros` are of UTC; the text shows the zone's own clock. */
export function zonedText(micros: bigint, zone: string, precision: number): string {
  const [seconds] = divide(micros, 1_000_000n);
  return `${momentText(micros + BigInt(offsetSeconds(zone, Number(seconds))) * 1_000_000n, precision)} ${zone}`;
}

function offsetSeconds(zone: string, seconds: number): number {
  const fixed = /^([+-])(\d\d):(\d\d)$/.exec(zone);
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60);
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const offset = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name);
  if (!offset) throw new Error(`no offset of ${zone}: ${name}`);
  const [, sign, hours = '0', minutes = '0', rest = '0'] = offset;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(rest));
}

/** `interval year to month`: `2-3`, `-0-1`. */
export function monthsText(months: bigint): string {
  const size = months < 0n ? -months : months;
  return `${months < 0n ? '-' : ''}${size / 12n}-${size % 12n}`;
}

/** `interval day to second`, from milliseconds: `1 02:03:04.500`. */
export function intervalText(milliseconds: bigint): string {
  const size = milliseconds < 0n ? -milliseconds : milliseconds;
  const [days, rest] = divide(size, 86_400_000n);
  return `${milliseconds < 0n ? '-' : ''}${days} ${timeText(rest * 1000n, 3)}`;
}
