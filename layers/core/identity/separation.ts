/**
 * Separation of duties, as data: which roles one person may not hold together, where a role may sit, who may give it,
 * and which take a second officer.
 */
import { Refused } from '../errors.ts';
import { type Role, roleNames, roles } from './principal.ts';

export interface Clash {
  readonly one: Role;
  readonly others: readonly Role[];
  readonly zh: string;
  readonly en: string;
}

const ofDepartments = [
  'catalog-manager',
  'provider',
  'receiver',
  'tax-officer',
] as const satisfies readonly Role[];

/** Roles that never meet in one person. */
export const clashes: readonly Clash[] = [
  {
    one: 'auditor',
    others: roles.filter((role) => role !== 'auditor'),
    zh: '审计员只看不改，不兼任其他角色',
    en: 'an auditor looks and changes nothing, so he holds no other role',
  },
  {
    one: 'security-officer',
    others: ['operator', ...ofDepartments],
    zh: '授予权限的人不使用这些权限',
    en: 'who gives rights does not use them',
  },
  {
    one: 'operator',
    others: ofDepartments,
    zh: '审批申请的人不提出申请，也不代部门办理',
    en: 'who decides on requests makes none, and acts for no department',
  },
];

/** Roles that act for a department, and need one. */
export const departmental: readonly Role[] = ofDepartments;
/** Roles that oversee: for no department. */
export const overseeing: readonly Role[] = ['operator', 'auditor'];
/** Roles a second security officer confirms. */
export const confirmed: readonly Role[] = ['operator', 'security-officer', 'auditor'];
/** What a security officer of a district or a department may give. */
export const delegated: readonly Role[] = [...ofDepartments, 'official'];

interface Holder {
  readonly roles: readonly Role[];
  readonly department?: string | undefined;
  readonly district?: string | undefined;
}

/** The first pair of roles that clash. */
export function findClash(held: readonly Role[]): { pair: readonly [Role, Role]; clash: Clash } | undefined {
  for (const clash of clashes) {
    const other = clash.others.find((role) => held.includes(role));
    if (held.includes(clash.one) && other !== undefined) return { pair: [clash.one, other], clash };
  }
  return undefined;
}

/** @throws Refused when the roles may not be held together */
export function checkRoles({ roles: held }: Pick<Holder, 'roles'>): void {
  const found = findClash(held);
  if (!found) return;
  const [a, b] = found.pair;
  throw new Refused(
    'roles-clash',
    `${a} and ${b} cannot be held by one: ${found.clash.en}; give them to two people`,
    `${roleNames[a]}与${roleNames[b]}不得由一人兼任（${found.clash.zh}），请分别授予两人`,
  );
}

/** @throws Refused when roles clash, or a role does not sit where the account is */
export function checkHolder(holder: Holder): void {
  checkRoles(holder);
  const { roles: held, department, district } = holder;
  const homeless = department === undefined && held.find((role) => departmental.includes(role));
  if (homeless) throw misplaced(homeless, 'needs a department', '须隶属于部门');
  const bound = department !== undefined && held.find((role) => overseeing.includes(role));
  if (bound) throw misplaced(bound, 'acts for no department', '不得隶属于部门');
  if (department !== undefined && district !== undefined)
    throw new Refused(
      'two-places',
      'an account belongs to a department or to a district, not to both; name one of them',
      '账号隶属于部门或区县之一，不能同时填写，请保留其一',
    );
}

const misplaced = (role: Role, en: string, zh: string): Refused =>
  new Refused(
    'role-misplaced',
    `the role ${role} ${en}; change the account's place or roles`,
    `${roleNames[role]}角色${zh}，请调整隶属或角色`,
  );
