/** Of a stage with Athena's console: who has a seat in it, and how much a query may read. */
import { z } from 'zod';
import { citySeats, departmentSeats, type Seat, seatName } from '../layers/core/console-leave/seats.ts';
import type { Role } from '../layers/core/identity/principal.ts';

const department = z.string().regex(/^[a-z][a-z0-9-]{1,31}$/);
const roleName = z.enum(departmentSeats as [Role, ...Role[]]);
const seatRole = z.enum([...departmentSeats, ...citySeats] as [Role, ...Role[]]);

/** A template holds 500 resources; a seat takes three, all that is beside them some 330. */
const mostSeats = 55;
/** Of the name of a role in IAM. */
const mostCharacters = 64;

export const workbenchSchema = z.strictObject({
  /** Name of the account's SAML provider: the city's identity provider, which vouches for who sits where. */
  samlProvider: z.string().regex(/^[\w.-]{1,128}$/),
  /** Departments whose people use the console, each with the roles they use it in. */
  analysts: z.record(department, z.array(roleName).min(1)).default({}),
  /** GiB that one query of a role may read, where it is not the usual number. Athena takes 10 MB at least. */
  scanGibibytes: z.partialRecord(seatRole, z.number().min(0.01).max(7_000_000)).default({}),
  /** Results end after so many days: they outlive the grant they were read under by no more. */
  resultDays: z.number().int().min(1).max(45).default(3),
  /** ARNs of who else administers Lake Formation in this account and region; nobody but these and the deployment does. */
  lakeAdmins: z.array(z.string().startsWith('arn:')).default([]),
});

export type WorkbenchSettings = z.infer<typeof workbenchSchema>;

/** Who provides reads its own; who works on cases reads what many departments gave. */
const usualGibibytes: Partial<Record<Role, number>> = {
  provider: 20,
  receiver: 50,
  'tax-officer': 100,
  operator: 100,
};

export function seatsOf({ analysts }: WorkbenchSettings): readonly Seat[] {
  const departments = Object.entries(analysts).flatMap(([code, roles]) =>
    [...new Set(roles)].map((role) => ({ role, department: code })),
  );
  return [...citySeats.map((role) => ({ role })), ...departments];
}

/** Bytes that one query of a seat may read; Athena ends one that would read more. */
export function scanLimit({ scanGibibytes }: WorkbenchSettings, { role }: Seat): number {
  const gibibytes = scanGibibytes[role] ?? usualGibibytes[role];
  if (gibibytes === undefined) throw new Error(`role ${role} queries and has no scan limit`);
  return Math.round(gibibytes * 1024 ** 3);
}

/** Name of a seat's identity and of its work group. */
export const seatIdentity = (stage: string, seat: Seat): string => seatPrefix(stage) + seatName(seat);

/** Stands before a seat's name in the names of its identity and of its work group. */
export const seatPrefix = (stage: string): string => `${stage}-`;

/** @throws when a stage cannot have so many seats, or so long names */
export function checkWorkbench(stage: string, settings: WorkbenchSettings): void {
  const seats = seatsOf(settings);
  if (seats.length > mostSeats)
    throw new Error(`stage ${stage} has ${seats.length} seats in the console; a stack holds ${mostSeats}`);
  const tooLong = seats.map((seat) => seatIdentity(stage, seat)).find((name) => name.length > mostCharacters);
  if (tooLong !== undefined)
    throw new Error(`stage ${stage}: the name ${tooLong} is longer than IAM's ${mostCharacters} characters`);
}
