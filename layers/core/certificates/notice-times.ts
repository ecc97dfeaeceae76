/** When an owner is told that a certificate ends. */

const day = 24 * 3_600_000;
/** Days before the end. */
const noticeDays = [30, 7, 1] as const;

/** When the next notice is due, ISO 8601: those whose time has passed count as given. */
export function nextNotice(notAfter: string, now: Date): string | undefined {
  const end = Date.parse(notAfter);
  const next = noticeDays.map((days) => end - days * day).find((at) => at > now.getTime());
  return next === undefined ? undefined : new Date(next).toISOString();
}
