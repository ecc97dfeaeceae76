/**
 * Change capture of PostgreSQL by a logical replication slot: the log itself is the queue. Changes are looked at, not
 * taken; the slot goes on only once the platform has them. The first time the whole table is read, behind the slot's
 * beginning: what changed in between comes again, and as the last write of a key counts, nothing is lost or doubled.
 */
import type pg from 'pg';
import type { Resource } from '../../../schemas/resource.ts';
import { RefusedCommand } from '../../failures.ts';
import type { BridgeWork } from '../bridge-work.ts';
import { csvLine } from '../csv.ts';
import { readSecret } from '../read-config.ts';
import { wholeSql } from '../read-table.ts';
import { connectPostgres, postgresReader } from '../sources/postgresql.ts';
import { quotedTable } from '../sources/table-source.ts';
import { nextFile, type TableJob } from '../table-job.ts';
import type { MappedColumn } from '../type-map.ts';
import { type NetChanges, netChanges, type Stone, UntoldValue } from './net-changes.ts';
import { type ChangeMessage, lsnValue, type Relation, readMessage } from './pgoutput.ts';

const fetchedAtOnce = 5_000;

/** Of the slot and the publication: one a job. */
export const slotName = (job: string): string => `shuiyuan_${job.replaceAll('-', '_')}`;

interface Capture {
  readonly work: BridgeWork;
  readonly table: TableJob;
  readonly client: pg.Client;
  readonly name: string;
}

/** Adds an entry to the queue, if something changed. */
export async function readChanges(work: BridgeWork, table: TableJob): Promise<boolean> {
  const { job } = table;
  if (work.journal.open(job.name).length > 0) return false;
  const client = await connect(work, table);
  try {
    const capture: Capture = { work, table, client, name: slotName(job.name) };
    const position = work.journal.position(job.name);
    return position === undefined
      ? await begin(capture)
      : await goOn(capture, JSON.parse(position) as string);
  } finally {
    await client.end();
  }
}

async function connect({ loaded }: BridgeWork, { job }: TableJob): Promise<pg.Client> {
  const place = loaded.config.places[job.from];
  if (place?.kind !== 'postgresql') throw new Error(`job ${job.name} captures no changes of ${job.from}`);
  const { kind: _kind, ...server } = place;
  return connectPostgres(
    { ...server, password: readSecret(place.password, loaded.folder) },
    loaded.config.timeZone,
  );
}

function stoneOf(resource: Resource, table: TableJob): Stone | undefined {
  const { read } = table.job;
  const alive = read.by === 'changes' ? read.alive : undefined;
  return resource.tombstone && { ...resource.tombstone, alive };
}

/** The tombstone's item has a column in the file, also where the table has none. */
function columnsOf({ mapped }: TableJob, stone: Stone | undefined): readonly MappedColumn[] {
  if (stone === undefined || mapped.some(({ item }) => item === stone.item)) return mapped;
  const column = { name: `tombstone of ${stone.item}`, declared: '', kind: 'text' as const, nullable: true };
  return [...mapped, { item: stone.item, column, form: 'plain' as const }];
}

async function begin({ work, table, client, name }: Capture): Promise<boolean> {
  const { job, resource, source, mapped } = table;
  await client.query(
    'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1',
    [name],
  );
  const there = await client.query('SELECT 1 FROM pg_publication WHERE pubname = $1', [name]);
  if (there.rows.length === 0)
    await client.query(`CREATE PUBLICATION ${name} FOR TABLE ${quotedTable(source.dialect, job.table)}`);
  const made = await client.query<{ lsn: string }>(
    "SELECT lsn::text FROM pg_create_logical_replication_slot($1, 'pgoutput')",
    [name],
  );
  const stone = stoneOf(resource, table);
  const columns = columnsOf(table, stone);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const csv = postgresReader(client).csv(
    wholeSql(source.dialect, job.table, mapped, job.read.by === 'changes' ? job.read.key : []),
  );
  const file = nextFile(work, job.name);
  const header = Buffer.from(csvLine(columns.map(({ item }) => item)));
  const ending = columns === mapped ? undefined : csvLine([stone?.alive ?? null]);
  const written = await work.queue.write(file, withEnding(header, csv.chunks, ending));
  await client.query('ROLLBACK');
  add(work, table, { file, ...written, rows: csv.rows() }, String(made.rows[0]?.lsn), true);
  return true;
}

/** The whole table in one file; where the tombstone's item is not in it, every record gets that cell at its end. */
async function* withEnding(
  header: Uint8Array,
  chunks: AsyncIterable<Uint8Array>,
  ending: string | undefined,
): AsyncGenerator<Uint8Array> {
  yield header;
  if (ending === undefined) {
    yield* chunks;
    return;
  }
  const end = Buffer.from(`,${ending}`);
  let quoted = false;
  for await (const chunk of chunks) {
    const pieces: Uint8Array[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (chunk[at] === 0x22) quoted = !quoted;
      if (chunk[at] !== 0x0a || quoted) continue;
      pieces.push(chunk.subarray(from, at), end);
      from = at + 1;
    }
    pieces.push(chunk.subarray(from));
    yield Buffer.concat(pieces);
  }
}

function add(
  work: BridgeWork,
  { job, resource }: TableJob,
  made: { file: string; rows: number; bytes: number; sha256: string },
  lsn: string,
  isWhole: boolean,
): void {
  work.journal.add({
    job: job.name,
    ...made,
    fileName: made.file,
    coverage: isWhole && resource.mode === 'increment-with-full' ? 'full' : 'increment',
    position: JSON.stringify(lsn),
    madeAt: work.now().toISOString(),
  });
}

async function goOn(capture: Capture, position: string): Promise<boolean> {
  const { work, table, client, name } = capture;
  const now = await confirm(capture, position);
  const stone = stoneOf(table.resource, table);
  const columns = columnsOf(table, stone);
  const key = table.job.read.by === 'changes' ? table.job.read.key : [];
  const changes = netChanges(columns, key, stone);
  const end = await takeChanges(capture, changes, position);
  if (end === undefined) {
    // Nothing of this table up to now: the log before it need not be kept.
    await client.query('SELECT pg_replication_slot_advance($1, $2)', [name, now]);
    return false;
  }
  const file = nextFile(work, table.job.name);
  const lines = [columns.map(({ item }) => item), ...changes.rows()];
  const written = await work.queue.write(file, piecesOf(lines));
  add(work, table, { file, ...written, rows: changes.size }, end, false);
  return true;
}

function* piecesOf(lines: readonly (readonly (string | null)[])[]): Generator<Uint8Array> {
  const step = 1_000;
  for (let at = 0; at < lines.length; at += step)
    yield Buffer.from(
      lines
        .slice(at, at + step)
        .map(csvLine)
        .join(''),
    );
}

/** What the platform has goes out of the slot. @returns where the log ends now */
async function confirm({ client, name, table }: Capture, position: string): Promise<string> {
  const found = await client.query<{ status: string | null; flushed: string; now: string }>(
    `SELECT wal_status AS status, confirmed_flush_lsn::text AS flushed, pg_current_wal_lsn()::text AS now
     FROM pg_replication_slots WHERE slot_name = $1`,
    [name],
  );
  const [slot] = found.rows;
  if (slot === undefined || slot.status === 'lost') throw lostSlot(table.job.name, name);
  if (lsnValue(slot.flushed) < lsnValue(position))
    await client.query('SELECT pg_replication_slot_advance($1, $2)', [name, position]);
  return slot.now;
}

const lostSlot = (job: string, slot: string): RefusedCommand =>
  new RefusedCommand(
    'lost-slot',
    `任务 ${job} 的复制槽 ${slot} 已失效，其间的变更无法得知；请运行 shuiyuan bridge reread 重新全量读取`,
    `the slot ${slot} of job ${job} is lost, and with it the changes since; read the table anew with shuiyuan bridge reread`,
  );

/** Whole transactions behind the position. @returns where the last one ends; undefined when there is none */
async function takeChanges(
  capture: Capture,
  changes: NetChanges,
  position: string,
): Promise<string | undefined> {
  const relations = new Map<number, Relation>();
  let waiting: ChangeMessage[] = [];
  let end: string | undefined;
  for await (const message of peek(capture)) {
    if (message.tag === 'relation') relations.set(message.relation.id, message.relation);
    else if (message.tag === 'begin') waiting = [];
    else if (message.tag !== 'commit') waiting.push(message);
    else if (lsnValue(message.end) > lsnValue(position)) {
      for (const one of waiting) takeOne(capture, changes, one, relations);
      end = message.end;
    }
  }
  return end;
}

function takeOne(
  { table }: Capture,
  changes: NetChanges,
  message: ChangeMessage,
  relations: ReadonlyMap<number, Relation>,
): void {
  if (message.tag === 'truncate') throw truncated(table);
  if (message.tag !== 'insert' && message.tag !== 'update' && message.tag !== 'delete') return;
  const relation = relations.get(message.relation);
  if (!relation) throw new Error(`the log names a table ${message.relation} that it did not describe`);
  try {
    changes.take(message, relation);
  } catch (error) {
    if (!(error instanceof UntoldValue)) throw error;
    throw untold(table, error.column);
  }
}

const truncated = ({ job }: TableJob): RefusedCommand =>
  new RefusedCommand(
    'truncated',
    `任务 ${job.name}：表 ${job.table} 被清空（TRUNCATE），增量无法表达；请运行 shuiyuan bridge reread，并按全量上传或撤回旧批次`,
    `job ${job.name}: the table ${job.table} was truncated, which no increment can say; run shuiyuan bridge reread, and withdraw the batches before`,
  );

const untold = ({ job }: TableJob, column: string): RefusedCommand =>
  new RefusedCommand(
    'untold-value',
    `任务 ${job.name}：日志未给出列 ${column} 的值；请执行 ALTER TABLE ${job.table} REPLICA IDENTITY FULL，再运行 shuiyuan bridge reread`,
    `job ${job.name}: the log does not tell column ${column}; run ALTER TABLE ${job.table} REPLICA IDENTITY FULL, then shuiyuan bridge reread`,
  );

async function* peek({ client, name, table }: Capture): AsyncGenerator<ChangeMessage> {
  await client.query('BEGIN');
  try {
    await client.query(
      `DECLARE changes NO SCROLL CURSOR FOR SELECT data FROM pg_logical_slot_peek_binary_changes(
        '${name}', NULL, ${table.job.rows}, 'proto_version', '1', 'publication_names', '${name}')`,
    );
    for (;;) {
      const { rows } = await client.query<{ data: string }>(`FETCH ${fetchedAtOnce} FROM changes`);
      for (const { data } of rows) yield readMessage(Buffer.from(data.slice(2), 'hex'));
      if (rows.length < fetchedAtOnce) return;
    }
  } finally {
    await client.query('ROLLBACK');
  }
}
