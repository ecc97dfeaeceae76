/** A zone as an offset, for databases that know zones only where tables of them were loaded. */

/** `+08:00` of `Asia/Shanghai`, at a moment; now where none is given. */
export function zoneOffset(timeZone: string, at: Date = new Date()): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return name === 'GMT' ? '+00:00' : name.slice('GMT'.length);
}
