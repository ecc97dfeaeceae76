/** SHOW and DESCRIBE: of what the asker may see, and nothing else. */

import type { Name } from '../sql/ast.ts';
import { functionNames } from '../sql/functions/index.ts';
import { notSupported, QueryRefused } from '../sql/refused.ts';
import type { Describe, Show } from '../sql/statement-nodes.ts';
import type { Act, Performed } from './act.ts';
import { entryAt } from './entries.ts';
import { fitsPattern } from './like-pattern.ts';
import { ownWorkspace, placeOfTable } from './places.ts';
import { hiveType } from './table-columns.ts';
import { type VisibleTable, visibleDatabases, visibleTables } from './visible.ts';
import { writeRows } from './write-rows.ts';

type Rows = readonly (readonly (string | null)[])[];

export async function show(act: Act, statement: Show): Promise<Performed> {
  const { what, of, pattern, at } = statement;
  const lines = (header: string, values: readonly string[]) =>
    writeRows(
      act,
      [header],
      values.map((value) => [value]),
    );
  switch (what) {
    case 'databases':
      return lines(
        'database_name',
        (await databases(act)).filter((name) => fitsPattern(name, pattern)),
      );
    case 'tables':
    case 'views':
      return lines('tab_name', await names(act, statement));
    case 'functions':
      return lines(
        'Function',
        functionNames.filter((name) => fitsPattern(name, pattern)),
      );
    case 'columns':
      return lines(
        'field',
        (await tableNamed(act, of)).columns.map(({ name }) => name),
      );
    case 'partitions':
      return lines('partition', await partitions(act, await tableNamed(act, of), at));
    case 'create-table':
      return lines('createtab_stmt', createTableText(await tableNamed(act, of), at));
    case 'create-view':
      return lines('Create View', createViewText(await tableNamed(act, of), at));
    case 'tblproperties':
      throw notSupported(at, 'SHOW TBLPROPERTIES', 'SHOW CREATE TABLE');
  }
}

export async function describe(act: Act, { name }: Describe): Promise<Performed> {
  const { columns, partitionedBy, comments } = await tableNamed(act, name);
  const rowOf = (column: VisibleTable['columns'][number]) => [
    column.name,
    hiveType(column.type),
    comments?.[column.name] ?? '',
  ];
  const keys = columns.filter((one) => partitionedBy.includes(one.name)).map(rowOf);
  const heading: Rows = keys.length > 0 ? [['# Partition Information', '', '']] : [];
  return writeRows(act, ['col_name', 'data_type', 'comment'], [...columns.map(rowOf), ...heading, ...keys]);
}

const databases = ({ ports, principal }: Act): Promise<readonly string[]> =>
  visibleDatabases(ports, principal);

async function names(act: Act, { of, pattern, what, at }: Show): Promise<string[]> {
  const database = (of.at(-1)?.text ?? act.database).toLowerCase();
  if (!(await databases(act)).includes(database)) throw noDatabase(database, of[0]?.at ?? at);
  const tables = await visibleTables(act.ports, act.principal);
  return tables
    .filter((one) => one.database === database && (what === 'tables' || one.view !== undefined))
    .map(({ name }) => name)
    .filter((name) => fitsPattern(name, pattern));
}

const noDatabase = (database: string, at: number): QueryRefused =>
  new QueryRefused('SCHEMA_NOT_FOUND', {
    at,
    en: `Schema '${database}' does not exist`,
    zh: `没有数据库 ${database}`,
  });

async function tableNamed(act: Act, name: readonly Name[]): Promise<VisibleTable> {
  const parts = name.map(({ text }) => text);
  const place = placeOfTable(parts, act.database);
  const tables = await visibleTables(act.ports, act.principal);
  const found = tables.find((one) => one.database === place?.database && one.name === place.table);
  if (found) return found;
  const own = ownWorkspace(act.principal);
  const meant = tables.find((one) => parts.length === 1 && one.database === own && one.name === place?.table);
  throw new QueryRefused('TABLE_NOT_FOUND', {
    ...(meant ? { instead: `${meant.database}.${meant.name}` } : {}),
    at: name[0]?.at ?? 0,
    en: `Table '${parts.join('.')}' does not exist, or may not be seen`,
    zh: `没有表 ${parts.join('.')}，或无权查看`,
  });
}

async function partitions(act: Act, table: VisibleTable, at: number): Promise<string[]> {
  if (table.partitionedBy.length === 0)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `Table ${table.database}.${table.name} is not a partitioned table`,
      zh: `${table.database}.${table.name} 不是分区表`,
    });
  const { value } = await entryAt(act.ports, { database: table.database, table: table.name });
  const objects = value?.kind === 'table' ? value.objects : [];
  const texts = objects.map(({ partition }) =>
    table.partitionedBy
      .map((name, index) => `${name}=${partition[index] ?? '__HIVE_DEFAULT_PARTITION__'}`)
      .join('/'),
  );
  return [...new Set(texts)].sort();
}

function createTableText(
  { database, name, columns, partitionedBy, view }: VisibleTable,
  at: number,
): string[] {
  if (view !== undefined)
    throw notSupported(
      at,
      { en: 'SHOW CREATE TABLE of a view', zh: '对视图的 SHOW CREATE TABLE' },
      `SHOW CREATE VIEW ${database}.${name}`,
    );
  const lines = (keys: boolean) =>
    columns
      .filter((one) => partitionedBy.includes(one.name) === keys)
      .map((one) => `  \`${one.name}\` ${hiveType(one.type)}`)
      .join(',\n');
  const keys = partitionedBy.length > 0 ? `\nPARTITIONED BY (\n${lines(true)})` : '';
  return `CREATE EXTERNAL TABLE \`${database}.${name}\`(\n${lines(false)})${keys}\nSTORED AS PARQUET`.split(
    '\n',
  );
}

function createViewText({ database, name, view }: VisibleTable, at: number): string[] {
  if (view === undefined)
    throw notSupported(
      at,
      { en: 'SHOW CREATE VIEW of a table', zh: '对表的 SHOW CREATE VIEW' },
      `SHOW CREATE TABLE ${database}.${name}`,
    );
  return `CREATE VIEW ${database}.${name} AS\n${view}`.split('\n');
}
