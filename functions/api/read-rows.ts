/** The current state of a resource, a page at a time. A cursor pins the generation it began with. */
import { z } from 'zod';
import { mustLieInLake } from '../../layers/core/catalog/in-force.ts';
import { checkExpression } from '../../layers/core/cleaning/check-expression.ts';
import { Forbidden, InvalidInput, Refused } from '../../layers/core/errors.ts';
import { currentState, newestList } from '../../layers/core/exchange/index.ts';
import { deriveList } from '../../layers/core/exchange/live-list.ts';
import { loadParts } from '../../layers/core/exchange/parts-ref.ts';
import { joinConditions } from '../../layers/core/grants/leave.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import type { RowsQuery } from '../../layers/core/ports/refinery.ts';
import type { View } from '../../schemas/catalog-elements.ts';
import type { LiveEntry, LiveList } from '../../schemas/records.ts';
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
  readonly generation: number;
  readonly next?: string;
}

const placeSchema = z.object({ generation: z.number().int().min(0), offset: z.number().int().min(0) });

/**
 * Rows as the asker may see them: under a grant only its items, and only rows its conditions let through.
 * @throws InvalidInput for an unknown item, a bad filter or another list's cursor; Forbidden for an item outside the grant; Refused
 * for a resource of scans and drawings
 */
export async function readRows(
  ports: Ports,
  resource: Resource,
  asked: RowsAsked,
  under?: RowsLeave,
): Promise<RowsPage> {
  mustLieInLake(resource);
  if (resource.kind === 'unstructured') throw noRows(resource);
  if (resource.view) throw ofParents(resource, resource.view);
  const shown = shownItems(resource, asked.items, under);
  const filter = joinFilters(resource, asked.filter, under);
  const scope = JSON.stringify(['rows', resource.code, shown, filter ?? '']);
  const place = readCursor(scope, asked.cursor, placeSchema);
  const list = place
    ? await deriveList(ports, resource.code, place.generation)
    : await newestList(ports, resource.code);
  const offset = place?.offset ?? 0;
  const query = { ...(await stateQuery(ports, list, resource)), items: shown, filter, offset };
  const { items, more } = await takePage(ports, query, asked.limit, new Set([...shown, '_batch', '_line']));
  const next = { generation: list.generation, offset: offset + items.length };
  return { items, generation: list.generation, ...(more ? { next: writeCursor(scope, next) } : {}) };
}

/** An empty page would say that there are no rows: there are, in the resources it is over. */
const ofParents = ({ code }: Resource, { over }: View): Refused =>
  new Refused(
    'view-rows',
    `${code} is a view: its rows are not joined here yet; read those of ${over.join(', ')} under your grants`,
    `${code} 为逻辑资源，暂不能直接读取其数据行；请按授权读取 ${over.join('、')} 的数据`,
    { place: { resource: code } },
  );

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

async function stateQuery(
  ports: Ports,
  list: LiveList,
  resource: Resource,
): Promise<Omit<RowsQuery, 'limit'>> {
  const { entries, lastPerKey } = currentState(list, resource);
  const load = async ({ objects, batches }: LiveEntry) => ({
    parts: await loadParts(ports.objects, objects),
    batches: batches.map((one) => one.batch),
  });
  return { resource, entries: await Promise.all(entries.map(load)), lastPerKey };
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
