/** Databases and tables: what the asker may see, and nothing else. */
import { z } from 'zod';
import { typeText } from '../../../layers/core/sql/types.ts';
import {
  type VisibleTable,
  visibleDatabases,
  visibleTables,
} from '../../../layers/core/workbench/visible.ts';
import { AthenaError, invalid } from '../athena-error.ts';
import { mostResults, nextToken, operation, pageOf } from './operation.ts';

const catalogName = 'AwsDataCatalog';
const catalog = { Name: catalogName, Type: 'GLUE', Parameters: { 'catalog-id': '000000000000' } };

/** Names of databases and tables come with letters of any size. */
const name = z.string().min(1).max(256);
const inCatalog = { CatalogName: name };
const paged = { MaxResults: mostResults(50), NextToken: nextToken };

function checkCatalog(asked: string): void {
  if (asked.toLowerCase() !== catalogName.toLowerCase()) throw missing(`Catalog ${asked} not found`);
}

const missing = (message: string): AthenaError => new AthenaError('MetadataException', message);

const describeColumn =
  (comments: VisibleTable['comments']) =>
  ({ name: column, type }: VisibleTable['columns'][number]): object => ({
    Name: column,
    Type: hiveType(typeText(type)),
    ...(comments?.[column] === undefined ? {} : { Comment: comments[column].slice(0, 255) }),
  });

/** The catalog has Hive's words: a `varchar` without a length is a `string`. */
const hiveType = (type: string): string =>
  type === 'varchar'
    ? 'string'
    : type === 'integer'
      ? 'int'
      : type === 'real'
        ? 'float'
        : type.replace(/^timestamp\(\d+\)$/, 'timestamp').replace(/^varbinary$/, 'binary');

/** As Athena tells of it. */
export function describeTable({ name: table, columns, partitionedBy, view, comments }: VisibleTable) {
  const keys = columns.filter((column) => partitionedBy.includes(column.name));
  const plain = columns.filter((column) => !partitionedBy.includes(column.name));
  return {
    Name: table,
    TableType: view === undefined ? 'EXTERNAL_TABLE' : 'VIRTUAL_VIEW',
    Columns: plain.map(describeColumn(comments)),
    PartitionKeys: keys.map(describeColumn(comments)),
    Parameters: {},
  };
}

/** Athena takes a pattern of Java. Here `*` and `.*` stand for any letters, `|` for or; the rest is as it is. */
export function matches(expression: string | undefined): (table: VisibleTable) => boolean {
  if (expression === undefined || expression === '') return () => true;
  if (!/^[\w.|$-]*(\*[\w.|$-]*){0,8}$/.test(expression))
    throw invalid('Expression: use letters, digits, _ and |, and at most eight *');
  const pattern = expression
    .toLowerCase()
    .split('|')
    .map((part) => part.replaceAll('.*', '*').replaceAll('*', '[^]*'))
    .join('|');
  const whole = new RegExp(`^(?:${pattern})$`);
  return ({ name: table }) => whole.test(table);
}

export const metadataOperations = {
  ListDataCatalogs: operation(paged, async () => ({
    DataCatalogsSummary: [{ CatalogName: catalogName, Type: catalog.Type }],
  })),
  GetDataCatalog: operation({ Name: name }, async (_, { input }) => {
    if (input.Name.toLowerCase() !== catalogName.toLowerCase())
      throw invalid(`Data catalog ${input.Name} was not found`);
    return { DataCatalog: catalog };
  }),
  ListDatabases: operation({ ...inCatalog, ...paged }, async ({ ports }, { input, principal }) => {
    checkCatalog(input.CatalogName);
    const { page, ...next } = pageOf(await visibleDatabases(ports, principal), (one) => one, {
      after: input.NextToken,
      limit: input.MaxResults || 50,
    });
    return { DatabaseList: page.map((Name) => ({ Name })), ...next };
  }),
  GetDatabase: operation({ ...inCatalog, DatabaseName: name }, async ({ ports }, { input, principal }) => {
    checkCatalog(input.CatalogName);
    const database = input.DatabaseName.toLowerCase();
    if (!(await visibleDatabases(ports, principal)).includes(database))
      throw missing(`Database ${database} not found`);
    return { Database: { Name: database } };
  }),
  ListTableMetadata: operation(
    { ...inCatalog, DatabaseName: name, Expression: z.string().max(256).optional(), ...paged },
    async ({ ports }, { input, principal }) => {
      checkCatalog(input.CatalogName);
      const database = input.DatabaseName.toLowerCase();
      if (!(await visibleDatabases(ports, principal)).includes(database))
        throw missing(`EntityNotFoundException: Database ${database} not found`);
      const tables = (await visibleTables(ports, principal)).filter((table) => table.database === database);
      const wanted = tables.filter(matches(input.Expression));
      const { page, ...next } = pageOf(wanted, (table) => table.name, {
        after: input.NextToken,
        limit: input.MaxResults || 50,
      });
      return { TableMetadataList: page.map(describeTable), ...next };
    },
  ),
  GetTableMetadata: operation(
    { ...inCatalog, DatabaseName: name, TableName: name },
    async ({ ports }, { input, principal }) => {
      checkCatalog(input.CatalogName);
      const [database, table] = [input.DatabaseName.toLowerCase(), input.TableName.toLowerCase()];
      const found = (await visibleTables(ports, principal)).find(
        (one) => one.database === database && one.name === table,
      );
      if (!found) throw missing(`EntityNotFoundException: Table ${table} not found in ${database}`);
      return { TableMetadata: describeTable(found) };
    },
  ),
};
