/** Who asks: a person or an application, as the home's identity provider vouches for it. */

import { type Role, roles } from '../../../schemas/account.ts';

export { type Role, roles };

/** What a role is called, for people. */
export const roleNames: Readonly<Record<Role, string>> = {
  operator: '交换中心运维',
  'catalog-manager': '目录管理员',
  provider: '数据提供',
  receiver: '数据使用',
  'security-officer': '安全管理员',
  auditor: '审计员',
  'tax-officer': '税务人员',
  official: '领导',
};

/** What a department's own application may do unless it was given less. */
export const departmentRoles = ['catalog-manager', 'provider', 'receiver'] as const satisfies readonly Role[];

/** What a token says of its bearer, before the directory was asked: see `resolve-principal.ts`. */
export interface Claimed {
  readonly name: string;
  readonly department?: string | undefined;
  /** Code of the district it is bound to. */
  readonly district?: string | undefined;
  readonly roles: readonly Role[];
}

export interface Principal {
  /** Account or application name; stands in the ledger as the actor. Never a person's own identifier. */
  readonly name: string;
  /** Code of the department it acts for; who oversees acts for none. */
  readonly department?: string | undefined;
  /** Whoever is bound to a district oversees the departments of that district alone. */
  readonly district?: { readonly code: string; readonly departments: readonly string[] } | undefined;
  readonly roles: readonly Role[];
  /** Of an application: the only actions it may do, whatever its roles. */
  readonly permissions?: readonly string[] | undefined;
}
