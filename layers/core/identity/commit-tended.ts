/** Each change of an account or an application: the record's next state, with the list of the city's officers. */
import { type Account, accountSchema, type SecurityOfficers } from '../../../schemas/account.ts';
import type { Application } from '../../../schemas/application.ts';
import type { Ports } from '../ports/index.ts';
import type { Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { accounts, applications, securityOfficers } from './kinds.ts';
import { keepOne, officersWith } from './officers.ts';

const step = 'tend-account';

export interface Done {
  readonly action: string;
  readonly actor: string;
  readonly reason?: string;
}

/** What a decision on an account was made from. */
export interface Grounds {
  readonly held: Held<unknown>;
  readonly officers: Held<SecurityOfficers>;
}

/**
 * Commits one account's next state, on condition that what it was decided from still stands.
 * @throws Refused when it would leave the city without a security officer
 * @throws ConditionFailed when the account or the list had moved
 */
export async function commitAccount(
  ports: Ports,
  { held, officers }: Grounds,
  next: Omit<Account, 'changedAt' | 'changedBy'>,
  { action, actor, reason }: Done,
): Promise<Account> {
  const transaction = begin(ports, next.department, actor);
  const account = accountSchema.parse({ ...next, changedAt: transaction.at, changedBy: actor });
  const after = officersWith(officers.value, account);
  keepOne(officers.value, after, transaction.at);
  transaction.put(accounts, held, account, { action, detail: { ...saidOf(account), reason } });
  if (JSON.stringify(after) === JSON.stringify(officers.value)) transaction.check(officers);
  else transaction.put(securityOfficers, officers, after, { action: 'security officers changed' });
  await transaction.commit();
  return account;
}

/** What the ledger says of an account: no name of a person. */
const saidOf = ({ department, district, roles, proposed, from, until, status }: Account) => ({
  department,
  district,
  roles,
  proposed: proposed?.roles,
  from,
  until,
  status,
});

/** @throws ConditionFailed when it had moved */
export async function commitApplication(
  ports: Ports,
  held: Held<unknown>,
  next: Omit<Application, 'changedAt' | 'changedBy'>,
  { action, actor, reason }: Done,
): Promise<Application> {
  const transaction = begin(ports, next.department, actor);
  const application = { ...next, changedAt: transaction.at, changedBy: actor };
  const { permissions, certificates, until, status } = application;
  const detail = { permissions, certificates, until, status, reason };
  await transaction.put(applications, held, application, { action, detail }).commit();
  return application;
}

const begin = (ports: Ports, department: string | undefined, actor: string): Transaction =>
  new Transaction(ports, { step, department: department ?? 'platform', actor });
