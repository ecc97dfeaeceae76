/** INSERT INTO a table of the workspace. */
import type { WorkspaceTable } from '../../../schemas/workbench.ts';
import { QueryRefused } from '../sql/refused.ts';
import type { Insert } from '../sql/statement-nodes.ts';
import { convert } from '../sql/translate/convert.ts';
import { becomes, carrierOf, typeText } from '../sql/types.ts';
import { type Act, nothing, type Performed, planQuery, readOf } from './act.ts';
import type { TableColumn } from './columns.ts';
import { writeObjects } from './create-table.ts';
import { entryAt, notATable } from './entries.ts';
import { workspaceEntries } from './kinds.ts';
import { placeToWrite } from './places.ts';
import { QueryFailed } from './query-failed.ts';
import { refuseHashes } from './table-columns.ts';
import { typeFromText } from './type-from-text.ts';

/** So that a table's record stays small. */
const mostObjects = 1000;

export async function insert(act: Act, statement: Insert): Promise<Performed> {
  const place = placeToWrite(statement.into, act.principal, act.database);
  const held = await entryAt(act.ports, place);
  const table = held.value;
  if (table?.kind !== 'table') throw notATable(place, 'table');
  const planned = await planQuery(act, statement.query);
  refuseHashes(planned.columns, statement.query.at);
  const columns = table.columns.map(({ name, type }) => ({ name, type: typeFromText(type) }));
  const picked = pickColumns(statement, columns, planned.columns);
  const sql = `SELECT ${picked.join(', ')} FROM (${planned.sql}) AS q`;
  const objects = await writeObjects(act, planned, sql, place, columns, table.partitionedBy);
  if (table.objects.length + objects.length > mostObjects) throw tooManyPieces();
  const added = objects.map((one) => ({ ...one, partition: [...one.partition] }));
  const value: WorkspaceTable = {
    ...table,
    objects: [...table.objects, ...added],
    sources: together(table.sources, planned.lake.sources),
  };
  return {
    ...nothing,
    ...readOf(planned),
    rows: objects.reduce((sum, one) => sum + one.rows, 0),
    change: (transaction) =>
      transaction.put(workspaceEntries, held, value, { action: 'rows inserted', detail: { query: act.id } }),
  };
}

const together = (a: WorkspaceTable['sources'], b: readonly WorkspaceTable['sources'][number][]) => [
  ...new Map([...a, ...b].map((one) => [JSON.stringify(one), one])).values(),
];

/** Each column of the table, of the column of the query that goes into it. */
function pickColumns(
  { columns: names, query, into }: Insert,
  columns: readonly TableColumn[],
  given: readonly TableColumn[],
): string[] {
  const targets =
    names.length > 0 ? names.map(({ text }) => text.toLowerCase()) : columns.map(({ name }) => name);
  const unknown = names.find(({ text }) => !columns.some(({ name }) => name === text.toLowerCase()));
  if (unknown)
    throw new QueryRefused('COLUMN_NOT_FOUND', {
      at: unknown.at,
      en: `Insert column name does not exist in target table: ${unknown.text}`,
      zh: `目标表没有列 ${unknown.text}`,
    });
  if (new Set(targets).size < targets.length)
    throw new QueryRefused('DUPLICATE_COLUMN_NAME', {
      at: names[0]?.at ?? 0,
      en: 'Insert column name is specified more than once',
      zh: 'INSERT 的列名重复',
    });
  if (targets.length !== given.length) throw mismatch(query.at, columns, given);
  return columns.map(({ name, type }, index) => {
    const place = targets.indexOf(name);
    const from = given[place];
    if (!from) return `CAST(NULL AS ${carrierOf(type)}) AS c${index + 1}`;
    if (!becomes(from.type, type)) throw mismatch(into[0]?.at ?? 0, columns, given);
    const value = { sql: `q.c${place + 1}`, type: from.type };
    return `${convert(value, type, { tried: false, explicit: false, at: query.at }).sql} AS c${index + 1}`;
  });
}

function mismatch(at: number, table: readonly TableColumn[], given: readonly TableColumn[]): QueryRefused {
  const list = (columns: readonly TableColumn[]) => columns.map(({ type }) => typeText(type)).join(', ');
  return new QueryRefused('TYPE_MISMATCH', {
    at,
    en: `Insert query has mismatched column types: Table: [${list(table)}], Query: [${list(given)}]`,
    zh: `INSERT 的列类型不符：表 [${list(table)}]，查询 [${list(given)}]`,
  });
}

const tooManyPieces = (): QueryFailed =>
  new QueryFailed(
    'NOT_SUPPORTED',
    `a table has at most ${mostObjects} objects; make it anew with CREATE TABLE AS`,
    `一张表至多 ${mostObjects} 个对象，请用 CREATE TABLE AS 重建`,
  );
