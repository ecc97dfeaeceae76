/** The current state of a resource, a page at a time. A cursor pins the generations it began with. */
import { z } from 'zod';
import { mustLieInLake } from '../../layers/core/catalog/in-force.ts';
import { checkExpression } from '../../layers/core/cleaning/check-expression.ts';
import { Forbidden, InvalidInput, Refused } from '../../layers/core/errors.ts';
import { joinConditions, NoLeave } from '../../layers/core/grants/leave.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import type { RowsQuery } from '../../layers/core/ports/refinery.ts';
import type { Resolved } from '../../layers/core/views/resolve-view.ts';
import { generationsOf, pinLists, sourceOf } from '../../layers/core/views/view-state.ts';
import type { Resource } from '../../schemas/resource.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { largestAnswer } from './home.ts';

export interface RowsAsked {
  readonly items?: readonly string[] | undefined;
  readonly filter?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What the asker was given: which items, and conditions that a row must all meet. */
export interface RowsLeave {
  readonly items: readonly string[];
  readonly filters: readonly string[];
}

export interface RowsPage {
  readonly items: Record<string, unknown>[];
  /** Of a view, the sum of its sources' generations: it grows with each change of any of them. */
  readonly generation: number;
  /** Of a view: the generation of each resource its rows come from. */
  readonly generations?: Record<string, number>;
  readonly next?: string;
}

const placeSchema = z.object({
  generations: z.record(z.string(), z.number().int().min(0)),
  offset: z.number().int().min(0),
});

/**
 * Rows as the asker may see them: under a grant only its items, and only rows its conditions let through. Of a view,
 * joined from the current state of each resource it is over.
 * @throws InvalidInput for an unknown item, a bad filter or another list's cursor; Forbidden for an item outside the grant; Refused
 * for a resource of scans and drawings; NoLeave for a view that cannot be read
 */
export async function readRows(
  ports: Ports,
  resolved: Resolved,
  asked: RowsAsked,
  under?: RowsLeave,
): Promise<RowsPage> {
  const { resource } = resolved;
  mustLieInLake(resource);
  if (resource.closed) throw new NoLeave(resource.closed);
  if (resource.kind === 'unstructured') throw noRows(resource);
  const shown = shownItems(resource, asked.items, under);
  const filter = joinFilters(resource, asked.filter, under);
  const scope = JSON.stringify(['rows', resource.code, shown, filter ?? '', ...versionsOf(resolved)]);
  const place = readCursor(scope, asked.cursor, placeSchema);
  const lists = await pinLists(ports, resolved, place?.generations);
  const offset = place?.offset ?? 0;
  const query = { ...(await sourceOf(ports, resolved, lists)), items: shown, filter, offset };
  const lineage = resource.view ? [] : ['_batch', '_line'];
  const { items, more } = await takePage(ports, query, asked.limit, new Set([...shown, ...lineage]));
  const generations = generationsOf(lists);
  const next = { generations, offset: offset + items.length };
  return {
    items,
    generation: Object.values(generations).reduce((sum, one) => sum + one, 0),
    ...(resource.view ? { generations: { ...generations } } : {}),
    ...(more ? { next: writeCursor(scope, next) } : {}),
  };
}

/** A cursor into a view goes on only while it is over the same descriptions. */
const versionsOf = ({ resource, over }: Pick<Resolved, 'resource' | 'over'>): string[] =>
  resource.view ? [`${resource.code}@${resource.version}`, ...over.flatMap(versionsOf)] : [];

function shownItems(
  resource: Resource,
  asked: readonly string[] | undefined,
  under?: RowsLeave,
): readonly string[] {
  const known = resource.items.map((item) => item.code);
  const open = under ? under.items.filter((item) => known.includes(item)) : known;
  const unknown = (asked ?? []).filter((item) => !known.includes(item));
  if (unknown.length > 0)
    throw new InvalidInput(
      `${resource.code} has no item ${unknown.join(', ')}; see GET /resources/${resource.code}`,
      `${resource.code} 没有信息项 ${unknown.join('、')}，请查看资源目录`,
      { place: { resource: resource.code } },
    );
  const closed = (asked ?? []).filter((item) => !open.includes(item));
  if (closed.length > 0)
    throw new Forbidden(
      `your grant does not hold ${closed.join(', ')}; it holds ${open.join(', ')}`,
      `本部门的授权不含信息项 ${closed.join('、')}；可读：${open.join('、')}`,
      { place: { resource: resource.code } },
    );
  return asked ? [...new Set(asked)] : open;
}

/** Each filter is a whole condition by itself before they are joined, so no bracket of one can open the other. */
function joinFilters(resource: Resource, asked: string | undefined, under?: RowsLeave): string | undefined {
  const open = under ? resource.items.filter((item) => under.items.includes(item.code)) : resource.items;
  if (asked !== undefined) checkExpression(asked, open);
  return joinConditions([...(under?.filters ?? []), ...(asked === undefined ? [] : [asked])]);
}

/** One row more than asked tells whether there are more; a page ends early before it grows past an answer's size. */
async function takePage(
  ports: Ports,
  query: Omit<RowsQuery, 'limit'>,
  limit: number,
  open: ReadonlySet<string>,
): Promise<{ items: Record<string, unknown>[]; more: boolean }> {
  const items: Record<string, unknown>[] = [];
  let bytes = 0;
  for await (const row of ports.query.rows({ ...query, limit: limit + 1 })) {
    const shown = Object.fromEntries(Object.entries(row).filter(([name]) => open.has(name)));
    bytes += Buffer.byteLength(JSON.stringify(shown));
    if (items.length >= limit || (items.length > 0 && bytes > largestAnswer)) return { items, more: true };
    items.push(shown);
  }
  return { items, more: false };
}

const noRows = ({ code }: Resource): Refused =>
  new Refused(
    'no-rows',
    `${code} holds files, not rows; subscribe to it and fetch them from your inbox`,
    `${code} 为非结构化资源，没有数据行；请订阅后从收件箱获取`,
    { place: { resource: code } },
  );
