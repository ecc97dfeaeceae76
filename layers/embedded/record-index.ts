/** Reads one partition of an index: what lies in SQLite, with changes of the last moments not shown yet. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { InvalidInput } from '../core/errors.ts';
import type { IndexName, IndexPage, Records, Stored } from '../core/ports/records.ts';
import type { IndexLag } from './index-lag.ts';
import { keyText } from './utf8-key.ts';

type QueryRange = NonNullable<Parameters<Records['query']>[2]>;

/** An item with its place: sort value, then key, as bytes. */
interface Placed {
  readonly sort: Buffer;
  readonly key: Buffer;
  readonly item: Stored;
}

const mostPerPage = 1000;

const comparePlaces = (one: Omit<Placed, 'item'>, other: Omit<Placed, 'item'>): number =>
  Buffer.compare(one.sort, other.sort) || Buffer.compare(one.key, other.key);

const writeCursor = ({ sort, key }: Placed): string =>
  `${sort.toString('base64url')}.${key.toString('base64url')}`;

function readCursor(cursor: string): { sort: Buffer; key: Buffer } {
  const [sort, key, ...rest] = cursor.split('.');
  if (!sort || !key || rest.length > 0)
    throw new InvalidInput(
      'this is no place to go on from; give back `next` as it came',
      '续读位置无效，请原样传回 next',
    );
  return { sort: Buffer.from(sort, 'base64url'), key: Buffer.from(key, 'base64url') };
}

function rowsOf(
  database: DatabaseSync,
  index: IndexName,
  partition: string,
  range: QueryRange,
  limit: number,
): Placed[] {
  const where = ['i.name = ?', 'i.partition = ?'];
  const values: SQLInputValue[] = [index, Buffer.from(partition)];
  const add = (condition: string, ...more: SQLInputValue[]) => {
    where.push(condition);
    values.push(...more);
  };
  if (range.from !== undefined) add('i.sort >= ?', Buffer.from(range.from));
  if (range.to !== undefined) add('i.sort <= ?', Buffer.from(range.to));
  if (range.after !== undefined) {
    const { sort, key } = readCursor(range.after);
    add(`(i.sort, i.key) ${range.descending ? '<' : '>'} (?, ?)`, sort, key);
  }
  const order = range.descending ? 'desc' : 'asc';
  const rows = database
    .prepare(
      `select i.sort, i.key, r.version, r.value from record_index i join records r on r.key = i.key
       where ${where.join(' and ')} order by i.sort ${order}, i.key ${order} limit ?`,
    )
    .all(...values, limit) as { sort: Uint8Array; key: Uint8Array; version: number; value: string }[];
  return rows.map(({ sort, key, version, value }) => ({
    sort: Buffer.from(sort),
    key: Buffer.from(key),
    item: { key: keyText(key), version, value: JSON.parse(value) },
  }));
}

function isWithin(placed: Placed, range: QueryRange): boolean {
  if (range.from !== undefined && Buffer.compare(placed.sort, Buffer.from(range.from)) < 0) return false;
  if (range.to !== undefined && Buffer.compare(placed.sort, Buffer.from(range.to)) > 0) return false;
  if (range.after === undefined) return true;
  const order = comparePlaces(placed, readCursor(range.after));
  return range.descending ? order < 0 : order > 0;
}

function heldRows(lag: IndexLag, index: IndexName, partition: string, range: QueryRange): Placed[] {
  return [...lag.held().values()].flatMap((shown) => {
    const entry = shown?.entries[index];
    if (!shown || entry?.[0] !== partition) return [];
    const item = structuredClone(shown.stored);
    const placed = { sort: Buffer.from(entry[1]), key: Buffer.from(item.key), item };
    return isWithin(placed, range) ? [placed] : [];
  });
}

/** @throws InvalidInput for a limit outside 1 to 1,000 or a place that is none */
export function queryIndex(
  database: DatabaseSync,
  lag: IndexLag,
  index: IndexName,
  partition: string,
  range: QueryRange,
): IndexPage {
  const limit = range.limit ?? 100;
  if (!Number.isInteger(limit) || limit < 1 || limit > mostPerPage)
    throw new InvalidInput(
      `a page has 1 to ${mostPerPage} items, not ${limit}; choose another limit`,
      `每页 1 至 ${mostPerPage} 条，当前 ${limit}，请更改`,
    );
  const held = lag.held();
  const rows = rowsOf(database, index, partition, range, limit + held.size + 1);
  const found = rows.filter(({ item }) => !held.has(item.key));
  const direction = range.descending ? -1 : 1;
  const placed = [...found, ...heldRows(lag, index, partition, range)].sort(
    (one, other) => direction * comparePlaces(one, other),
  );
  const page = placed.slice(0, limit);
  const last = page.at(-1);
  const items = page.map(({ item }) => item);
  return placed.length > limit && last ? { items, next: writeCursor(last) } : { items };
}
