/** Who asks: a person or an application, as the home's identity provider vouches for it. */

export const roles = ['department', 'operator', 'auditor'] as const;
export type Role = (typeof roles)[number];

export interface Principal {
  /** Account or application name; stands in the ledger as the actor. Never a person's own identifier. */
  readonly name: string;
  /** Code of the department it acts for. */
  readonly department?: string | undefined;
  readonly roles: readonly Role[];
}
