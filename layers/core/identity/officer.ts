/** A security officer at work: over which places he has a say, and what he may give there. */
import type { Account } from '../../../schemas/account.ts';
import { Forbidden, InvalidInput, Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { departments, must } from '../records.ts';
import type { Principal, Role } from './principal.ts';
import { roleNames } from './principal.ts';
import { readDistrict } from './resolve-principal.ts';
import { checkHolder, delegated } from './separation.ts';

/** Who acts; the API has asked the table of rights about the place before. */
export type Officer = Pick<Principal, 'name' | 'department' | 'district'>;

type Place = Pick<Account, 'department' | 'district'>;

const isOfTheCity = ({ department, district }: Officer): boolean =>
  department === undefined && district === undefined;

/** @throws Forbidden to whoever tends his own account */
export function notOneself(officer: Officer, name: string): void {
  if (officer.name !== name) return;
  throw new Forbidden(
    'nobody changes his own account; ask another security officer',
    '不得变更本人账号，请由其他安全管理员办理',
  );
}

/** @throws Forbidden when the officer is bound to a place and the roles are more than he may give there */
export function mayGive(officer: Officer, roles: readonly Role[]): void {
  const over = roles.find((role) => !delegated.includes(role));
  if (isOfTheCity(officer) || over === undefined) return;
  throw new Forbidden(
    `the role ${over} is given by a security officer of the city; ask one of them`,
    `${roleNames[over]}角色由市级安全管理员授予，请向其申请`,
  );
}

/** @throws Forbidden when an account with more than delegated roles is tended by an officer of a place */
export function mayTend(officer: Officer, account: Account): void {
  mayGive(officer, [...account.roles, ...(account.proposed?.roles ?? [])]);
}

/**
 * @throws Refused for roles that clash or do not sit there
 * @throws NotFound, InvalidInput for a place that is not there
 */
export async function checkPlace(ports: Ports, account: Place & { roles: readonly Role[] }): Promise<void> {
  checkHolder(account);
  const { department, district } = account;
  if (department !== undefined) await must(ports.records, departments, department);
  if (district === undefined) return;
  if ((await readDistrict(ports, district)).departments.length > 0) return;
  throw new InvalidInput(
    `no department of the district ${district} takes part; see GET /departments for the districts there are`,
    `区县 ${district} 没有参与交换的部门，可在部门列表中查看区县代码`,
  );
}

/** @throws Refused for a term that ends before it begins, or has ended already */
export function checkTerm({ from, until }: Pick<Account, 'from' | 'until'>, now: string): void {
  if (until === undefined || (until > from && until > now)) return;
  throw new Refused(
    'term-over',
    'the term ends before it begins, or is over already; give a later end',
    '任期的终止时间早于起始时间或已过，请改为更晚的时间',
  );
}
