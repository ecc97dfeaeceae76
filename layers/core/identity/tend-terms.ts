/**
 * By the clock: accounts and applications whose term is over are ended, their departments are told 30, 7 and 1 days
 * before, and accounts that nobody reviewed in time are suspended. None of this lets anybody in or keeps anybody out
 * who asks meanwhile: that is decided at each request, by the same clock.
 */
import type { Account } from '../../../schemas/account.ts';
import type { Application } from '../../../schemas/application.ts';
import { Refused } from '../errors.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import { tellPeople } from '../exchange/tell-people.ts';
import type { Ports } from '../ports/index.ts';
import type { Notice } from '../ports/surroundings.ts';
import type { Held } from '../records.ts';
import { readAgain } from '../walk.ts';
import { commitAccount, commitApplication } from './commit-tended.ts';
import { accounts, applications, seen } from './kinds.ts';
import { readOfficers } from './officers.ts';
import { type Review, reviewOf } from './reviews.ts';
import { daysAfter } from './term.ts';

export const noticeDays = [30, 7, 1] as const;
const actor = 'system';

export interface Tended {
  readonly ended: number;
  readonly suspended: number;
}

export const tendTerms = (ports: Ports) => async (): Promise<Tended> => {
  const tended = { ended: 0, suspended: 0 };
  for await (const held of readAgain(ports.records, accounts, ['topic', 'accounts'])) {
    const outcome = await unlessMoved(() => tendAccount(ports, held));
    if (outcome) tended[outcome] += 1;
  }
  for await (const held of readAgain(ports.records, applications, ['topic', 'applications']))
    if (await unlessMoved(() => tendApplication(ports, held))) tended.ended += 1;
  return tended;
};

async function tendAccount(ports: Ports, held: Held<Account>): Promise<keyof Tended | undefined> {
  const { value: account } = held;
  const now = ports.clock.now().toISOString();
  if (account.status === 'ended') return undefined;
  const done = { action: 'account ended', actor, reason: '任期届满 / the term is over' };
  if (account.until !== undefined && account.until <= now)
    return (await changed(ports, held, { status: 'ended', proposed: undefined, reason: done.reason }, done))
      ? 'ended'
      : undefined;
  await tellOfEnd(ports, {
    what: 'account',
    name: account.name,
    to: mailboxOf(account),
    until: account.until,
  });
  const seenAt = await ports.records.get(seen.key(account.name));
  const review = reviewOf(account, seenAt && seen.schema.parse(seenAt.value).at, ports.settings, now);
  return review && tendReview(ports, held, review, now);
}

async function tendReview(
  ports: Ports,
  held: Held<Account>,
  { since, suspendedAt }: Review,
  now: string,
): Promise<keyof Tended | undefined> {
  const { value: account } = held;
  await tellPeople(ports, reviewNotice(account, since, suspendedAt));
  if (suspendedAt > now) return undefined;
  const reason = '逾期未复核 / not reviewed in time';
  const done = { action: 'account suspended', actor, reason };
  return (await changed(ports, held, { status: 'suspended', reason }, done)) ? 'suspended' : undefined;
}

/** False for the last security officer of the city: he stays, and the notice goes on standing. */
async function changed(
  ports: Ports,
  held: Held<Account>,
  change: Partial<Account>,
  done: Parameters<typeof commitAccount>[3],
): Promise<boolean> {
  try {
    const officers = await readOfficers(ports);
    await commitAccount(ports, { held, officers }, { ...held.value, ...change }, done);
    return true;
  } catch (error) {
    if (error instanceof Refused && error.code === 'last-security-officer') return false;
    throw error;
  }
}

async function tendApplication(ports: Ports, held: Held<Application>): Promise<boolean> {
  const { id, status, until, department } = held.value;
  if (status === 'ended' || until === undefined) return false;
  if (until > ports.clock.now().toISOString()) {
    await tellOfEnd(ports, { what: 'application', name: id, to: department, until });
    return false;
  }
  const reason = '期限届满 / the term is over';
  const next = { ...held.value, status: 'ended' as const, reason };
  await commitApplication(ports, held, next, { action: 'application ended', actor, reason });
  return true;
}

/** Notices about accounts of a district or of the city go to the city's security officers. */
const mailboxOf = ({ department }: Account): string => department ?? 'security-officer';

interface Ending {
  readonly what: 'account' | 'application';
  readonly name: string;
  readonly to: string;
  readonly until: string | undefined;
}

/** The nearest of the days only: who comes late is not told three times at once. */
async function tellOfEnd(ports: Ports, { what, name, to, until }: Ending): Promise<void> {
  const now = ports.clock.now().toISOString();
  const days = until === undefined ? undefined : noticeDays.findLast((some) => daysAfter(now, some) >= until);
  if (until === undefined || days === undefined) return;
  const zh = what === 'account' ? '账号' : '应用';
  await tellPeople(ports, {
    id: `${what}/${name}@${until}-${days}`,
    to,
    severity: days === 1 ? 'alarm' : 'warning',
    subject: `${zh} ${name} 将于 ${days} 日内到期 / ${what} ${name} ends within ${days} days`,
    body: `${until}；需继续使用请由安全管理员延长期限 / have a security officer extend it if it is still needed`,
  });
}

const reviewNotice = (account: Account, since: string, suspendedAt: string): Notice => ({
  id: `account/${account.name}@review-${since}`,
  to: mailboxOf(account),
  severity: 'warning',
  subject: `账号 ${account.name} 待复核 / account ${account.name} is to be reviewed`,
  body: `${suspendedAt} 前未复核将暂停使用 / suspended unless reviewed before: shuiyuan user review ${account.name}`,
});
