/**
 * A flow as one statement of the engine: what an output needs are tables of WITH, each once, so that the engine makes
 * the way from the sources to the output in one pass.
 */
import { quoteName, quoteText } from '../cleaning/sql-text.ts';
import { doubleScale } from '../libraries/library-resource.ts';
import { shownText } from '../workbench/shown-text.ts';
import type { Relation } from './type-nodes.ts';

type Relations = ReadonlyMap<string, Relation>;

/** Keys of a relation and of all it is made from, each after those it reads. */
function needed(relations: Relations, keys: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (key: string): void => {
    for (const before of relations.get(key)?.reads ?? []) visit(before);
    found.add(key);
  };
  for (const key of keys) visit(key);
  return [...found];
}

const withTables = (relations: Relations, keys: readonly string[]): string =>
  needed(relations, keys)
    .map((key) => relations.get(key))
    .filter((one) => one !== undefined)
    .map(({ alias, sql }) => `${alias} AS (${sql})`)
    .join(', ');

/** Rows of an output as they are handed in: text in one order, columns `c1`, `c2`, …; doubles as decimals. */
export function outputStatement(relations: Relations, key: string): string {
  const { alias, columns } = must(relations, key);
  const texts = columns.map(({ name, type }, index) => {
    const value =
      type.name === 'double' || type.name === 'real'
        ? `CAST(${quoteName(name)} AS DECIMAL(38, ${doubleScale}))`
        : quoteName(name);
    return `CAST(${value} AS VARCHAR) AS c${index + 1}`;
  });
  const order = columns.map((_, index) => index + 1).join(', ');
  return `WITH ${withTables(relations, [key])} SELECT ${texts.join(', ')} FROM ${alias} ORDER BY ${order}`;
}

/**
 * The first rows of every node, of all in one pass: which, how many rows it has in all, and a row as a list of JSON; a
 * node without rows has one line without a row.
 */
export function sampleStatement(relations: Relations, limit: number): string {
  const keys = [...relations.keys()];
  const parts = keys.map((key, index) => {
    const { alias, columns } = must(relations, key);
    const values = columns.map(({ name, type }) => shownText(quoteName(name), type));
    const row = `to_json([${values.join(', ')}])`;
    const order = columns.map((_, at) => at + 1).join(', ');
    const first = `SELECT ${columns.map(({ name }) => quoteName(name)).join(', ')} FROM ${alias} ORDER BY ${order} LIMIT ${limit}`;
    return `SELECT ${index} AS o, ${quoteText(key)} AS c1, CAST((SELECT count(*) FROM ${alias}) AS VARCHAR) AS c2, r AS c3 FROM (SELECT 1) AS one LEFT JOIN (SELECT CAST(${row} AS VARCHAR) AS r FROM (${first}) AS f) AS s ON true`;
  });
  return `WITH ${withTables(relations, keys)} SELECT c1, c2, c3 FROM (${parts.join(' UNION ALL ')}) AS p ORDER BY o, c3`;
}

function must(relations: Relations, key: string): Relation {
  const found = relations.get(key);
  if (found) return found;
  throw new Error(`${key} was not translated`);
}
