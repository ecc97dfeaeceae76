/** The tables of information_schema: they list what the asker may see, and nothing else. */
import { quoteName, quoteText } from '../cleaning/sql-text.ts';
import type { SourceTable } from '../sql/translate/index.ts';
import { bigint, typeText, varchar } from '../sql/types.ts';
import { catalogName, informationSchema } from './places.ts';
import type { VisibleTable } from './visible.ts';

export interface Known {
  readonly tables: readonly VisibleTable[];
  readonly databases: readonly string[];
}

type Row = readonly (string | number | null)[];

interface Listing {
  readonly columns: readonly string[];
  readonly rows: (known: Known) => readonly Row[];
}

const listings: Readonly<Record<string, Listing>> = {
  schemata: {
    columns: ['catalog_name', 'schema_name'],
    rows: ({ databases }) => databases.map((database) => [catalogName, database]),
  },
  tables: {
    columns: ['table_catalog', 'table_schema', 'table_name', 'table_type'],
    rows: ({ tables }) => [
      ...tables.map(({ database, name, view }) => [
        catalogName,
        database,
        name,
        view === undefined ? 'BASE TABLE' : 'VIEW',
      ]),
      ...Object.keys(listings).map((name) => [catalogName, informationSchema, name, 'BASE TABLE']),
    ],
  },
  columns: {
    columns: [
      ...['table_catalog', 'table_schema', 'table_name', 'column_name', 'ordinal_position'],
      ...['column_default', 'is_nullable', 'data_type'],
    ],
    rows: ({ tables }) =>
      tables.flatMap(({ database, name, columns }) =>
        columns.map((column, index) => [
          ...[catalogName, database, name, column.name, index + 1],
          ...[null, 'YES', typeText(column.type)],
        ]),
      ),
  },
  views: {
    columns: ['table_catalog', 'table_schema', 'table_name', 'view_definition'],
    rows: ({ tables }) =>
      tables.flatMap(({ database, name, view }) =>
        view === undefined ? [] : [[catalogName, database, name, view]],
      ),
  },
};

/** @returns undefined when there is no such table */
export function informationTable(name: string, known: Known): SourceTable | undefined {
  const listing = Object.hasOwn(listings, name) ? listings[name] : undefined;
  if (!listing) return undefined;
  const columns = listing.columns.map((column) => ({
    name: column,
    type: column === 'ordinal_position' ? bigint : varchar,
  }));
  const carriers = columns.map(({ type }) => (type === bigint ? 'BIGINT' : 'VARCHAR'));
  const rows = listing.rows(known).map((row) => `(${row.map(literal).join(', ')})`);
  const nothing = `(${carriers.map(() => 'NULL').join(', ')})`;
  const picked = columns.map(
    (column, index) => `CAST(v.c${index + 1} AS ${carriers[index]}) AS ${quoteName(column.name)}`,
  );
  const names = columns.map((_, index) => `c${index + 1}`).join(', ');
  const values = rows.length > 0 ? rows.join(', ') : nothing;
  const some = rows.length > 0 ? '' : ' WHERE false';
  return { columns, sql: `(SELECT ${picked.join(', ')} FROM (VALUES ${values}) AS v(${names})${some})` };
}

const literal = (value: string | number | null): string => {
  if (value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : quoteText(value);
};
