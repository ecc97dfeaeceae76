/** WITH: each query under a name of its own, the recursive ones unrolled as Trino unrolls them. */
import type { CommonTable, Query, QueryBody, SortItem } from '../ast.ts';
import { raise } from '../emit.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { becomes, boolean, typeText } from '../types.ts';
import { mismatch } from './coerce.ts';
import type { CommonTableEntry, Env, OutputColumn } from './env.ts';
import type { Body } from './select.ts';
import { as } from './set-operations.ts';

type TranslateBody = (node: QueryBody, order: readonly SortItem[], env: Env) => Body;

interface Tables {
  /** `w1 AS (…)`, in order. */
  readonly texts: readonly string[];
  /** In which they are known. */
  readonly env: Env;
}

export function withTables(node: Query, outer: Env, body: TranslateBody): Tables {
  const known = new Map(outer.commonTables);
  const own = new Set<string>();
  const texts: string[] = [];
  for (const table of node.with) {
    const key = table.name.text.toLowerCase();
    if (own.has(key)) throw duplicate(table);
    own.add(key);
    const env: Env = { ...outer, commonTables: new Map(known) };
    const recursive = node.recursive ? recursion(table) : undefined;
    const made = recursive ? unrolled(table, recursive, env, body) : plain(table, env);
    texts.push(...made.texts);
    known.set(key, made.entry);
  }
  return { texts, env: node.with.length === 0 ? outer : { ...outer, commonTables: known } };
}

const duplicate = ({ name }: CommonTable): QueryRefused =>
  new QueryRefused('DUPLICATE_NAMED_QUERY', {
    at: name.at,
    en: `WITH query name '${name.text}' specified more than once`,
    zh: `WITH 中 ${name.text} 定义了两次`,
  });

interface Made {
  readonly texts: readonly string[];
  readonly entry: CommonTableEntry;
}

function plain(table: CommonTable, env: Env): Made {
  const { sql, columns } = env.all.query(table.query, env, 'with');
  const alias = env.all.fresh('w');
  return { texts: [`${alias} AS (${sql})`], entry: { alias, columns: named(table, columns) } };
}

function named(
  { name, columns: names }: CommonTable,
  columns: readonly OutputColumn[],
): readonly OutputColumn[] {
  if (names.length === 0) return columns;
  if (names.length !== columns.length)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at: name.at,
      en: `WITH column alias list has ${names.length} entries but subquery has ${columns.length} columns`,
      zh: `${name.text} 有 ${columns.length} 列，别名却有 ${names.length} 个`,
    });
  return columns.map(({ type }, index) => ({ name: (names[index] as { text: string }).text, type }));
}

interface Recursion {
  readonly base: QueryBody;
  readonly step: QueryBody;
  readonly all: boolean;
}

/** undefined: it does not refer to itself. */
function recursion(table: CommonTable): Recursion | undefined {
  const { body } = table.query;
  if (table.columns.length === 0)
    throw new QueryRefused('MISSING_COLUMN_ALIASES', {
      at: table.name.at,
      en: 'missing column aliases in recursive WITH query',
      zh: '递归的 WITH 须写出列名',
      instead: `${table.name.text}(a, b) AS (…)`,
    });
  if (!mentions(table.query, table.name.text.toLowerCase())) return undefined;
  if (body.kind !== 'set-operation' || body.operator !== 'union' || table.query.with.length > 0)
    throw notSupported(table.query.at, 'a recursive query other than base UNION [ALL] step');
  return { base: body.left, step: body.right, all: body.all };
}

/** Whether a table of that name is asked for anywhere within. */
function mentions(node: object, name: string): boolean {
  if ('kind' in node && (node.kind === 'table' || node.kind === 'table-body') && 'name' in node) {
    const parts = node.name as readonly { readonly text: string }[];
    if (parts.length === 1 && parts[0]?.text.toLowerCase() === name) return true;
  }
  return Object.values(node).some(
    (part) => typeof part === 'object' && part !== null && mentions(part, name),
  );
}

/** Trino gives up when the tenth step still gives rows. */
const deepest = 10;

/** Each step is a table over the one before; what is one too many raises if it has a row. */
function unrolled(table: CommonTable, { base, step, all }: Recursion, env: Env, body: TranslateBody): Made {
  if (!all) throw notSupported(table.query.at, 'a recursive query by UNION', 'UNION ALL');
  if (table.query.orderBy.length > 0 || table.query.limit || table.query.offset)
    throw notSupported(table.query.at, 'ORDER BY or LIMIT of a recursive query');
  const first = body(base, [], env);
  const columns = named(table, first.columns);
  let alias = env.all.fresh('w');
  const texts = [`${alias} AS MATERIALIZED (${first.sql})`];
  const levels = [alias];
  for (let depth = 0; depth <= deepest; depth += 1) {
    const commonTables = new Map(env.commonTables).set(table.name.text.toLowerCase(), { alias, columns });
    const next = body(step, [], { ...env, commonTables });
    refuseTypes(next.columns, columns, table);
    alias = env.all.fresh('w');
    texts.push(`${alias} AS MATERIALIZED (${as(next, columns, table.query.at, env)})`);
    levels.push(alias);
  }
  const whole = env.all.fresh('w');
  return { texts: [...texts, `${whole} AS (${together(levels)})`], entry: { alias: whole, columns } };
}

const exceeded = `NOT_SUPPORTED: Recursion depth limit exceeded (${deepest})`;

function together(levels: readonly string[]): string {
  const last = levels.length - 1;
  return levels
    .map(
      (level, index) => `SELECT * FROM ${level}${index === last ? ` WHERE ${raise(exceeded, boolean)}` : ''}`,
    )
    .join(' UNION ALL ');
}

function refuseTypes(
  step: readonly OutputColumn[],
  base: readonly OutputColumn[],
  { query }: CommonTable,
): void {
  if (step.length !== base.length)
    throw mismatch(
      query.at,
      `base and step relations of recursion have different number of fields: ${base.length}, ${step.length}`,
      '递归查询两边的列数不同',
    );
  for (const [index, { type }] of step.entries()) {
    const to = (base[index] as OutputColumn).type;
    if (!becomes(type, to))
      throw mismatch(
        query.at,
        `recursion step relation output type (${typeText(type)}) is not coercible to recursion base relation output type (${typeText(to)}) at column ${index + 1}`,
        `递归步骤第 ${index + 1} 列的类型 ${typeText(type)} 不能成为 ${typeText(to)}`,
      );
  }
}
