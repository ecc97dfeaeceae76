/** Reads what a view is over, by key and down to the resources whose rows lie in the lake. */
import type { Resource } from '../../../schemas/resource.ts';
import { catalogEntries } from '../catalog/kinds.ts';
import { deny, type Given } from '../grants/leave.ts';
import type { Records } from '../ports/records.ts';
import { absent, definitions, find, type Held } from '../records.ts';
import { asGiven, type Fault } from './as-given.ts';
import { asMade } from './as-made.ts';

/** A view over a view over a view over resources; and how many resources all its branches may name. */
export const deepest = 3;
export const mostParents = 16;

export interface Resolved {
  readonly resource: Given;
  /** In the order of `view.over`; none: its rows lie in the lake. */
  readonly over: readonly Resolved[];
  /** What a table of the libraries is made from. Its rows lie in the lake; leave on them goes by these. */
  readonly madeFrom?: readonly Resolved[];
  /** What was read on the way, each once: whoever decides by it makes his transaction conditional on it. */
  readonly read: readonly Held<unknown>[];
}

/** A resource that is no view is given as it is described, and nothing is read. */
export async function resolveView(records: Pick<Records, 'get'>, resource: Resource): Promise<Resolved> {
  const read = new Map<string, Held<unknown>>();
  return {
    ...(await resolve({ records: records as Records, read, path: [] }, resource)),
    read: [...read.values()],
  };
}

/** The description as it is given: see `asGiven`. */
export const givenNow = async (records: Pick<Records, 'get'>, resource: Resource): Promise<Given> =>
  resource.view || resource.library ? (await resolveView(records, resource)).resource : resource;

/** Departments that provide each resource the rows come from: they could see all of it without anybody's leave. */
export function departmentsOfAll({ resource, over, madeFrom = over }: Resolved): readonly string[] {
  if (madeFrom.length === 0) return resource.library ? [] : resource.departments;
  const [first = [], ...others] = madeFrom.map(departmentsOfAll);
  return first.filter((department) => others.every((list) => list.includes(department)));
}

/** Resources whose rows lie in the lake, each once. */
export const leavesOf = (resolved: Resolved): readonly Given[] => {
  const all = resolved.over.length === 0 ? [resolved.resource] : resolved.over.flatMap(leavesOf);
  return [...new Map(all.map((one) => [one.code, one])).values()];
};

interface Walk {
  readonly records: Records;
  readonly read: Map<string, Held<unknown>>;
  readonly path: readonly string[];
}

type Branch = Omit<Resolved, 'read'>;

async function resolve(walk: Walk, resource: Resource): Promise<Branch> {
  const { view, library, code } = resource;
  const below = view ?? library;
  if (!below) return { resource, over: [] };
  const path = [...walk.path, code];
  if (path.length > deepest) return closed(resource, tooDeep(path));
  const over: Branch[] = [];
  for (const parent of below.over) {
    if (path.includes(parent)) return closed(resource, inCircle([...path, parent]));
    const found = await readParent({ ...walk, path }, parent);
    if ('zh' in found) return closed(resource, found);
    over.push(await resolve({ ...walk, path }, found));
  }
  const parents = over.map((one) => one.resource);
  const branches = over.map((one) => ({ ...one, read: [] }));
  if (!view) return { resource: asMade(resource, parents), over: [], madeFrom: branches };
  return { resource: asGiven(resource, view, parents), over: branches };
}

async function readParent({ records, read }: Walk, code: string): Promise<Resource | Fault> {
  const definition = await find(records, definitions, code);
  const entry = await find(records, catalogEntries, code);
  for (const one of [definition ?? absent(definitions.key(code)), entry ?? absent(catalogEntries.key(code))])
    read.set(one.key, one);
  if (read.size > 2 * mostParents)
    return { zh: `引用的资源超过 ${mostParents} 项`, en: `it is over more than ${mostParents} resources` };
  if (!definition)
    return { zh: `没有资源 ${code}，请先登记`, en: `there is no resource ${code}; describe that one first` };
  if (entry && entry.value.published === undefined)
    return { zh: `${code} 已从目录撤销`, en: `${code} was withdrawn from the catalog` };
  return definition.value.resource;
}

const tooDeep = (path: readonly string[]): Fault => ({
  zh: `视图最多 ${deepest} 层：${path.join(' → ')}`,
  en: `views stand at most ${deepest} above each other: ${path.join(' → ')}`,
});

const inCircle = (path: readonly string[]): Fault => ({
  zh: `视图循环引用：${path.join(' → ')}`,
  en: `it leads back to itself: ${path.join(' → ')}`,
});

const closed = (resource: Resource, { zh, en }: Fault): Branch => ({
  resource: {
    ...resource,
    closed: deny(
      'view-closed',
      `the view ${resource.code} gives nothing: ${en}`,
      `逻辑资源 ${resource.code} 暂不提供数据：${zh}`,
    ).denial,
  },
  over: [],
});
