/** GROUP BY: its keys, its sets, and what may be read of a grouped query. */
import type { Expression, Select } from '../ast.ts';
import { isAtom } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { carrierOf, isComparable, typeText } from '../types.ts';
import { mismatch } from './coerce.ts';
import { type Env, type GroupingKey, typed } from './env.ts';
import { lookUp, type Scope, type ScopeColumn } from './scope.ts';
import type { ExpandedItem } from './select-items.ts';
import { groupKey } from './sorting.ts';

/** What rows are grouped by. */
interface Key {
  readonly node?: Expression;
  readonly column?: ScopeColumn;
  /** As it is read of the groups. */
  readonly value: Typed;
  /** As GROUP BY says it. */
  readonly text: string;
}

export interface Grouping {
  /** The text of GROUP BY; `()`: all rows are one group, even where no aggregate is left in the text. */
  readonly sql: string;
  readonly scope: Scope;
  readonly keys: readonly GroupingKey[];
  readonly texts: readonly string[];
}

/** @param rows where the rows themselves are seen */
export function groupingOf(groupBy: Select['groupBy'], items: readonly ExpandedItem[], rows: Env): Grouping {
  const keys: Key[] = [];
  const keyOf = (node: Expression, onlyColumns: boolean): Key => {
    const key = translatedKey(node, items, rows, onlyColumns);
    const known = keys.find(({ text }) => text === key.text);
    if (!known) keys.push(key);
    return known ?? key;
  };
  const sets = groupBy ? setsOf(groupBy, keyOf) : undefined;
  return {
    sql: sets ? groupText(sets) : '()',
    scope: groupedScope(rows.scope as Scope, keys),
    keys: keys.flatMap(({ node, column, value }) => (node && !column ? [{ node, value }] : [])),
    texts: keys.map(({ text }) => text),
  };
}

function translatedKey(
  written: Expression,
  items: readonly ExpandedItem[],
  rows: Env,
  onlyColumns: boolean,
): Key {
  const item = ordinal(written, items);
  if (item?.column) return finished(written, item.column, { sql: item.column.sql, type: item.column.type });
  const node = item?.node ?? written;
  const column = localColumn(node, rows);
  if (onlyColumns && !column)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at: written.at,
      en: 'GROUP BY expression must be a column reference',
      zh: 'ROLLUP、CUBE 与 GROUPING SETS 中只能写列名',
    });
  return finished(node, column, typed(node, { ...rows, clause: 'GROUP BY clause' }));
}

function finished(node: Expression, column: ScopeColumn | undefined, value: Typed): Key {
  const { type } = value;
  if (!isComparable(type))
    throw mismatch(
      node.at,
      `${typeText(type)} is not comparable, and therefore cannot be used in GROUP BY`,
      `${typeText(type)} 不能用于 GROUP BY`,
    );
  const text = groupKey(value, node.at);
  // A literal alone would be taken for the ordinal of a column.
  const named =
    isAtom(text) && /^['\d-]|^null$|^true$|^false$/i.test(text)
      ? `CAST(${text} AS ${carrierOf(type)})`
      : text;
  return { node, ...(column ? { column } : {}), value: groupValue(value, text), text: named };
}

/** Of equal moments whichever zone comes. */
function groupValue({ sql, type }: Typed, text: string): Typed {
  if (text === sql) return { sql, type };
  return {
    sql: `CASE WHEN ${text} IS NOT NULL THEN {'u': ${text}, 'z': struct_extract(any_value(${sql}), 'z')} END`,
    type,
  };
}

function ordinal(node: Expression, items: readonly ExpandedItem[]): ExpandedItem | undefined {
  if (node.kind !== 'literal' || node.of !== 'integer') return undefined;
  const item = items[Number(node.text) - 1];
  if (!item)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at: node.at,
      en: `GROUP BY position ${node.text} is not in select list`,
      zh: `GROUP BY 的序号 ${node.text} 不在选择列表中`,
    });
  return item;
}

function localColumn(node: Expression, { scope }: Env): ScopeColumn | undefined {
  if (node.kind !== 'column') return undefined;
  const { scope: level, column, fields } = lookUp(node.parts, scope);
  return level === scope && fields.length === 0 ? column : undefined;
}

type Sets = readonly (readonly Key[])[];

/** Every element gives sets; the sets of the whole are all their combinations. */
function setsOf(
  { elements, distinct }: NonNullable<Select['groupBy']>,
  keyOf: (node: Expression, onlyColumns: boolean) => Key,
): Sets {
  const each = elements.map(({ kind, sets, at }): Sets => {
    const keys = sets.map((set) => set.map((node) => keyOf(node, kind !== 'simple')));
    if (kind === 'rollup')
      return Array.from({ length: keys.length + 1 }, (_, left) => keys.slice(0, keys.length - left).flat());
    if (kind === 'cube') return subsets(keys, at);
    return keys;
  });
  const all = each.reduce<Sets>(
    (before, sets) => before.flatMap((one) => sets.map((set) => [...one, ...set])),
    [[]],
  );
  if (all.length > mostSets)
    throw notSupported(elements[0]?.at ?? 0, `GROUP BY of more than ${mostSets} sets`);
  const unique = all.map((set) => [...new Set(set)]);
  return distinct ? withoutRepeats(unique) : unique;
}

/** As many as Trino takes. */
const mostSets = 2048;

function subsets(keys: Sets, at: number): Sets {
  if (2 ** keys.length > mostSets) throw notSupported(at, `a CUBE of ${keys.length}`);
  return keys.reduceRight<Sets>((rest, key) => [rest.map((one) => [...key, ...one]), rest].flat(), [[]]);
}

function withoutRepeats(sets: Sets): Sets {
  const seen = new Set<string>();
  return sets.filter((set) => {
    const text = set
      .map((key) => key.text)
      .sort()
      .join();
    return !seen.has(text) && seen.add(text);
  });
}

function groupText(sets: Sets): string {
  const texts = sets.map((set) => `(${set.map(({ text }) => text).join(', ')})`);
  const [only] = sets;
  if (texts.length === 1 && only) return only.length === 0 ? '()' : only.map(({ text }) => text).join(', ');
  return `GROUPING SETS (${texts.join(', ')})`;
}

/** Only what is grouped by may be read. */
function groupedScope(scope: Scope, keys: readonly Key[]): Scope {
  const values = new Map(keys.flatMap(({ column, value }) => (column ? [[column, value] as const] : [])));
  return {
    ...scope,
    read(column, at) {
      const value = values.get(column);
      if (value) return value;
      throw new QueryRefused('EXPRESSION_NOT_AGGREGATE', {
        at,
        en: `'${column.name ?? ''}' must be an aggregate expression or appear in GROUP BY clause`,
        zh: `${column.name ?? ''} 须在聚合函数之中，或写进 GROUP BY`,
        instead: `arbitrary(${column.name ?? ''})`,
      });
    },
  };
}
