/** Queries kept under a name: a department's are its people's, those of an account that acts for none are its own. */
import { type NamedQuery, namedQuerySchema } from '../../../schemas/work-group.ts';
import { platform } from '../certificates/kinds.ts';
import { NotFound } from '../errors.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, type Held, kind } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { readAgain } from '../walk.ts';

const namedQueriesOf = (owner: string): string => `named-queries/${owner}`;

const namedQueries = kind({
  name: 'named-query',
  key: (id: string) => `named-query/${id}`,
  schema: namedQuerySchema,
  indexes: ({ owner, id, deleted }) => (deleted ? {} : { owner: [namedQueriesOf(owner), id] }),
});

/** Whom something kept belongs to. */
export const keeperOf = ({ name, department }: Principal): string =>
  department === undefined ? `account/${name}` : `department/${department}`;

type Reading = Pick<Ports, 'records'>;

async function held(ports: Reading, principal: Principal, id: string): Promise<Held<NamedQuery>> {
  const found = await find(ports.records, namedQueries, id);
  if (found && !found.value.deleted && found.value.owner === keeperOf(principal)) return found;
  throw new NotFound(`NamedQuery ${id} was not found.`, `没有已保存的查询 ${id}`);
}

/** @throws NotFound for another's too */
export const namedQuery = async (ports: Reading, principal: Principal, id: string): Promise<NamedQuery> =>
  (await held(ports, principal, id)).value;

/** In the order they were made. */
export async function listNamedQueries(
  ports: Reading,
  principal: Principal,
  workGroup: string,
): Promise<readonly NamedQuery[]> {
  const found: NamedQuery[] = [];
  const place = ['owner', namedQueriesOf(keeperOf(principal))] as const;
  for await (const { value } of readAgain(ports.records, namedQueries, place))
    if (!value.deleted && value.workGroup === workGroup) found.push(value);
  return found;
}

export type NewNamedQuery = Pick<NamedQuery, 'name' | 'description' | 'database' | 'text' | 'workGroup'>;

/** @returns its number */
export async function createNamedQuery(
  ports: Ports,
  principal: Principal,
  given: NewNamedQuery,
): Promise<string> {
  const id = ports.ids.next();
  const value = { ...given, id, owner: keeperOf(principal), madeBy: principal.name };
  await keep(ports, principal, absent(namedQueries.key(id)), value, 'named-query-created');
  return id;
}

export async function updateNamedQuery(
  ports: Ports,
  principal: Principal,
  { id, ...changed }: Pick<NamedQuery, 'id' | 'name' | 'text'> & Pick<Partial<NamedQuery>, 'description'>,
): Promise<void> {
  const before = await held(ports, principal, id);
  await keep(ports, principal, before, { ...before.value, ...changed }, 'named-query-changed');
}

export async function deleteNamedQuery(ports: Ports, principal: Principal, id: string): Promise<void> {
  const before = await held(ports, principal, id);
  await keep(ports, principal, before, { ...before.value, deleted: true }, 'named-query-deleted');
}

async function keep(
  ports: Ports,
  principal: Principal,
  before: Held<unknown>,
  value: NamedQuery,
  action: string,
): Promise<void> {
  const department = principal.department ?? platform;
  await new Transaction(ports, { step: 'tend-workbench', department, actor: principal.name })
    .put(namedQueries, before, value, { action })
    .commit();
}
