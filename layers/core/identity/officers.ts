/**
 * The city's security officers, kept as one record: how many there are decides who has to confirm a role, and whether
 * one of them may go. Every change of an account that touches them is one transaction with it.
 */
import type { Account, SecurityOfficers } from '../../../schemas/account.ts';
import { Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { findOr, type Held } from '../records.ts';
import { securityOfficers } from './kinds.ts';
import { within } from './term.ts';

/** Fewer than these in office: one alone may give what a second would have to confirm. */
export const enoughOfficers = 2;

export const readOfficers = (ports: Pick<Ports, 'records'>): Promise<Held<SecurityOfficers>> =>
  findOr(ports.records, securityOfficers, { officers: [] });

/** Names of those in office at a moment. */
export const inOffice = ({ officers }: SecurityOfficers, at: string): readonly string[] =>
  officers.filter((one) => within(one, at)).map((one) => one.name);

const isOfficer = ({ department, district, roles, status }: Account): boolean =>
  department === undefined &&
  district === undefined &&
  status === 'active' &&
  roles.includes('security-officer');

/** The list as it is with this account's next state. */
export function officersWith({ officers }: SecurityOfficers, account: Account): SecurityOfficers {
  const others = officers.filter((one) => one.name !== account.name);
  if (!isOfficer(account)) return { officers: others };
  const { name, from, until } = account;
  return { officers: [...others, { name, from, ...(until === undefined ? {} : { until }) }] };
}

/** @throws Refused when somebody was in office before and nobody is after */
export function keepOne(before: SecurityOfficers, after: SecurityOfficers, at: string): void {
  if (inOffice(before, at).length === 0 || inOffice(after, at).length > 0) return;
  throw new Refused(
    'last-security-officer',
    'this is the last security officer of the city in office; give the role to another first',
    '这是市级唯一在任的安全管理员，请先授予他人该角色',
  );
}
