/** From Athena's SQL to DuckDB's: a query with its parameters, over the tables of a catalog. */
import type { Expression, Query } from '../ast.ts';
import { notSupported } from '../refused.ts';
import { holdsSketch, type SqlType, typeText } from '../types.ts';
import type { Session, TableSource, TranslatedQuery, Translation } from './env.ts';
import { expression } from './expression.ts';
import { query } from './query.ts';

export type { SourceColumn, SourceTable, TableSource } from './env.ts';

export interface TranslateOptions {
  readonly catalog: TableSource;
  /** What each `?` stands for: literals. */
  readonly parameters?: readonly Expression[];
  /** In milliseconds since 1970: what `now()` says, the same in the whole query. */
  readonly now?: number;
  /** What CURRENT_USER and CURRENT_SCHEMA say. */
  readonly session?: Session;
}

export interface TranslatedStatement {
  /** One statement of DuckDB's; its columns are `c1`, `c2`, … */
  readonly sql: string;
  /** As Athena names and types them. */
  readonly columns: readonly { readonly name: string; readonly type: SqlType }[];
  /** The tables of the catalog that are read, by the parts of their names as they were written. */
  readonly tables: readonly (readonly string[])[];
}

/** @throws QueryRefused with the place of what Athena would refuse, or of what cannot be answered alike */
export function translate(node: Query, options: TranslateOptions): TranslatedStatement {
  const all = translationOf(options);
  const translated = shown(query(node, { all, commonTables: new Map(), clause: 'query' }, 'whole'));
  return {
    sql: guarded(all, translated.sql),
    columns: translated.columns.map(({ name, type }, index) => ({ name: name ?? `_col${index}`, type })),
    tables: [...all.tables.values()],
  };
}

function shown(given: TranslatedQuery): TranslatedQuery {
  const sketch = given.columns.find(({ type }) => holdsSketch(type));
  if (sketch)
    throw notSupported(0, `showing a ${typeText(sketch.type)}`, 'cardinality(…) or value_at_quantile(…, q)');
  return given;
}

function translationOf({
  catalog,
  parameters = [],
  now = Date.now(),
  session = {},
}: TranslateOptions): Translation {
  let last = 0;
  const all: Translation = {
    catalog,
    parameters,
    now,
    session,
    tables: new Map(),
    guarded: new Map(),
    fresh(prefix) {
      last += 1;
      return `${prefix}${last}`;
    },
    expression,
    query,
  };
  return all;
}

/** DuckDB pushes conditions down into a table of WITH, even a materialised one; but never below a limit. */
const barrier = 'LIMIT 9223372036854775807';

/** What is guarded is made first, whole, and only then asked. */
function guarded({ guarded: relations }: Translation, sql: string): string {
  if (relations.size === 0) return sql;
  const made = [...relations.values()].map(
    ({ alias, sql: of }) => `${alias} AS MATERIALIZED (SELECT * FROM ${of} ${barrier})`,
  );
  return sql.startsWith('WITH ')
    ? `WITH ${made.join(', ')}, ${sql.slice('WITH '.length)}`
    : `WITH ${made.join(', ')} ${sql}`;
}
