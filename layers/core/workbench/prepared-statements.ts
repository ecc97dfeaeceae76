/** Prepared statements as they are kept and listed by a program; `prepare.ts` has the statements of SQL for them. */

import type { z } from 'zod';
import type { preparedSchema } from '../../../schemas/workbench.ts';
import { platform } from '../certificates/kinds.ts';
import { NotFound, Refused } from '../errors.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, type Held } from '../records.ts';
import { parseStatement } from '../sql/parse/index.ts';
import { Transaction } from '../transaction.ts';
import { readAgain } from '../walk.ts';
import { prepared, preparedIn } from './kinds.ts';
import { ownWorkspace } from './places.ts';

type Kept = z.infer<typeof preparedSchema>;
export type PreparedStatement = Kept & { readonly text: string };

export interface StatementPlace {
  readonly principal: Principal;
  readonly workGroup: string;
  readonly name: string;
}

const workspaceOf = (principal: Principal): string => ownWorkspace(principal) ?? 'city';

async function held(
  { records }: Pick<Ports, 'records'>,
  place: StatementPlace,
): Promise<Held<Kept | undefined>> {
  const parts = [workspaceOf(place.principal), place.workGroup, place.name.toLowerCase()] as const;
  return (await find(records, prepared, ...parts)) ?? absent(prepared.key(...parts));
}

const isThere = (kept: Kept | undefined): kept is PreparedStatement => kept?.text !== undefined;

/** @throws NotFound */
export async function preparedStatementAt(
  ports: Pick<Ports, 'records'>,
  place: StatementPlace,
): Promise<PreparedStatement> {
  const { value } = await held(ports, place);
  if (isThere(value)) return value;
  throw new NotFound(`PreparedStatement ${place.name} was not found`, `没有预备语句 ${place.name}`);
}

/** In the order of their names. */
export async function listPrepared(
  { records }: Pick<Ports, 'records'>,
  { principal, workGroup }: Omit<StatementPlace, 'name'>,
): Promise<readonly PreparedStatement[]> {
  const found: PreparedStatement[] = [];
  const place = ['topic', preparedIn(workspaceOf(principal), workGroup)] as const;
  for await (const { value } of readAgain(records, prepared, place)) if (isThere(value)) found.push(value);
  return found;
}

interface Text {
  readonly text: string;
  readonly description?: string | undefined;
}

/** @throws QueryRefused for a text that is no statement; Refused `prepared-exists` */
export async function createPrepared(ports: Ports, place: StatementPlace, given: Text): Promise<void> {
  const before = await held(ports, place);
  if (isThere(before.value))
    throw new Refused(
      'prepared-exists',
      `PreparedStatement ${place.name} already exists`,
      `预备语句 ${place.name} 已存在`,
    );
  await keep(ports, place, before, given, 'statement prepared');
}

/** @throws NotFound, QueryRefused */
export async function updatePrepared(ports: Ports, place: StatementPlace, given: Text): Promise<void> {
  await preparedStatementAt(ports, place);
  await keep(ports, place, await held(ports, place), given, 'statement prepared');
}

/** @throws NotFound */
export async function deletePrepared(ports: Ports, place: StatementPlace): Promise<void> {
  await preparedStatementAt(ports, place);
  await keep(ports, place, await held(ports, place), undefined, 'prepared statement dropped');
}

async function keep(
  ports: Ports,
  { principal, workGroup, name }: StatementPlace,
  before: Held<unknown>,
  given: Text | undefined,
  action: string,
): Promise<void> {
  if (given) parseStatement(given.text);
  const transaction = new Transaction(ports, {
    step: 'tend-workbench',
    department: principal.department ?? platform,
    actor: principal.name,
  });
  const value = {
    workspace: workspaceOf(principal),
    workGroup,
    name: name.toLowerCase(),
    owner: principal.name,
    at: transaction.at,
    ...given,
  };
  await transaction.put(prepared, before, value, { action }).commit();
}
