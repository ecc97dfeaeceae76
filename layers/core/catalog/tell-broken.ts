/**
 * Tells people of a new version: with an approval those whom it will break something for; when it comes in force those
 * whom it breaks something for at that moment, whoever was given something since, and those who now have to decide.
 */
import type { Broken } from '../../../schemas/catalog-entry.ts';
import type { Resource } from '../../../schemas/resource.ts';
import type { Ports } from '../ports/index.ts';
import type { Notice } from '../ports/surroundings.ts';
import type { Transaction } from '../transaction.ts';
import { compareVersions } from './compare-versions.ts';
import { whoBreaks } from './who-breaks.ts';
import { type Asked, whoDecides } from './who-decides.ts';

/** What one transaction has room for; a city has fewer departments. */
const mostTold = 60;
const mostWrites = 100;
/** Of grants and changes in one notice. */
const mostNamed = 50;

export interface Telling {
  /** The transaction's own: the entry at the version it leaves. */
  readonly id: string;
  readonly code: string;
  /** When it comes in force, ISO 8601. */
  readonly effective: string;
}

/** One notice a department, with all that will break for it. */
export function tellApproved(
  transaction: Transaction,
  { id, code, effective }: Telling,
  breaks: readonly Broken[],
): void {
  const subject = `${code} 的新版本将于 ${effective} 生效，影响贵部门 / a new version of ${code} comes in force at ${effective} and breaks something of yours`;
  tell(transaction, breakNotices(breaks, { id, subject, more: `shuiyuan catalog diff ${code}` }));
}

/**
 * The last thing that is put to a transaction which puts `after` in force: what else is in it leaves less room.
 * @param before undefined: nothing was in force, so that nobody has anything
 */
export async function tellInForce(
  { records }: Pick<Ports, 'records'>,
  transaction: Transaction,
  id: string,
  before: Resource | undefined,
  after: Resource,
): Promise<void> {
  if (!before) return;
  const { asked, lists } = await whoDecides(records, before, after);
  for (const list of lists) transaction.check(list);
  const { code } = after;
  const subject = `${code} 的新版本已于 ${transaction.at} 生效，影响贵部门 / a new version of ${code} is in force since ${transaction.at} and breaks something of yours`;
  const more = `shuiyuan catalog diff ${code} ${before.version} ${after.version}`;
  const breaks = await whoBreaks(records, before, compareVersions(before, after));
  tell(transaction, [...decideNotices(asked, id, code), ...breakNotices(breaks, { id, subject, more })]);
}

function tell(transaction: Transaction, notices: readonly Notice[]): void {
  for (const notice of notices.slice(0, Math.min(mostTold, mostWrites - transaction.size)))
    transaction.tell(notice);
}

const breakNotices = (
  breaks: readonly Broken[],
  { id, subject, more }: { id: string; subject: string; more: string },
): Notice[] =>
  [...Map.groupBy(breaks, ({ department }) => department)].map(([to, broken]) => ({
    id: `${id}/${to}`,
    to,
    severity: 'warning',
    subject,
    body: broken
      .slice(0, mostNamed)
      .map(({ what, id: which, changes }) => `${what} ${which}: ${changes.slice(0, 20).join('; ')}`)
      .concat(more)
      .join('\n'),
  }));

const decideNotices = (asked: readonly Asked[], id: string, code: string): Notice[] =>
  [...Map.groupBy(asked, ({ party }) => party)].map(([to, waiting]) => ({
    id: `${id}/decide/${to}`,
    to,
    severity: 'warning',
    subject: `${code} 的描述已变更，有授权须贵方审批，此前不提供数据 / the description of ${code} changed: grants wait for your decision and give nothing until then`,
    body: waiting
      .slice(0, mostNamed)
      .map(({ resource, receiver, grant }) => `${resource} → ${receiver}: shuiyuan grant show ${grant}`)
      .join('\n'),
  }));
