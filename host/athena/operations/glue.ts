/** Of AWS Glue what Athena's clients ask: databases and tables that the asker may see, and a table of his own taken away. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Principal } from '../../../layers/core/identity/principal.ts';
import { entryAt } from '../../../layers/core/workbench/entries.ts';
import { ownWorkspace } from '../../../layers/core/workbench/places.ts';
import {
  type VisibleTable,
  visibleDatabases,
  visibleTables,
} from '../../../layers/core/workbench/visible.ts';
import type { Execution } from '../../../schemas/workbench.ts';
import { AthenaError } from '../athena-error.ts';
import type { AthenaHome } from '../home.ts';
import { reasonOf } from './describe-execution.ts';
import { describeTable, matches } from './metadata.ts';
import { mostResults, nextToken, type Operation, operation, pageOf } from './operation.ts';

const name = z
  .string()
  .min(1)
  .max(256)
  .transform((text) => text.toLowerCase());
const paged = { MaxResults: mostResults(100), NextToken: nextToken };
const mostMilliseconds = 60_000;

const missing = (what: string): AthenaError =>
  new AthenaError('EntityNotFoundException', `${what} not found / 找不到 ${what}`);

const catalogued = (database: string) => ({ Name: database, CatalogId: '000000000000' });

/** Glue keeps the columns where the files are described; no place of a file is told. */
function tableOf(table: VisibleTable): object {
  const { Columns, ...rest } = describeTable(table);
  return {
    ...rest,
    DatabaseName: table.database,
    CatalogId: '000000000000',
    StorageDescriptor: { Columns },
    ...(table.view === undefined ? {} : { ViewOriginalText: table.view }),
  };
}

async function tablesIn({ ports }: AthenaHome, principal: Principal, database: string) {
  if (!(await visibleDatabases(ports, principal)).includes(database)) throw missing(`Database ${database}`);
  return (await visibleTables(ports, principal)).filter((table) => table.database === database);
}

async function seenTable(home: AthenaHome, principal: Principal, database: string, table: string) {
  const found = (await tablesIn(home, principal, database)).find((one) => one.name === table);
  if (!found) throw missing(`Table ${database}.${table}`);
  return found;
}

const notOwn = ({ database, name: table }: VisibleTable): AthenaError =>
  new AthenaError(
    'AccessDeniedException',
    `只能删除本部门工作区中的表，${database}.${table} 不在其中 / only tables of your department's workspace are taken away, and ${database}.${table} is none`,
  );

/** By a statement, so that it stands among the asker's queries as any DROP does. */
async function drop(home: AthenaHome, principal: Principal, text: string): Promise<Execution> {
  const id = await home.queries.start({ text }, principal);
  const until = Date.now() + mostMilliseconds;
  while (Date.now() < until) {
    const execution = await home.queries.execution(id, principal);
    if (execution.endedAt !== undefined) return execution;
    await pause(20);
  }
  throw new AthenaError(
    'OperationTimeoutException',
    `query ${id} drops the table later / 查询 ${id} 稍后删除该表`,
  );
}

const deleteTable = operation({ DatabaseName: name, Name: name }, async (home, { input, principal }) => {
  const { DatabaseName: database, Name: table } = input;
  if (database !== ownWorkspace(principal)) throw notOwn(await seenTable(home, principal, database, table));
  const kind = (await entryAt(home.ports, { database, table })).value?.kind ?? 'dropped';
  if (kind === 'dropped') throw missing(`Table ${database}.${table}`);
  const ended = await drop(home, principal, `DROP ${kind.toUpperCase()} \`${database}\`.\`${table}\``);
  if (ended.error?.code === 'TABLE_NOT_FOUND') throw missing(`Table ${database}.${table}`);
  if (ended.state !== 'SUCCEEDED')
    throw new AthenaError('ConcurrentModificationException', reasonOf(ended) ?? ended.state);
  return {};
});

const all: Readonly<Record<string, Operation>> = {
  GetDatabases: operation(paged, async ({ ports }, { input, principal }) => {
    const { page, ...next } = pageOf(await visibleDatabases(ports, principal), (one) => one, {
      after: input.NextToken,
      limit: input.MaxResults || 100,
    });
    return { DatabaseList: page.map(catalogued), ...next };
  }),
  GetDatabase: operation({ Name: name }, async ({ ports }, { input, principal }) => {
    if (!(await visibleDatabases(ports, principal)).includes(input.Name))
      throw missing(`Database ${input.Name}`);
    return { Database: catalogued(input.Name) };
  }),
  GetTables: operation(
    { DatabaseName: name, Expression: z.string().max(256).optional(), ...paged },
    async (home, { input, principal }) => {
      const tables = await tablesIn(home, principal, input.DatabaseName);
      const { page, ...next } = pageOf(tables.filter(matches(input.Expression)), (table) => table.name, {
        after: input.NextToken,
        limit: input.MaxResults || 100,
      });
      return { TableList: page.map(tableOf), ...next };
    },
  ),
  GetTable: operation({ DatabaseName: name, Name: name }, async (home, { input, principal }) => ({
    Table: tableOf(await seenTable(home, principal, input.DatabaseName, input.Name)),
  })),
  DeleteTable: deleteTable,
};

/** @returns undefined when it is not here */
export const glueOperationOf = (asked: string): Operation | undefined =>
  Object.hasOwn(all, asked) ? all[asked] : undefined;
