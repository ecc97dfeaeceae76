/** Arithmetic of moments and intervals. */
import type { Typed } from '../../function-entry.ts';
import { isInteger, isNumeric, type SqlType } from '../../types.ts';
import { convert } from '../convert.ts';

const months: SqlType = { name: 'interval year to month' };
const millis: SqlType = { name: 'interval day to second' };
const isInterval = ({ name }: SqlType): boolean => name === months.name || name === millis.name;
const isMoment = ({ name }: SqlType): boolean =>
  ['date', 'time', 'timestamp', 'timestamp with time zone'].includes(name);

/** undefined: the operator is not defined for these types. */
export function momentArithmetic(operator: string, left: Typed, right: Typed, at: number): Typed | undefined {
  const [a, b] = besideNull(operator, left, right, at);
  if (operator === '+' && isInterval(a.type) && isMoment(b.type)) return moved(b, a, '+');
  if ((operator === '+' || operator === '-') && isInterval(b.type))
    return isMoment(a.type) ? moved(a, b, operator) : added(a, b, operator);
  if (operator === '-' && isMoment(a.type) && isMoment(b.type)) return between(a, b, at);
  if (operator === '*' && isInterval(b.type)) return multiplied(b, a, at);
  if (operator === '*' && isInterval(a.type)) return multiplied(a, b, at);
  return operator === '/' && isInterval(a.type) ? dividedBy(a, b, at) : undefined;
}

/** What a NULL that stands alone is taken for; where that is open, Trino refuses. */
function besideNull(operator: string, left: Typed, right: Typed, at: number): readonly [Typed, Typed] {
  const how = { tried: false, explicit: false, at };
  const as = (type: SqlType | undefined, value: Typed): Typed => (type ? convert(value, type, how) : value);
  if (left.type.name === 'unknown') return [as(forNull(operator, right.type, 'left'), left), right];
  if (right.type.name === 'unknown') return [left, as(forNull(operator, left.type, 'right'), right)];
  return [left, right];
}

function forNull(operator: string, other: SqlType, side: 'left' | 'right'): SqlType | undefined {
  if (other.name === 'date') return operator === '+' ? millis : operator === '-' ? other : undefined;
  const scales = operator === '*' || (operator === '/' && side === 'right');
  return isInterval(other) && scales ? { name: 'double' } : undefined;
}

/** A time does not take months; months move a zoned moment by its own clock. */
function moved(moment: Typed, interval: Typed, sign: '+' | '-'): Typed | undefined {
  const { type } = moment;
  const by = interval.type.name === months.name ? 'months' : 'millis';
  if (type.name === 'time' && by === 'months') return undefined;
  const amount = sign === '+' ? interval.sql : `(-(${interval.sql}))`;
  const kind = type.name === 'timestamp with time zone' ? 'zoned' : type.name;
  return {
    sql: `tr_${kind}_plus_${by}(${moment.sql}, ${amount})`,
    type: by === 'months' ? type : finer(type),
  };
}

/** Milliseconds ask for at least three digits. */
const finer = (type: SqlType): SqlType =>
  'precision' in type && type.name !== 'decimal' ? { ...type, precision: Math.max(3, type.precision) } : type;

function added(a: Typed, b: Typed, sign: '+' | '-'): Typed | undefined {
  if (a.type.name !== b.type.name) return undefined;
  return { sql: held(`(${a.sql} ${sign} ${b.sql})`, a.type), type: a.type };
}

/** Months are kept in 32 bits. */
const held = (sql: string, type: SqlType): string =>
  type.name === months.name ? `CAST(CAST(${sql} AS INTEGER) AS BIGINT)` : sql;

function between(a: Typed, b: Typed, at: number): Typed | undefined {
  if ((a.type.name === 'time') !== (b.type.name === 'time')) return undefined;
  const order = ['time', 'date', 'timestamp', 'timestamp with time zone'];
  const wider = order.indexOf(a.type.name) > order.indexOf(b.type.name) ? a.type : b.type;
  const common = wider.name === 'date' || !('precision' in wider) ? wider : { ...wider, precision: 6 };
  const how = { tried: false, explicit: false, at };
  const [x, y] = [convert(a, common as SqlType, how).sql, convert(b, common as SqlType, how).sql];
  if (common.name === 'date') return { sql: `(CAST(${x} - ${y} AS BIGINT) * 86400000)`, type: millis };
  if (common.name !== 'timestamp with time zone')
    return { sql: `tr_micros_to_millis(epoch_us(${x}) - epoch_us(${y}))`, type: millis };
  // Of zoned moments each is rounded by itself.
  const inMillis = (value: string): string =>
    `tr_micros_to_millis(epoch_us(CAST((${value}).u AS TIMESTAMP)))`;
  return { sql: `(${inMillis(x)} - ${inMillis(y)})`, type: millis };
}

function multiplied(interval: Typed, factor: Typed, at: number): Typed | undefined {
  if (!isNumeric(factor.type)) return undefined;
  const how = { tried: false, explicit: true, at };
  if (isInteger(factor.type))
    return {
      sql: held(`(${interval.sql} * ${convert(factor, { name: 'bigint' }, how).sql})`, interval.type),
      type: interval.type,
    };
  const product = `CAST(${interval.sql} AS DOUBLE) * ${convert(factor, { name: 'double' }, how).sql}`;
  return { sql: held(`CAST(trunc(${product}) AS BIGINT)`, interval.type), type: interval.type };
}

function dividedBy(interval: Typed, divisor: Typed, at: number): Typed | undefined {
  if (!isNumeric(divisor.type)) return undefined;
  const how = { tried: false, explicit: true, at };
  const by = convert(divisor, { name: 'double' }, how).sql;
  const sql = `tr_interval_divide(${interval.sql}, ${by})`;
  return { sql: held(sql, interval.type), type: interval.type };
}
