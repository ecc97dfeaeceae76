/** When a request or grant is looked at again: every wait in it has a time, so that it ends by itself. */
import type { Grant } from '../../../schemas/grant.ts';
import type { Settings } from '../ports/settings.ts';
import { isOver } from './kinds.ts';

type Figures = Pick<Settings, 'decideHours' | 'grantNoticeHours'>;

const later = (at: string, hours: number): string =>
  new Date(Date.parse(at) + hours * 3_600_000).toISOString();
const earliest = (...times: readonly string[]): string => times.toSorted()[0] as string;

/** @param at now, ISO 8601 in UTC */
export function nextDue(grant: Grant, at: string, figures: Figures): string | undefined {
  const { stage, terms, endTold } = grant;
  if (isOver(stage)) return undefined;
  if (stage === 'requested') return earliest(later(at, figures.decideHours), terms.until);
  return endTold ? terms.until : earliest(noticeAt(grant, figures), terms.until);
}

/** When the receiver is told that it ends soon. */
export const noticeAt = ({ terms }: Grant, figures: Figures): string =>
  later(terms.until, -figures.grantNoticeHours);

/** A grant as it will be kept: with the time it is looked at again. */
export function withDue(grant: Grant, at: string, figures: Figures): Grant {
  const endTold = grant.endTold || (grant.stage === 'granted' && noticeAt(grant, figures) <= at);
  const next: Grant = { ...grant, endTold, changedAt: at };
  return { ...next, due: nextDue(next, at, figures) };
}
