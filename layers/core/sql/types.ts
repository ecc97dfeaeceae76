/**
 * The types of Athena engine v3 (Trino's), and how DuckDB carries each. A value and its type go together through the
 * whole translation: that is what keeps decimals, zones and lengths from changing on the way.
 */

type Plain =
  | 'boolean'
  | 'tinyint'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double'
  | 'varbinary'
  | 'json'
  | 'date'
  | 'uuid'
  | 'interval year to month'
  | 'interval day to second'
  /** Sketches and colours: none can be shown or compared. */
  | 'hyperloglog'
  | 'setdigest'
  | 'tdigest'
  | 'qdigest of bigint'
  | 'qdigest of double'
  | 'qdigest of real'
  | 'color'
  /** Of a NULL that stands alone. */
  | 'unknown';

type Timed = 'time' | 'timestamp' | 'timestamp with time zone';

export interface RowField {
  /** In lower case; none: unnamed. */
  readonly name?: string;
  readonly type: SqlType;
}

export type SqlType =
  | { readonly name: Plain }
  | { readonly name: 'decimal'; readonly precision: number; readonly scale: number }
  /** Without a length: as long as it likes. */
  | { readonly name: 'varchar'; readonly length?: number }
  | { readonly name: 'char'; readonly length: number }
  /** Digits of the second's fraction, 0 to 6: DuckDB keeps microseconds. */
  | { readonly name: Timed; readonly precision: number }
  | { readonly name: 'array'; readonly element: SqlType }
  /** `hashed`: Trino has its entries in the order of its hashes, which is not ours. */
  | { readonly name: 'map'; readonly key: SqlType; readonly value: SqlType; readonly hashed?: true }
  | { readonly name: 'row'; readonly fields: readonly RowField[] }
  /** Of a lambda. */
  | { readonly name: 'function'; readonly parameters: readonly SqlType[]; readonly result: SqlType };

export type TypeKind = SqlType['name'];

export const bigint: SqlType = { name: 'bigint' };
export const boolean: SqlType = { name: 'boolean' };
export const double: SqlType = { name: 'double' };
export const integer: SqlType = { name: 'integer' };
export const unknown: SqlType = { name: 'unknown' };
export const varchar: SqlType = { name: 'varchar' };
export const decimal = (precision: number, scale: number): SqlType => ({ name: 'decimal', precision, scale });
export const array = (element: SqlType): SqlType => ({ name: 'array', element });

/** As Trino writes it: `decimal(18,2)`, `timestamp(3) with time zone`, `row("a" bigint,varchar(2))`. */
export function typeText(type: SqlType): string {
  switch (type.name) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'varchar':
      return type.length === undefined ? 'varchar' : `varchar(${type.length})`;
    case 'char':
      return `char(${type.length})`;
    case 'time':
    case 'timestamp':
      return `${type.name}(${type.precision})`;
    case 'timestamp with time zone':
      return `timestamp(${type.precision}) with time zone`;
    case 'array':
      return `array(${typeText(type.element)})`;
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'row':
      return `row(${type.fields.map(fieldText).join(', ')})`;
    case 'function':
      return `function(${[...type.parameters, type.result].map(typeText).join(', ')})`;
    default:
      return sketchNames[type.name] ?? type.name;
  }
}

const sketchNames: Readonly<Record<string, string | undefined>> = {
  hyperloglog: 'HyperLogLog',
  setdigest: 'SetDigest',
  'qdigest of bigint': 'qdigest(bigint)',
  'qdigest of double': 'qdigest(double)',
  'qdigest of real': 'qdigest(real)',
};

const fieldText = ({ name, type }: RowField): string =>
  name === undefined ? typeText(type) : `"${name.replaceAll('"', '""')}" ${typeText(type)}`;

export const sameType = (a: SqlType, b: SqlType): boolean => typeText(a) === typeText(b);

const plainCarriers: Readonly<Record<Plain, string>> = {
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  real: 'FLOAT',
  double: 'DOUBLE',
  varbinary: 'BLOB',
  json: 'VARCHAR',
  date: 'DATE',
  uuid: 'UUID',
  'interval year to month': 'BIGINT',
  'interval day to second': 'BIGINT',
  hyperloglog: 'VARCHAR[]',
  setdigest: 'VARCHAR[]',
  tdigest: 'DOUBLE[]',
  'qdigest of bigint': 'BIGINT[]',
  'qdigest of double': 'DOUBLE[]',
  'qdigest of real': 'FLOAT[]',
  color: 'INTEGER',
  unknown: 'INTEGER',
};

const sketched: ReadonlySet<string> = new Set<Plain>([
  'hyperloglog',
  'setdigest',
  'tdigest',
  'qdigest of bigint',
  'qdigest of double',
  'qdigest of real',
  'color',
]);

/** Whether a sketch or a colour is anywhere within. */
export function holdsSketch(type: SqlType): boolean {
  switch (type.name) {
    case 'array':
      return holdsSketch(type.element);
    case 'map':
      return holdsSketch(type.value);
    case 'row':
      return type.fields.some((field) => holdsSketch(field.type));
    default:
      return sketched.has(type.name);
  }
}

/** Whether a map whose order is not ours is anywhere within. */
export function holdsHashes(type: SqlType): boolean {
  switch (type.name) {
    case 'array':
      return holdsHashes(type.element);
    case 'map':
      return type.hashed === true || holdsHashes(type.key) || holdsHashes(type.value);
    case 'row':
      return type.fields.some((field) => holdsHashes(field.type));
    default:
      return false;
  }
}

/** The same type, its maps in no order of ours wherever those of the other are in none. */
export function hashedAs(type: SqlType, other: SqlType): SqlType {
  if (!holdsHashes(other)) return type;
  if (type.name === 'array' && other.name === 'array') return array(hashedAs(type.element, other.element));
  if (type.name === 'map' && other.name === 'map') {
    const [key, value] = [hashedAs(type.key, other.key), hashedAs(type.value, other.value)];
    return { name: 'map', key, value, ...(type.hashed || other.hashed ? { hashed: true } : {}) };
  }
  if (type.name !== 'row' || other.name !== 'row') return type;
  const within = (field: RowField, index: number): SqlType =>
    hashedAs(field.type, other.fields[index]?.type ?? field.type);
  return {
    name: 'row',
    fields: type.fields.map((field, index) => ({ ...field, type: within(field, index) })),
  };
}

/**
 * The type by which DuckDB carries it. JSON is its canonical text; `char` has its trailing spaces taken off; an
 * interval counts months or milliseconds; a moment with a zone is the moment in UTC (`u`) and the zone's name (`z`);
 * a row is a struct with fields `f1`, `f2`, … whatever they are called.
 */
export function carrierOf(type: SqlType): string {
  switch (type.name) {
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'varchar':
    case 'char':
      return 'VARCHAR';
    case 'time':
      return 'TIME';
    case 'timestamp':
      return 'TIMESTAMP';
    case 'timestamp with time zone':
      return 'STRUCT(u TIMESTAMP, z VARCHAR)';
    case 'array':
      return `${carrierOf(type.element)}[]`;
    case 'map':
      return `MAP(${carrierOf(type.key)}, ${carrierOf(type.value)})`;
    case 'row':
      return `STRUCT(${type.fields.map((field, index) => `f${index + 1} ${carrierOf(field.type)}`).join(', ')})`;
    case 'function':
      throw new Error('a lambda is not carried');
    default:
      return plainCarriers[type.name];
  }
}

const integers: readonly TypeKind[] = ['tinyint', 'smallint', 'integer', 'bigint'];
/** Digits that hold every value of an integer type. */
const integerDigits: Partial<Record<TypeKind, number>> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 };

export const isInteger = ({ name }: SqlType): boolean => integers.includes(name);
export const isNumeric = (type: SqlType): boolean =>
  isInteger(type) || ['decimal', 'real', 'double'].includes(type.name);
export const isText = ({ name }: SqlType): boolean => name === 'varchar' || name === 'char';

/** An integer as a decimal; a decimal as it is. */
export function asDecimal(type: SqlType): (SqlType & { name: 'decimal' }) | undefined {
  if (type.name === 'decimal') return type;
  const digits = integerDigits[type.name];
  return digits === undefined ? undefined : { name: 'decimal', precision: digits, scale: 0 };
}

/** The narrowest type that both become without being asked; undefined: there is none. */
export function commonType(a: SqlType, b: SqlType): SqlType | undefined {
  if (sameType(a, b)) return hashedAs(a, b);
  if (a.name === 'unknown') return b;
  if (b.name === 'unknown') return a;
  return commonNumber(a, b) ?? commonText(a, b) ?? commonMoment(a, b) ?? commonNested(a, b);
}

function commonNumber(a: SqlType, b: SqlType): SqlType | undefined {
  if (!isNumeric(a) || !isNumeric(b)) return undefined;
  if (a.name === 'double' || b.name === 'double') return double;
  if (a.name === 'real' || b.name === 'real') return { name: 'real' };
  if (isInteger(a) && isInteger(b)) return integers.indexOf(a.name) > integers.indexOf(b.name) ? a : b;
  const [x, y] = [asDecimal(a), asDecimal(b)];
  if (!x || !y) return undefined;
  const scale = Math.max(x.scale, y.scale);
  const whole = Math.max(x.precision - x.scale, y.precision - y.scale);
  return decimal(Math.min(38, whole + scale), scale);
}

function commonText(a: SqlType, b: SqlType): SqlType | undefined {
  if (!isText(a) || !isText(b)) return undefined;
  const [x, y] = [lengthOf(a), lengthOf(b)];
  // A CHAR draws the other to itself: both are compared without regard to trailing spaces.
  if (a.name === 'char' || b.name === 'char')
    return { name: 'char', length: Math.min(longestChar, Math.max(x ?? longestChar, y ?? longestChar)) };
  return x === undefined || y === undefined ? varchar : { name: 'varchar', length: Math.max(x, y) };
}

const longestChar = 65_536;
const lengthOf = (type: SqlType): number | undefined => ('length' in type ? type.length : undefined);

const momentOrder: readonly TypeKind[] = ['date', 'timestamp', 'timestamp with time zone'];

function commonMoment(a: SqlType, b: SqlType): SqlType | undefined {
  const precisionOf = (type: SqlType): number => ('precision' in type ? type.precision : 0);
  const precision = Math.max(precisionOf(a), precisionOf(b));
  if (a.name === 'time' && b.name === 'time') return { name: 'time', precision };
  const [x, y] = [momentOrder.indexOf(a.name), momentOrder.indexOf(b.name)];
  if (x < 0 || y < 0) return undefined;
  const name = momentOrder[Math.max(x, y)];
  return name === 'date' ? { name } : { name: name as Timed, precision };
}

function commonNested(a: SqlType, b: SqlType): SqlType | undefined {
  if (a.name === 'array' && b.name === 'array') {
    const element = commonType(a.element, b.element);
    return element && array(element);
  }
  if (a.name === 'map' && b.name === 'map') {
    const [key, value] = [commonType(a.key, b.key), commonType(a.value, b.value)];
    return key && value && { name: 'map', key, value, ...(a.hashed || b.hashed ? { hashed: true } : {}) };
  }
  if (a.name !== 'row' || b.name !== 'row' || a.fields.length !== b.fields.length) return undefined;
  return commonRow(a.fields, b.fields);
}

/** A field keeps its name where both call it the same. */
function commonRow(a: readonly RowField[], b: readonly RowField[]): SqlType | undefined {
  const fields: RowField[] = [];
  for (const [index, { name, type }] of a.entries()) {
    const other = b[index];
    const common = other && commonType(type, other.type);
    if (!common) return undefined;
    fields.push({ ...(name !== undefined && name === other.name ? { name } : {}), type: common });
  }
  return { name: 'row', fields };
}

/** Whether a value becomes this type without being asked. */
export function becomes(from: SqlType, to: SqlType): boolean {
  const common = commonType(from, to);
  return common !== undefined && sameType(stripNames(common), stripNames(to));
}

/** Names of fields do not keep rows from being of one type. */
function stripNames(type: SqlType): SqlType {
  switch (type.name) {
    case 'array':
      return array(stripNames(type.element));
    case 'map':
      return { name: 'map', key: stripNames(type.key), value: stripNames(type.value) };
    case 'row':
      return { name: 'row', fields: type.fields.map((field) => ({ type: stripNames(field.type) })) };
    default:
      return type;
  }
}

/** Whether `=` is defined. */
export function isComparable(type: SqlType): boolean {
  switch (type.name) {
    case 'function':
      return false;
    case 'array':
      return isComparable(type.element);
    case 'map':
      return isComparable(type.key) && isComparable(type.value);
    case 'row':
      return type.fields.every((field) => isComparable(field.type));
    default:
      return !sketched.has(type.name);
  }
}

/** Whether `<` is defined. */
export function isOrderable(type: SqlType): boolean {
  switch (type.name) {
    case 'function':
    case 'map':
    case 'json':
      return false;
    case 'array':
      return isOrderable(type.element);
    case 'row':
      return type.fields.every((field) => isOrderable(field.type));
    default:
      return !sketched.has(type.name);
  }
}
