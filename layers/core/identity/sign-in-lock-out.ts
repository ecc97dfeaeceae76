/**
 * How long whoever failed has to wait: per account name, whether there is such an account or not, and per address.
 * Waits grow and have an end, so that nobody can lock somebody else out for good; passkeys are not guessed and do not
 * wait.
 */

/** What was counted under one name or address. Times in milliseconds. */
export interface Attempts {
  readonly failures: number;
  readonly lastAt: number;
}

export interface LockRule {
  /** Failures that cost nothing. */
  readonly free: number;
  readonly firstWait: number;
  readonly longestWait: number;
  /** A count this old is forgotten. */
  readonly forget: number;
}

const second = 1000;
export const accountRule: LockRule = {
  free: 5,
  firstWait: 30 * second,
  longestWait: 15 * 60 * second,
  forget: 24 * 3600 * second,
};
/** Many people may come from one address. */
export const addressRule: LockRule = { ...accountRule, free: 30 };
/** From this wait on the account's department is told. */
export const noticeFailures = 10;

/** When the next try may be made. */
export function openAgainAt({ failures, lastAt }: Attempts, rule: LockRule): number {
  if (failures < rule.free) return 0;
  return lastAt + Math.min(rule.longestWait, rule.firstWait * 2 ** Math.min(failures - rule.free, 30));
}

/** A try, counted before it is judged, so that many at once count as many. */
export function countTry(attempts: Attempts | undefined, now: number, rule: LockRule): Attempts {
  const stale = attempts === undefined || now - attempts.lastAt > rule.forget;
  return { failures: stale ? 1 : attempts.failures + 1, lastAt: now };
}
