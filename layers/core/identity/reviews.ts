/**
 * The list of reviews: accounts that nobody has looked at for so long, and those whose owner has not been seen for so
 * long and were not looked at since. Who is left on it too long is suspended: see `tend-terms.ts`.
 */
import type { Account } from '../../../schemas/account.ts';
import type { Settings } from '../ports/settings.ts';
import { daysAfter } from './term.ts';

export type ReviewReason = 'not-reviewed' | 'not-seen';

export interface Review {
  readonly why: ReviewReason;
  /** Since when it is due. */
  readonly since: string;
  /** When it is suspended if nobody looks. */
  readonly suspendedAt: string;
}

type Days = Pick<Settings, 'reviewDays' | 'reviewGraceDays'>;

/**
 * @param seenAt when its owner was seen last; undefined: never
 * @returns undefined when there is nothing to review at that moment
 */
export function reviewOf(
  account: Account,
  seenAt: string | undefined,
  { reviewDays, reviewGraceDays }: Days,
  now: string,
): Review | undefined {
  if (account.status !== 'active') return undefined;
  const unseen = daysAfter(seenAt ?? account.createdAt, reviewDays);
  const unreviewed = daysAfter(account.reviewedAt, reviewDays);
  const wasLookedAt = account.reviewedAt >= unseen;
  const why = !wasLookedAt && unseen < unreviewed ? 'not-seen' : 'not-reviewed';
  const since = why === 'not-seen' ? unseen : unreviewed;
  return since > now ? undefined : { why, since, suspendedAt: daysAfter(since, reviewGraceDays) };
}
