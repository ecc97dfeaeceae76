/** Which names stand for what: the columns of relations and the parameters of lambdas, level within level. */
import type { Name } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { QueryRefused } from '../refused.ts';
import type { RowField, SqlType } from '../types.ts';
import type { Frame } from './frames.ts';
import { fieldOf } from './pieces.ts';

export interface ScopeColumn {
  /** None: it cannot be asked for by a name, only by `*`. */
  readonly name?: string;
  /** What may stand before the name: `[schema, table]`, or an alias. */
  readonly qualifier: readonly string[];
  readonly type: SqlType;
  /** As DuckDB is told. */
  readonly sql: string;
}

export interface Scope {
  readonly columns: readonly ScopeColumn[];
  /** The query it is of. */
  readonly frame?: Frame;
  /** What the query around it sees. */
  readonly parent?: Scope;
  /** How a column of this level is read, where it is not simply there: grouped queries refuse what is not grouped. */
  readonly read?: (column: ScopeColumn, at: number) => Typed;
}

export const sameName = (a: string, b: string): boolean =>
  a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase());

/** A column, and the fields within it that the rest of the name asks for. */
export interface Found {
  readonly scope: Scope;
  readonly column: ScopeColumn;
  readonly fields: readonly Name[];
}

/**
 * The innermost level that knows the name decides; there a column of the whole name comes before fields of a column.
 *
 * @throws QueryRefused AMBIGUOUS_NAME, COLUMN_NOT_FOUND
 */
export function lookUp(parts: readonly Name[], scope: Scope | undefined): Found {
  for (let level = scope; level; level = level.parent)
    for (let length = parts.length; length > 0; length -= 1) {
      const column = matching(parts.slice(0, length), level, parts);
      if (column) return { scope: level, column, fields: parts.slice(length) };
    }
  throw notFound(parts);
}

function matching(name: readonly Name[], scope: Scope, whole: readonly Name[]): ScopeColumn | undefined {
  const last = name.at(-1)?.text ?? '';
  const before = name.slice(0, -1);
  const found = scope.columns.filter(
    (column) =>
      column.name !== undefined && sameName(column.name, last) && endsWith(column.qualifier, before),
  );
  if (found.length > 1) throw ambiguous(whole);
  return found[0];
}

/** `t` and `db.t` both name the table `db.t`. */
export function endsWith(qualifier: readonly string[], names: readonly Name[]): boolean {
  const skipped = qualifier.length - names.length;
  return (
    skipped >= 0 && names.every(({ text }, index) => sameName(qualifier[skipped + index] as string, text))
  );
}

/** What a column stands for, with the fields that are asked of it. */
export function readColumn(parts: readonly Name[], { scope: level, column, fields }: Found): Typed {
  const at = parts[0]?.at ?? 0;
  const value: Typed = level.read?.(column, at) ?? { sql: column.sql, type: column.type };
  return fields.reduce((of, field) => readField(of, field, parts), value);
}

/** @param whole as written, for the message */
export function readField(of: Typed, name: Name, whole?: readonly Name[]): Typed {
  const fields: readonly RowField[] = of.type.name === 'row' ? of.type.fields : [];
  const matches = fields.filter((field) => field.name !== undefined && sameName(field.name, name.text));
  if (matches.length > 1) throw ambiguous(whole ?? [name]);
  const [field] = matches;
  if (!field) throw of.type.name === 'row' || whole ? notFound(whole ?? [name]) : notARow(of.type, name);
  return { sql: fieldOf(of.sql, fields.indexOf(field) + 1), type: field.type };
}

const written = (parts: readonly Name[]): string => parts.map(({ text }) => text).join('.');

const ambiguous = (parts: readonly Name[]): QueryRefused =>
  new QueryRefused('AMBIGUOUS_NAME', {
    at: parts[0]?.at ?? 0,
    en: `Column '${written(parts)}' is ambiguous`,
    zh: `列 ${written(parts)} 有歧义`,
  });

const notFound = (parts: readonly Name[]): QueryRefused =>
  new QueryRefused('COLUMN_NOT_FOUND', {
    at: parts[0]?.at ?? 0,
    en: `Column '${written(parts)}' cannot be resolved`,
    zh: `没有列 ${written(parts)}`,
  });

const notARow = (type: SqlType, { at, text }: Name): QueryRefused =>
  new QueryRefused('TYPE_MISMATCH', {
    at,
    en: `Expression is not of type ROW: field ${text} of ${type.name}`,
    zh: `${type.name} 不是 ROW，没有字段 ${text}`,
  });
