/** What the clock shows at a place, by the zones this machine's ICU knows. */

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(zone, clock);
  return clock;
}

/** `+08:00` in minutes; undefined: a zone with a name. */
function fixedMinutes(zone: string): number | undefined {
  if (zone === 'UTC' || zone === 'Z') return 0;
  const [, sign, hours, minutes] = /^(?:UTC|GMT|UT)?([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (hours === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** A moment in UTC as its zone's own clock shows it, in microseconds since 1970. */
export function localMicros(micros: bigint, zone: string): bigint {
  const fixed = fixedMinutes(zone);
  if (fixed !== undefined) return micros + BigInt(fixed) * 60_000_000n;
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const shown = new Map(
    clockOf(zone)
      .formatToParts(Number((micros - fraction) / 1000n))
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes): number => Number(shown.get(name));
  const year = shown.get('era') === 'BC' ? 1 - part('year') : part('year');
  const local = new Date(0);
  local.setUTCFullYear(year, part('month') - 1, part('day'));
  local.setUTCHours(part('hour'), part('minute'), part('second'));
  return BigInt(local.getTime()) * 1000n + fraction;
}
