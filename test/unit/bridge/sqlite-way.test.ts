/** Reading and writing on SQLite, which needs no server: ranges with ties, order of batches, tombstones, rejects. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { InJob } from '../../../cli/bridge/config.ts';
import { nextBound, type Position, type Range, rangeSql } from '../../../cli/bridge/read-table.ts';
import { applyParcel, type ParcelToApply, type Reject } from '../../../cli/bridge/receive/apply-parcel.ts';
import { openSqliteTarget } from '../../../cli/bridge/receive/sqlite-target.ts';
import { openSqlite } from '../../../cli/bridge/sources/sqlite.ts';
import { mapColumns } from '../../../cli/bridge/type-map.ts';
import { resourceSchema } from '../../../schemas/resource.ts';
import { makeFolder } from '../../acceptance/files.ts';
import { resource as described } from '../../faults/bridge/city.ts';

const resource = resourceSchema.parse({
  ...described,
  items: [
    { code: 'id', name: '编号', type: 'text', length: 20, key: 'primary', required: true },
    { code: 'amount', name: '金额', type: 'decimal', length: 18, scale: 2 },
    { code: 'deleted', name: '删除标记', type: 'text', length: 1 },
  ],
});

test('ranges meet without a gap or an overlap, also where many rows share a mark', async () => {
  const path = join(await makeFolder(), 'source.sqlite');
  const database = new DatabaseSync(path);
  database.exec('create table t (id text primary key, amount text, mark integer)');
  const insert = database.prepare('insert into t values (?, ?, ?)');
  for (let index = 0; index < 50; index += 1) insert.run(`r'${index}`, `${index}.50`, Math.floor(index / 9));
  database.close();
  const source = await openSqlite(path);
  const columns = await source.columns('t');
  const { columns: mapped } = mapColumns(resource.items, columns, {});
  const order = ['mark', 'id'].map((name) => columns.find((one) => one.name === name) as never);
  const range: Range = { table: 't', order, lagSeconds: 60, rows: 7 };
  const seen: string[] = [];
  let from: Position | undefined;
  for (;;) {
    const to = await source.read((reader) => nextBound(reader, source.dialect, range, from));
    if (to === undefined) break;
    const sql = rangeSql(source.dialect, range, mapped, from, to);
    const rows = await source.read((reader) => reader.rows(sql));
    expect(rows.length).toBeLessThanOrEqual(7);
    seen.push(...rows.map(([id]) => String(id)));
    from = to;
  }
  await source.close();
  expect(seen).toHaveLength(50);
  expect(new Set(seen).size).toBe(50);
});

const job: InJob & { table: string } = {
  name: 'in',
  into: 'office',
  resource: 'BRTRADE',
  table: 'trade',
  write: 'upsert',
  keys: [],
  columns: {},
};

const parcelOf = (batch: string, rows: string | undefined): ParcelToApply => ({
  parcel: `${batch}-s${rows === undefined ? '-correction' : ''}`,
  batch,
  sha256: 'd',
  resource,
  rows,
  manifest: {
    schema: 'manifest/1',
    parcel: `${batch}-s`,
    kind: rows === undefined ? 'correction' : 'data',
    sender: 'power',
    receiver: 'local-tax',
    resource: 'BRTRADE',
    resourceVersion: 1,
    period: '20261125',
    batches: [batch],
    subscription: 's',
    items: ['id', 'amount', 'deleted'],
    columns: resource.items.map(({ code, name, type }) => ({ code, name, type })),
    filter: null,
    format: 'parquet',
    correction: null,
    plannedAt: '2026-11-25T00:00:00.000Z',
  },
});

async function officeWith() {
  const folder = await makeFolder();
  const path = join(folder, 'office.sqlite');
  const target = await openSqliteTarget(path);
  const rejected: Reject[] = [];
  const apply = async (batch: string, text: string | undefined, as = job) => {
    const file = text === undefined ? undefined : join(folder, `${batch}.csv`);
    if (file !== undefined && text !== undefined) await writeFile(file, text);
    return applyParcel(target, as, parcelOf(batch, file), async (rows) => void rejected.push(...rows));
  };
  const rows = async () => target.rows('SELECT id, amount FROM trade ORDER BY id');
  return { target, apply, rows, rejected };
}

test('an earlier batch that comes late changes nothing; a tombstone deletes; a repeat does nothing', async () => {
  const { apply, rows, target } = await officeWith();
  expect(await apply('B2', 'a,12345678901234567.89,\nb,2.00,\n')).toEqual({
    isRepeat: false,
    rows: 2,
    rejected: 0,
  });
  await apply('B1', 'a,1.00,\nc,3.00,\n');
  expect(await rows()).toEqual([
    ['a', '12345678901234567.89'],
    ['b', '2.00'],
    ['c', '3.00'],
  ]);
  await apply('B3', 'b,2.00,Y\n');
  expect(await apply('B3', 'a,9.00,\n')).toMatchObject({ isRepeat: true });
  expect((await rows()).map(([id]) => id)).toEqual(['a', 'c']);
  await target.close();
});

test('a correction takes the rows of its batch away', async () => {
  const { apply, rows, target } = await officeWith();
  await apply('B1', 'a,1.00,\nb,2.00,\n');
  await apply('B2', 'c,3.00,\n');
  await apply('B1', undefined);
  expect(await rows()).toEqual([['c', '3.00']]);
  await target.close();
});

test('rows the database refuses are named, the others are written', async () => {
  const { apply, rows, target, rejected } = await officeWith();
  await apply('B1', 'a,1.00,\n');
  await target.run(
    "CREATE TRIGGER t BEFORE INSERT ON trade WHEN new.amount = '4.04' BEGIN SELECT raise(abort, 'no'); END",
  );
  const text = Array.from(
    { length: 20 },
    (_, index) => `r${index},${index === 11 ? '4.04' : '5.00'},\n`,
  ).join('');
  expect(await apply('B2', text)).toMatchObject({ rows: 19, rejected: 1 });
  expect(rejected.map(({ row, cells }) => [row, cells[0]])).toEqual([[12, 'r11']]);
  expect(await rows()).toHaveLength(20);
  await target.close();
});

test('a table that would lose digits or has no key is refused before anything is written', async () => {
  const { apply, target } = await officeWith();
  await target.run('CREATE TABLE trade (id text, amount real, deleted text)');
  await expect(apply('B1', 'a,1.00,\n')).rejects.toMatchObject({ code: 'unfit-table' });
  expect(await target.rows('SELECT count(*) FROM trade')).toEqual([[0]]);
  await target.close();
});

test('replace puts a batch in the place of its period’s earlier one', async () => {
  const { apply, rows, target } = await officeWith();
  const whole = { ...job, write: 'replace' as const };
  await apply('B1', 'a,1.00,\nb,2.00,\n', whole);
  await apply('B2', 'c,3.00,\n', whole);
  expect(await rows()).toEqual([['c', '3.00']]);
  await target.close();
});
