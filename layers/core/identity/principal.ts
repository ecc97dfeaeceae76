/** Who asks: a person or an application, as the home's identity provider vouches for it. */

/** In the order the table of rights shows them. */
export const roles = [
  'operator',
  'catalog-manager',
  'provider',
  'receiver',
  'security-officer',
  'auditor',
  'tax-officer',
  'official',
] as const;
export type Role = (typeof roles)[number];

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
