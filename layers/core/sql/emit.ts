/** Pieces of DuckDB's SQL that every part of the translation writes. */
import { carrierOf, type SqlType } from './types.ts';

/** A text as DuckDB's literal. */
export const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/**
 * A value that is never had: evaluating it raises. A failing cast and not `error()`, which DuckDB counts as volatile
 * and therefore takes neither into TRY nor out of a loop.
 *
 * @param error Trino's name of it, and what was wrong: `DIVISION_BY_ZERO: …`
 */
export const raise = (error: string, type: SqlType): string =>
  type.name === 'unknown' ? raised(error, 'INTEGER') : raised(error, carrierOf(type));

/**
 * The same where the carrier is known alone. A refusal, `NOT_SUPPORTED: …`, must not become NULL in TRY: it is told as
 * the name of a zone that there is not, which TRY lets through.
 */
export function raised(error: string, carrier: string): string {
  if (error.startsWith('NOT_SUPPORTED'))
    return `CAST(CAST(timezone(${quoted(error)}, TIMESTAMP '2000-01-01') AS VARCHAR) AS ${carrier})`;
  const failing = `CAST(${quoted(error)} AS INTEGER)`;
  return carrier === 'INTEGER' ? failing : `CAST(CAST(${failing} AS VARCHAR) AS ${carrier})`;
}

const path = String.raw`(?:"[^"]*"|[A-Za-z_]\w*)(?:\.(?:"[^"]*"|\w+))*`;
const literal = String.raw`'[^']*'|-?\d+(?:\.\d+)?(?:::\w+)?|NULL|TRUE|FALSE`;
const atom = new RegExp(`^(?:${path}|${literal}|CAST\\((?:${path}|${literal}) AS [\\w(), ]+\\))$`, 'i');

/** Whether a piece may be written twice: a column or a literal. */
export const isAtom = (sql: string): boolean => atom.test(sql);

const boundName = /\btr_v(\d+)\b/g;

/**
 * Writes pieces that are needed more than once only once, as parameters of a lambda; columns and literals are simply
 * repeated. What `body` gives may name nothing but what it is handed.
 */
export function once(pieces: readonly string[], body: (...bound: string[]) => string): string {
  if (pieces.every(isAtom)) return body(...pieces);
  const used = pieces.flatMap((piece) => [...piece.matchAll(boundName)].map(([, number]) => Number(number)));
  const name = `tr_v${Math.max(0, ...used) + 1}`;
  const [only] = pieces;
  if (pieces.length === 1) return `list_transform([${only}], lambda ${name}: ${body(name)})[1]`;
  const fields = pieces.map((piece, index) => `'f${index + 1}': ${piece}`).join(', ');
  const bound = pieces.map((_, index) => `${name}.f${index + 1}`);
  return `list_transform([{${fields}}], lambda ${name}: ${body(...bound)})[1]`;
}
