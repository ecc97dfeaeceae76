/**
 * Where people sit in Athena's console: a seat is one role of one department, or of the city. Each has a work group and
 * an identity of its own, for a grant is a department's: see docs/adr/a-seat-for-each-role-of-a-department.md.
 */
import { actions } from '../identity/actions.ts';
import type { Principal, Role } from '../identity/principal.ts';

export interface Seat {
  readonly role: Role;
  /** Absent: the city's. */
  readonly department?: string | undefined;
}

const seatsBy = (relation: 'own' | 'city'): Role[] =>
  (Object.entries(actions['query.run'].to) as [Role, readonly string[]][])
    .filter(([, relations]) => relations.includes(relation))
    .map(([role]) => role);

/** Who may query at all may have a seat: the table of rights says who, and nobody else gets a work group. */
export const departmentSeats: readonly Role[] = seatsBy('own');
export const citySeats: readonly Role[] = seatsBy('city');

/** `local-tax-receiver`, `operator`. No role's name ends in another's, so no two seats have one name. */
export const seatName = ({ role, department }: Seat): string =>
  department === undefined ? role : `${department}-${role}`;

/** @throws for a name that `seatName` does not give */
export function seatFromName(name: string): Seat {
  const city = citySeats.find((role) => role === name);
  if (city) return { role: city };
  const role = departmentSeats.find((one) => name.endsWith(`-${one}`));
  if (!role) throw new Error(`${name} is no seat in the console`);
  return { role, department: name.slice(0, -role.length - 1) };
}

/** Begins the name of each session in which the API takes on a seat; a seat trusts it in no other. */
export const sessionPrefix = 'query-';

/** Whoever sits there, to the one place where access is decided. */
export const principalOf = ({ role, department }: Seat): Principal => ({
  name: seatName({ role, department }),
  department,
  roles: [role],
});

/** Databases that no person reads in the console: their tables hold every attempt and what was withdrawn. */
export const closedDatabases: ReadonlySet<string> = new Set(['raw']);
