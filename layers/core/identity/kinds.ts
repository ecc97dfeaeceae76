/** Records of who is who. */
import { accountSchema, securityOfficersSchema, seenSchema } from '../../../schemas/account.ts';
import { applicationSchema } from '../../../schemas/application.ts';
import { kind } from '../records.ts';

/** Partition of the owner index: the accounts of a department, of a district, of the city. */
export function placeOf({ department, district }: { department?: string; district?: string }): string {
  if (department !== undefined) return `accounts/department/${department}`;
  return district === undefined ? 'accounts/city' : `accounts/district/${district}`;
}

export const accounts = kind({
  name: 'account',
  key: (name: string) => `account/${name}`,
  schema: accountSchema,
  indexes: (account) => ({
    owner: [placeOf(account), account.name],
    topic: ['accounts', account.name],
  }),
});

export const applications = kind({
  name: 'application',
  key: (id: string) => `application/${id}`,
  schema: applicationSchema,
  indexes: (application) => ({
    owner: [`applications/${application.department}`, application.id],
    topic: ['applications', application.id],
  }),
});

/** Outside the ledger: it decides nothing but who stands on the list of reviews. */
export const seen = kind({
  name: 'seen',
  key: (name: string) => `seen/${name}`,
  schema: seenSchema,
});

export const securityOfficers = kind({
  name: 'security-officers',
  key: () => 'security-officers/city',
  schema: securityOfficersSchema,
});
