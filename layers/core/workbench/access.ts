/** How far a principal may read a resource by SQL: what the rows of the API would show it, and never more. */

import type { Resource } from '../../../schemas/resource.ts';
import type { ReadSource } from '../../../schemas/workbench.ts';
import { byWay, grantsOn } from '../grants/in-force.ts';
import { type Denial, deny, leaveUnder, type Ruling } from '../grants/leave.ts';
import { permits } from '../identity/decide.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find } from '../records.ts';
import { departmentsOfAll, type Resolved, resolveView } from '../views/resolve-view.ts';

export interface Narrowed {
  readonly items: readonly string[];
  readonly filters: readonly string[];
}

export type Access =
  | { readonly resolved: Resolved; readonly narrowed?: Narrowed; readonly denial?: undefined }
  | { readonly denial: Denial };

type Reading = Pick<Ports, 'records' | 'clock'>;

/** @param resource the description in force */
export async function accessTo(ports: Reading, principal: Principal, resource: Resource): Promise<Access> {
  const resolved = await resolveView(ports.records, resource);
  const closed = closedToAll(resolved);
  if (closed) return { denial: closed };
  const { department } = principal;
  const ruling = department === undefined ? undefined : await rulingFor(ports, resource, department);
  const relation = permits(principal, 'rows.read', {
    providers: departmentsOfAll(resolved),
    receivers: department !== undefined && ruling?.leave ? [department] : [],
  });
  if (relation === undefined) return { denial: ruling?.denial ?? noGrant(resource) };
  if (relation !== 'receiver') return { resolved };
  const { items = [], filters = [] } = ruling?.leave ?? {};
  return { resolved, narrowed: { items, filters } };
}

/** The newest grant that is good for rows or for queries. */
async function rulingFor(
  ports: Reading,
  resource: Resource,
  department: string,
): Promise<Ruling | undefined> {
  const given = await grantsOn(ports, resource, department);
  const rulings = given.map(({ ruling }) => {
    const byQuery = byWay(ruling, 'database');
    return byQuery.leave ? byQuery : byWay(ruling, 'service');
  });
  return rulings.findLast(({ leave }) => leave !== undefined) ?? rulings.at(-1);
}

const noGrant = ({ code }: Resource): Denial =>
  leaveUnder(undefined, { code } as Resource, '').denial as Denial;

/** What no person reads by SQL, whoever it is. */
export function closedToAll({ resource }: Resolved): Denial | undefined {
  const { code, grade, location, kind, closed } = resource;
  if (closed) return closed;
  if (grade === 3)
    return deny(
      'grade-3',
      `${code} is of grade 3: no query reads its rows; ask it as a question: shuiyuan question propose`,
      `${code} 为不予共享（3 级），不可用 SQL 查询；请作为就地计算的查询提出：shuiyuan question propose`,
    ).denial;
  if (location === 'department')
    return deny(
      'other-way',
      `the rows of ${code} stay with its department: ask it as a question: shuiyuan question propose`,
      `${code} 的数据留在部门，请作为就地计算的查询提出：shuiyuan question propose`,
    ).denial;
  if (kind === 'unstructured')
    return deny(
      'other-way',
      `${code} holds files, not rows; search them: shuiyuan document search`,
      `${code} 为文件资源，没有数据行；请用文件检索`,
    ).denial;
  return undefined;
}

export const sourceRead = (code: string, { narrowed }: { narrowed?: Narrowed | undefined }): ReadSource => ({
  resource: code,
  ...(narrowed ? { narrowed: { items: [...narrowed.items], filters: [...narrowed.filters] } } : {}),
});

/**
 * Whether a principal may still read all that rows were made of: each resource, each item that could be read then, and
 * every row. Deny first: a grant that became narrower closes what was made under the wider one.
 * @returns the first resource that is closed
 */
export async function closedSource(
  ports: Reading,
  principal: Principal,
  sources: readonly ReadSource[],
): Promise<string | undefined> {
  for (const source of sources) {
    const definition = await find(ports.records, definitions, source.resource);
    if (!definition) return source.resource;
    const access = await accessTo(ports, principal, definition.value.resource);
    if (access.denial || !covers(access.narrowed, source.narrowed)) return source.resource;
  }
  return undefined;
}

function covers(now: Narrowed | undefined, then: Narrowed | undefined): boolean {
  if (!now) return true;
  if (!then) return false;
  return (
    then.items.every((item) => now.items.includes(item)) &&
    now.filters.every((filter) => then.filters.includes(filter))
  );
}
