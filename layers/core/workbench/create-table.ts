/** CREATE TABLE AS: objects are written once, then one transaction names them. */
import { quoteName } from '../cleaning/sql-text.ts';
import type { RunObject, RunOutput } from '../ports/sql-runner.ts';
import type { CreateTableAs } from '../sql/statement-nodes.ts';
import {
  type Act,
  nothing,
  type Performed,
  type Planned,
  planQuery,
  readOf,
  runPlanned,
  toldColumns,
} from './act.ts';
import type { TableColumn } from './columns.ts';
import { entryAt, isThere, takenName } from './entries.ts';
import { workspaceEntries } from './kinds.ts';
import { checkPartitions, partitionColumns } from './partition-columns.ts';
import { placeToWrite, type TablePlace } from './places.ts';
import { chosen, readProperties, refuseOthers } from './properties.ts';
import { keptColumns, refuseHashes } from './table-columns.ts';

export async function createTableAs(act: Act, statement: CreateTableAs): Promise<Performed> {
  const place = placeToWrite(statement.name, act.principal, act.database);
  const properties = readProperties(statement.properties);
  refuseOthers(properties, ['format', 'partitioned_by', 'parquet_compression', 'write_compression']);
  chosen(properties, 'format', ['parquet'], 'parquet');
  const planned = await planQuery(act, statement.query);
  const given = statement.columns.map(({ text }) => text);
  refuseHashes(planned.columns, statement.query.at);
  const columns = keptColumns(planned.columns, statement.query.at, given);
  const partitionedBy = partitionColumns(properties.get('partitioned_by'), columns);
  const held = await entryAt(act.ports, place);
  if (isThere(held) && statement.ifNotExists) return nothing;
  if (isThere(held)) throw takenName(place);
  const limited = statement.withData ? planned.sql : `SELECT * FROM (${planned.sql}) AS q LIMIT 0`;
  const objects = await writeObjects(act, planned, limited, place, columns, partitionedBy);
  return {
    ...nothing,
    ...readOf(planned),
    rows: objects.reduce((sum, one) => sum + one.rows, 0),
    change: (transaction) =>
      transaction.put(
        workspaceEntries,
        held,
        {
          kind: 'table',
          database: place.database,
          name: place.table,
          columns: toldColumns(columns),
          partitionedBy: [...partitionedBy],
          objects: objects.map((one) => ({ ...one, partition: [...one.partition] })),
          sources: [...planned.lake.sources],
          owner: act.principal.name,
          at: transaction.at,
        },
        { action: 'table made', detail: { query: act.id } },
      ),
  };
}

/** The folder names the table and the execution: what no record names is erased a day later. */
export const tableFolder = ({ database, table }: TablePlace, id: string): string =>
  `workspace/${database}/tables/${table}/${id}/`;

/** @param sql with columns `c1`, `c2`, … in the order of `columns` */
export async function writeObjects(
  act: Act,
  planned: Planned,
  sql: string,
  place: TablePlace,
  columns: readonly TableColumn[],
  partitionedBy: readonly string[],
): Promise<readonly RunObject[]> {
  const picked = columns.map(({ name }, index) => `q.c${index + 1} AS ${quoteName(name)}`);
  const output: RunOutput = {
    to: 'parquet',
    prefix: tableFolder(place, act.id),
    names: columns.map(({ name }) => name),
    partitionedBy,
  };
  const { objects } = await runPlanned(
    act,
    planned,
    `SELECT ${picked.join(', ')} FROM (${sql}) AS q`,
    output,
  );
  checkPartitions(objects);
  return objects;
}
