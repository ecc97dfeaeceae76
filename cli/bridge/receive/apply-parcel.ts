/**
 * A parcel into a table, in one transaction with its number: who applies it again finds the number and changes
 * nothing. Rows the database refuses are found by halving and come back, each with the reason; the others are in.
 */
import type { Manifest } from '../../../schemas/manifest.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { RefusedCommand } from '../../failures.ts';
import type { InJob } from '../config.ts';
import type { Cell } from '../csv.ts';
import { judgeTarget } from './judge-target.ts';
import { stagedName, type Target, type TargetColumn } from './target.ts';

/** Columns of the bridge's own in each table: the batch a row is of, who provided it, its batch's period. */
const own = { batch: 'shuiyuan_batch', provider: 'shuiyuan_provider', period: 'shuiyuan_period' } as const;
const register = 'shuiyuan_parcels';

export interface ParcelToApply {
  readonly parcel: string;
  readonly batch: string;
  readonly sha256: string;
  readonly manifest: Manifest;
  readonly resource: Resource;
  /** CSV without header, its columns as the manifest's; absent in a correction. */
  readonly rows: string | undefined;
}

export interface Reject {
  /** From 1. */
  readonly row: number;
  readonly code: string;
  readonly cells: readonly Cell[];
}

export interface Applied {
  readonly isRepeat: boolean;
  readonly rows: number;
  readonly rejected: number;
}

/** Keeps what was refused, on the disk, before anything is committed. */
export type KeepRejects = (rejects: readonly Reject[]) => Promise<void>;

type WrittenJob = InJob & { readonly table: string };

const keysOf = (job: WrittenJob, resource: Resource): readonly string[] =>
  job.keys.length > 0
    ? job.keys
    : resource.items.filter(({ key }) => key === 'primary').map(({ code }) => code);

const quoted = ({ dialect }: Target, table: string): string => table.split('.').map(dialect.quote).join('.');

/** Makes the register of parcels and, where there is none, the table; or checks the one that is there. */
export async function prepareTable(
  target: Target,
  job: WrittenJob,
  manifest: Manifest,
  resource: Resource,
): Promise<readonly TargetColumn[]> {
  const { dialect } = target;
  await target.run(
    `CREATE TABLE IF NOT EXISTS ${register} (parcel ${dialect.ownType} primary key, sha256 ${dialect.ownType},
     written bigint, refused bigint, applied_at ${dialect.ownType})`,
  );
  const there = await target.columns(job.table);
  if (there === undefined) await createTable(target, job, manifest, resource);
  return checkTable(target, job, manifest, resource);
}

async function createTable(
  target: Target,
  job: WrittenJob,
  manifest: Manifest,
  resource: Resource,
): Promise<void> {
  const { dialect } = target;
  const keys = keysOf(job, resource);
  const name = (code: string) => dialect.quote(job.columns[code] ?? code);
  const columns = manifest.columns.map((column) => {
    const item = resource.items.find(({ code }) => code === column.code);
    const isKey = keys.includes(column.code);
    return `${name(column.code)} ${dialect.typeOf(column, item, isKey)}${isKey && job.write === 'upsert' ? ' not null' : ''}`;
  });
  const owns = Object.values(own).map((one) => `${one} ${dialect.ownType}`);
  const primary = job.write === 'upsert' ? [`primary key (${keys.map(name).join(', ')})`] : [];
  await target.run(
    `CREATE TABLE ${quoted(target, job.table)} (${[...columns, ...owns, ...primary].join(', ')})`,
  );
}

const unfit = (table: string, faults: readonly (readonly [string, string])[]): RefusedCommand =>
  new RefusedCommand(
    'unfit-table',
    `表 ${table} 不能存放该数据包：${faults.map(([zh]) => zh).join('；')}`,
    `the table ${table} does not take the parcel: ${faults.map(([, en]) => en).join('; ')}`,
  );

async function checkTable(
  target: Target,
  job: WrittenJob,
  manifest: Manifest,
  resource: Resource,
): Promise<readonly TargetColumn[]> {
  const there = (await target.columns(job.table)) ?? [];
  const faults: (readonly [string, string])[] = [];
  const found: TargetColumn[] = [];
  for (const column of manifest.columns) {
    const name = job.columns[column.code] ?? column.code;
    const into = there.find((one) => one.name === name);
    const item = resource.items.find(({ code }) => code === column.code);
    const fault = into && judgeTarget(column, item, into);
    if (!into) faults.push([`缺少列 ${name}`, `it has no column ${name}`]);
    else if (fault) faults.push([`${name}：${fault.zh}`, `${name}: ${fault.en}`]);
    else found.push({ item: column.code, type: column.type, column: into });
  }
  for (const name of Object.values(own))
    if (!there.some((one) => one.name === name)) faults.push([`缺少列 ${name}`, `it has no column ${name}`]);
  if (job.write === 'upsert' && !(await hasKey(target, job, resource)))
    faults.push(['主键列上没有唯一索引', 'there is no unique index on the key']);
  if (faults.length > 0) throw unfit(job.table, faults);
  return found;
}

async function hasKey(target: Target, job: WrittenJob, resource: Resource): Promise<boolean> {
  const wanted = keysOf(job, resource)
    .map((code) => job.columns[code] ?? code)
    .sort()
    .join();
  return (await target.uniqueKeys(job.table)).some((key) => [...key].sort().join() === wanted);
}

/** @throws RefusedCommand `unfit-table` before anything is written */
export async function applyParcel(
  target: Target,
  job: WrittenJob,
  parcel: ParcelToApply,
  keepRejects: KeepRejects,
): Promise<Applied> {
  const { manifest, resource } = parcel;
  const columns = await prepareTable(target, job, manifest, resource);
  await target.begin();
  try {
    const known = await target.rows(
      `SELECT written, refused FROM ${register} WHERE parcel = ${target.dialect.text(parcel.parcel)}`,
    );
    const [first] = known;
    if (first) {
      await target.rollback();
      return { isRepeat: true, rows: Number(first[0]), rejected: Number(first[1]) };
    }
    const { rows, rejects } =
      parcel.rows === undefined
        ? await correct(target, job, parcel)
        : await write(target, job, parcel, columns, parcel.rows);
    const { text } = target.dialect;
    const values = [text(parcel.parcel), text(parcel.sha256), rows, rejects.length, text(manifest.plannedAt)];
    if (rejects.length > 0) await keepRejects(rejects);
    await target.run(`INSERT INTO ${register} VALUES (${values.join(', ')})`);
    await target.commit();
    return { isRepeat: false, rows, rejected: rejects.length };
  } catch (error) {
    await target.rollback().catch(() => {});
    throw error;
  }
}

/** The rows of a batch that does not count any more go; what replaces them comes in a parcel of its own. */
async function correct(
  target: Target,
  job: WrittenJob,
  { batch }: ParcelToApply,
): Promise<{ rows: number; rejects: readonly Reject[] }> {
  const { text } = target.dialect;
  const rows = await target.run(
    `DELETE FROM ${quoted(target, job.table)} WHERE ${own.batch} = ${text(batch)}`,
  );
  return { rows, rejects: [] };
}

interface Writing {
  readonly target: Target;
  readonly job: WrittenJob;
  readonly parcel: ParcelToApply;
  readonly columns: readonly TargetColumn[];
  readonly rejects: Reject[];
}

async function write(
  target: Target,
  job: WrittenJob,
  parcel: ParcelToApply,
  columns: readonly TargetColumn[],
  path: string,
): Promise<{ rows: number; rejects: readonly Reject[] }> {
  const staged = await target.stage(path, columns.length);
  const writing: Writing = { target, job, parcel, columns, rejects: [] };
  if (job.write === 'replace') await clearPlace(writing);
  await writeRange(writing, 1, staged);
  await bury(writing);
  return { rows: staged - writing.rejects.length, rejects: writing.rejects };
}

/** What this provider delivered before for the period; of a resource without periods, all of it. */
async function clearPlace({ target, job, parcel }: Writing): Promise<void> {
  const { text } = target.dialect;
  const { sender, period } = parcel.manifest;
  await target.run(
    `DELETE FROM ${quoted(target, job.table)} WHERE ${own.provider} = ${text(sender)} AND ${own.period} = ${text(period)}
     AND ${own.batch} < ${text(parcel.batch)}`,
  );
}

const stonePlace = ({ parcel, columns }: Writing): number =>
  columns.findIndex(({ item }) => item === parcel.resource.tombstone?.item);

function isStone(writing: Writing): string | undefined {
  const place = stonePlace(writing);
  const stone = writing.parcel.resource.tombstone;
  if (place < 0 || !stone || writing.job.write !== 'upsert') return undefined;
  return `s.${stagedName(place)} = ${writing.target.dialect.text(stone.value)}`;
}

function upsertSql(writing: Writing, from: number, to: number): string {
  const { target, job, parcel, columns } = writing;
  const { dialect } = target;
  const { quote, text } = dialect;
  const keys = job.write === 'upsert' ? keysOf(job, parcel.resource) : [];
  const stone = isStone(writing);
  const alive =
    stone === undefined ? '' : ` AND (NOT (${stone}) OR s.${stagedName(stonePlace(writing))} IS NULL)`;
  const owns = { batch: parcel.batch, provider: parcel.manifest.sender, period: parcel.manifest.period };
  return dialect.upsert({
    table: quoted(target, job.table),
    values: [
      ...columns.map((one, index) => ({
        column: quote(one.column.name),
        value: dialect.cast(`s.${stagedName(index)}`, one),
      })),
      ...(['provider', 'period', 'batch'] as const).map((name) => ({
        column: quote(own[name]),
        value: text(owns[name]),
      })),
    ],
    keys: keys.map((code) => {
      const index = columns.findIndex(({ item }) => item === code);
      const column = columns[index]?.column.name ?? code;
      return { column: quote(column), staged: `s.${stagedName(index)}` };
    }),
    batch: quote(own.batch),
    where: `s.n BETWEEN ${from} AND ${to}${alive}`,
  });
}

/** All at once; where a row is refused, each half by itself. */
async function writeRange(writing: Writing, from: number, to: number): Promise<void> {
  if (from > to) return;
  const { target } = writing;
  await target.run('SAVEPOINT shuiyuan_range');
  try {
    await target.run(upsertSql(writing, from, to));
    await target.run('RELEASE SAVEPOINT shuiyuan_range');
    return;
  } catch (error) {
    const code = target.rowFault(error);
    if (code === undefined) throw error;
    await target.run('ROLLBACK TO SAVEPOINT shuiyuan_range');
    if (from === to) {
      await reject(writing, from, code);
      return;
    }
  }
  const middle = Math.floor((from + to) / 2);
  await writeRange(writing, from, middle);
  await writeRange(writing, middle + 1, to);
}

async function reject({ target, columns, rejects }: Writing, row: number, code: string): Promise<void> {
  const cells = columns.map((_, index) => stagedName(index)).join(', ');
  const [found = []] = await target.rows(`SELECT ${cells} FROM shuiyuan_stage WHERE n = ${row}`);
  rejects.push({ row, code, cells: found });
}

/** Rows that a tombstone says are gone. */
async function bury(writing: Writing): Promise<void> {
  const stone = isStone(writing);
  if (stone === undefined) return;
  const { target, job, parcel, columns } = writing;
  const { dialect } = target;
  const table = quoted(target, job.table);
  const same = keysOf(job, parcel.resource).map((code) => {
    const index = columns.findIndex(({ item }) => item === code);
    const one = columns[index] as TargetColumn;
    return `${table}.${dialect.quote(one.column.name)} = ${dialect.cast(`s.${stagedName(index)}`, one)}`;
  });
  const batch = `${table}.${dialect.quote(own.batch)}`;
  const mayGo = `(${batch} IS NULL OR ${batch} <= ${dialect.text(parcel.batch)})`;
  const [found] = await target.rows(`SELECT count(*) FROM shuiyuan_stage s WHERE ${stone}`);
  if (Number(found?.[0] ?? 0) > 0) await target.run(dialect.bury({ table, where: [stone, ...same, mayGo] }));
}
