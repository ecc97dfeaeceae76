/** Dates, times, moments and intervals as Athena writes them. */

const days = 86_400_000n;
const micros = 1000n;

const two = (value: bigint | number): string => String(value).padStart(2, '0');

/** Floor, also of what is negative. */
function divided(value: bigint, by: bigint): readonly [whole: bigint, rest: bigint] {
  const rest = ((value % by) + by) % by;
  return [(value - rest) / by, rest];
}

/** @param value days since 1970 */
export function dateText(value: number): string {
  const date = new Date(Number(BigInt(value) * days));
  const year = date.getUTCFullYear();
  const sign = year < 0 ? '-' : year > 9999 ? '+' : '';
  return `${sign}${String(Math.abs(year)).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

/** @param value microseconds since midnight */
export function timeText(value: bigint, precision: number): string {
  const seconds = value / 1_000_000n;
  const clock = `${two(seconds / 3600n)}:${two((seconds / 60n) % 60n)}:${two(seconds % 60n)}`;
  const fraction = String(value % 1_000_000n)
    .padStart(6, '0')
    .padEnd(precision, '0')
    .slice(0, precision);
  return precision === 0 ? clock : `${clock}.${fraction}`;
}

/** @param value microseconds since 1970 */
export function timestampText(value: bigint, precision: number): string {
  const [day, rest] = divided(value, days * micros);
  return `${dateText(Number(day))} ${timeText(rest, precision)}`;
}

/** @param value months: `1-2` is a year and two months */
export function yearMonthText(value: bigint): string {
  const months = value < 0n ? -value : value;
  return `${value < 0n ? '-' : ''}${months / 12n}-${months % 12n}`;
}

/** @param value milliseconds: `2 03:04:05.678` */
export function dayTimeText(value: bigint): string {
  const [day, rest] = [value < 0n ? -value : value].map((size) => [size / days, size % days] as const)[0] ?? [
    0n,
    0n,
  ];
  return `${value < 0n ? '-' : ''}${day} ${timeText(rest * micros, 3)}`;
}
