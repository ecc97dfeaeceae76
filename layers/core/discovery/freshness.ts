/** Whether a resource has come as often as it says: from the last commit and the update cycle. */
import type { Resource } from '../../../schemas/resource.ts';

const day = 24 * 3_600_000;
/** A little more than the cycle: a month may have 31 days, and files come in working hours. */
const within: Readonly<Record<Resource['cycle'], number>> = {
  realtime: 3_600_000,
  daily: 1.5 * day,
  weekly: 8 * day,
  'ten-days': 12 * day,
  monthly: 35 * day,
  quarterly: 100 * day,
  yearly: 380 * day,
};

export interface Freshness {
  readonly state: 'fresh' | 'overdue' | 'never';
  /** ISO 8601 in UTC. */
  readonly lastCommit?: string;
  /** When the next one should be there. */
  readonly due?: string;
  readonly overdueSince?: string;
  readonly overdueDays?: number;
}

export function freshnessOf(cycle: Resource['cycle'], lastCommit: string | undefined, now: Date): Freshness {
  if (lastCommit === undefined) return { state: 'never' };
  const due = new Date(Date.parse(lastCommit) + within[cycle]);
  const late = now.getTime() - due.getTime();
  if (late <= 0) return { state: 'fresh', lastCommit, due: due.toISOString() };
  const since = due.toISOString();
  return {
    state: 'overdue',
    lastCommit,
    due: since,
    overdueSince: since,
    overdueDays: Math.floor(late / day),
  };
}
