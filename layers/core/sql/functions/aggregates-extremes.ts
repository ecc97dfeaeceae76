/** Aggregates that choose: the greatest, the least, that of the greatest, any. */
import { once } from '../emit.ts';
import { aggregate, type BoundCall, type FunctionLibrary, type Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { isOrderable, type SqlType, typeText } from '../types.ts';
import { bindingMacro } from './macro.ts';
import { unsupported, wrongArgument } from './raised.ts';

type Which = 'max' | 'min';

const isFloating = ({ name }: SqlType): boolean => name === 'double' || name === 'real';
const nested: ReadonlySet<string> = new Set(['array', 'map', 'row']);

function refuseUnordered({ type }: Typed, { at }: BoundCall, what: string): void {
  if (!isOrderable(type))
    throw new QueryRefused('TYPE_MISMATCH', {
      at,
      en: `Type ${typeText(type)} is not orderable, and therefore cannot be used in ${what}`,
      zh: `${typeText(type)} 不能排序，不能用于 ${what}`,
    });
  if (nested.has(type.name)) throw notSupported(at, `${what} of ${typeText(type)}`);
}

/** By what it is sorted: NaN gives way to every other number, a moment's zone does not count, a CHAR has its spaces. */
function keyOf(which: Which, { sql, type }: Typed): string {
  if (type.name === 'timestamp with time zone') return `(${sql}).u`;
  if (type.name === 'char') return `rpad(${sql}, ${type.length}, ' ')`;
  if (!isFloating(type) || which === 'min') return sql;
  return once([sql], (key) => `CASE WHEN ${key} IS NOT NULL THEN {a: NOT isnan(${key}), b: ${key}} END`);
}

function extreme(which: Which, call: BoundCall): string {
  const [value] = call.arguments as readonly [Typed];
  refuseUnordered(value, call, which);
  const { sql, type } = value;
  if (type.name === 'timestamp with time zone' || type.name === 'char')
    return call.aggregate(`arg_${which}`, sql, keyOf(which, value));
  if (!isFloating(type) || which === 'min') return call.aggregate(which, sql);
  const numbers = once([sql], (number) => `CASE WHEN NOT isnan(${number}) THEN ${number} END`);
  return `coalesce(${call.aggregate('max', numbers)}, ${call.aggregate('max', sql)})`;
}

/** That of the row with the greatest or least key; rows without a key do not count. */
function extremeBy(which: Which, call: BoundCall): string {
  const [value, key] = call.arguments as readonly [Typed, Typed];
  refuseUnordered(key, call, `${which}_by`);
  return call.aggregate(`arg_${which}_null`, value.sql, keyOf(which, key));
}

const most = 10_000;

interface Asked {
  readonly value: Typed;
  readonly key: Typed;
  readonly count: Typed;
  readonly name: string;
}

/** How many are asked for, as SQL: Trino takes that of the first row with a key; where rows differ it is refused. */
function countOf({ count, key, name }: Asked, call: BoundCall): string {
  const { constant, sql, type } = count;
  if (constant === undefined) {
    const counts = `CASE WHEN ${key.sql} IS NOT NULL THEN ${sql} END`;
    return `tr_count_of(${call.aggregate('min', counts)}, ${call.aggregate('max', counts)})`;
  }
  if (constant === null) return 'NULL';
  if (typeof constant !== 'number') throw notSupported(call.at, `${name} of ${typeText(type)}`);
  if (constant < 1 || constant > most)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at: call.at,
      en: `the last argument of ${name} must be from 1 to ${most}; found ${constant}`,
      zh: `${name} 的最后一个参数须在 1 到 ${most} 之间，实为 ${constant}`,
    });
  return String(constant);
}

/** As an array, the most extreme first. */
function several(which: Which, asked: Asked, call: BoundCall): string {
  const { value, key } = asked;
  const pairs = once([value.sql, key.sql], (v, k) => `{k: ${keyOf(which, { ...key, sql: k })}, v: ${v}}`);
  const kept = `list_filter(${call.aggregate('list', pairs)}, lambda tr_x: tr_x.k IS NOT NULL)`;
  const order = which === 'max' ? 'DESC' : 'ASC';
  const first = `[1:${countOf(asked, call)}]`;
  return `nullif(list_transform(list_sort(${kept}, '${order}')${first}, lambda tr_x: tr_x.v), [])`;
}

function extremes(which: Which, call: BoundCall): string {
  const [value, count] = call.arguments as readonly [Typed, Typed];
  refuseUnordered(value, call, which);
  return several(which, { value, key: value, count, name: which }, call);
}

function extremesBy(which: Which, call: BoundCall): string {
  const [value, key, count] = call.arguments as readonly [Typed, Typed, Typed];
  const name = `${which}_by`;
  refuseUnordered(key, call, name);
  return several(which, { value, key, count, name }, call);
}

export const extremeAggregates: FunctionLibrary = {
  entries: [
    ...(['max', 'min'] as const).flatMap((which) => [
      aggregate(`${which}(T): T`, (call) => extreme(which, call)),
      aggregate(`${which}(T, bigint): array(T)`, (call) => extremes(which, call)),
      aggregate(`${which}_by(V, K): V`, (call) => extremeBy(which, call)),
      aggregate(`${which}_by(V, K, bigint): array(V)`, (call) => extremesBy(which, call)),
    ]),
    aggregate('any_value(T): T', '{any_value}($1)'),
    aggregate('arbitrary(T): T', '{any_value}($1)'),
  ],
  refused: [],
  macros: [
    bindingMacro(
      'tr_count_of(least, greatest)',
      '{l: least, g: greatest}',
      (v) => `CASE WHEN ${v}.l IS NULL THEN NULL
        WHEN ${v}.l < 1 OR ${v}.g > ${most} THEN ${wrongArgument(`the number of values must be from 1 to ${most}`, 'BIGINT')}
        WHEN ${v}.l <> ${v}.g THEN ${unsupported('max or min of another number of values in each row', 'BIGINT')}
        ELSE ${v}.g END`,
    ),
  ],
};
