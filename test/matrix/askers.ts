/**
 * Everybody who may ask: each role at each place where it can sit. aic provides the resource, tax holds a grant on it,
 * civil has no part in it. Two districts: one has aic in it, the other has civil.
 */

import { type Principal, type Role, roles } from '../../layers/core/identity/principal.ts';
import { departmental, overseeing } from '../../layers/core/identity/separation.ts';

const departments = ['aic', 'tax', 'civil'];
const districts = [
  { code: '520102', departments: ['aic'] },
  { code: '520103', departments: ['civil'] },
];

const seatsOf = (role: Role): readonly Omit<Principal, 'name' | 'roles'>[] => [
  ...(overseeing.includes(role) ? [] : departments.map((department) => ({ department }))),
  ...(departmental.includes(role) ? [] : [{}, ...districts.map((district) => ({ district }))]),
];

export interface Asker extends Principal {
  readonly name: string;
}

/** Named for the reader of a failure: `provider@aic`, `auditor@520102`, `operator@city`. */
export const askers: readonly Asker[] = [
  ...roles.flatMap((role) =>
    seatsOf(role).map((seat) => ({
      ...seat,
      name: `${role}.${seat.department ?? seat.district?.code ?? 'city'}`,
      roles: [role],
    })),
  ),
  { name: 'nobody.aic', department: 'aic', roles: [] },
  {
    name: 'app-reader',
    department: 'aic',
    roles: ['catalog-manager', 'provider', 'receiver'],
    permissions: ['catalog.read', 'batch.read'],
  },
];
