/**
 * Signatures as Trino lists them, `array_position(array(T), T): bigint`, and which one a call means. A capital letter
 * stands for a type, a small one in a type's parentheses for a number.
 */
import { asDecimal, becomes, commonType, type SqlType, sameType, type TypeKind } from './types.ts';

/** A type with holes. */
export interface Pattern {
  /** A type's name, or one capital letter. */
  readonly name: string;
  readonly parameters: readonly (Pattern | number)[];
}

export interface Signature {
  readonly name: string;
  readonly parameters: readonly Pattern[];
  /** The last parameter may come any number of times, or not at all. */
  readonly variadic: boolean;
  readonly result: Pattern;
}

export interface Bound {
  readonly types: Map<string, SqlType>;
  readonly numbers: Map<string, number | undefined>;
}

export const nothingBound = (): Bound => ({ types: new Map(), numbers: new Map() });

const isVariable = ({ name }: Pattern): boolean => /^[A-Z]$/.test(name);

/** @throws Error when it is no signature: a fault of the program */
export function parseSignature(text: string): Signature {
  const reader = readerOf(text);
  const name = reader.word();
  reader.expect('(');
  const parameters: Pattern[] = [];
  let variadic = false;
  while (!reader.take(')')) {
    parameters.push(reader.pattern());
    variadic = reader.take('...');
    reader.take(',');
  }
  reader.expect(':');
  return { name, parameters, variadic, result: reader.pattern() };
}

/** Types of several words are written with `_`: `timestamp_with_time_zone(p)`. */
function readerOf(text: string) {
  const tokens = text.match(/\w+|\.\.\.|[(),:]/g) ?? [];
  let next = 0;
  const take = (token: string): boolean => {
    if (tokens[next] !== token) return false;
    next += 1;
    return true;
  };
  const fail = (): never => {
    throw new Error(`not a signature: ${text}`);
  };
  const word = (): string => tokens[next++] ?? fail();
  function pattern(): Pattern {
    const name = word().replaceAll('_', ' ');
    const parameters: (Pattern | number)[] = [];
    if (take('('))
      while (!take(')')) {
        const one = pattern();
        parameters.push(/^\d+$/.test(one.name) ? Number(one.name) : one);
        take(',');
      }
    return { name, parameters };
  }
  return { take, word, pattern, expect: (token: string) => void (take(token) || fail()) };
}

/** Parameters for a call of so many arguments; undefined: it takes another number of them. */
export function parametersFor(
  { parameters, variadic }: Signature,
  count: number,
): readonly Pattern[] | undefined {
  if (!variadic) return parameters.length === count ? parameters : undefined;
  const last = parameters.at(-1);
  const fixed = parameters.slice(0, -1);
  if (!last || count < fixed.length) return undefined;
  return [...fixed, ...Array.from({ length: count - fixed.length }, () => last)];
}

/**
 * Fits a type into a pattern and binds what the pattern leaves open.
 *
 * @param widen whether the argument may become another type, and what is bound may grow to hold both
 */
export function bind(pattern: Pattern, type: SqlType, bound: Bound, widen: boolean): boolean {
  if (isVariable(pattern)) return bindType(pattern.name, type, bound, widen);
  if (type.name === 'unknown') return widen || pattern.name === 'unknown';
  if (pattern.name !== type.name) return widen && bindOther(pattern, type, bound);
  switch (type.name) {
    case 'array':
      return bindEach(pattern, [type.element], bound, widen);
    case 'map':
      return bindEach(pattern, [type.key, type.value], bound, widen);
    case 'function':
      return bindEach(pattern, [...type.parameters, type.result], bound, widen);
    case 'row':
      return bindEach(
        pattern,
        type.fields.map((field) => field.type),
        bound,
        widen,
      );
    default:
      return bindNumbers(pattern, numbersOf(type), bound, widen);
  }
}

function bindType(name: string, type: SqlType, bound: Bound, widen: boolean): boolean {
  const before = bound.types.get(name);
  const after = before === undefined ? type : widen ? commonType(before, type) : before;
  if (!after || (!widen && !sameType(after, type))) return false;
  bound.types.set(name, after);
  return true;
}

const bindEach = (pattern: Pattern, types: readonly SqlType[], bound: Bound, widen: boolean): boolean =>
  pattern.parameters.length === types.length &&
  types.every((type, index) => {
    const hole = pattern.parameters[index];
    return typeof hole === 'object' && bind(hole, type, bound, widen);
  });

/** `decimal`: precision and scale; text: its length; moments: their precision. */
function numbersOf(type: SqlType): readonly (number | undefined)[] {
  if (type.name === 'decimal') return [type.precision, type.scale];
  if (type.name === 'varchar' || type.name === 'char') return [type.length];
  return 'precision' in type ? [type.precision] : [];
}

/** A parameter without parentheses takes any length or precision. */
function bindNumbers(
  pattern: Pattern,
  numbers: readonly (number | undefined)[],
  bound: Bound,
  widen: boolean,
): boolean {
  return pattern.parameters.every((hole, index) => {
    const number = numbers[index];
    if (typeof hole === 'number') return number === hole || (widen && (number ?? Infinity) <= hole);
    const before = bound.numbers.get(hole.name);
    if (!bound.numbers.has(hole.name)) bound.numbers.set(hole.name, number);
    else if (before !== number) {
      if (!widen) return false;
      bound.numbers.set(
        hole.name,
        before === undefined || number === undefined ? undefined : Math.max(before, number),
      );
    }
    return true;
  });
}

/** An argument that becomes what the pattern names: a number, a moment or a text of a wider kind. */
function bindOther(pattern: Pattern, type: SqlType, bound: Bound): boolean {
  if (pattern.name === 'decimal') {
    const exact = asDecimal(type);
    return exact !== undefined && bindNumbers(pattern, numbersOf(exact), bound, true);
  }
  const wider: SqlType | undefined = plainOf(pattern.name, numbersOf(type)[0]);
  return wider !== undefined && becomes(type, wider) && bindNumbers(pattern, numbersOf(wider), bound, true);
}

function plainOf(name: string, precision: number | undefined): SqlType | undefined {
  switch (name as TypeKind) {
    case 'array':
    case 'map':
    case 'row':
    case 'function':
    case 'decimal':
    case 'char':
      return undefined;
    case 'varchar':
      return { name: 'varchar', ...(precision === undefined ? {} : { length: precision }) };
    case 'time':
    case 'timestamp':
    case 'timestamp with time zone':
      return { name: name as 'time', precision: precision ?? 0 };
    default:
      return { name: name as 'bigint' };
  }
}

/** The pattern with its holes filled; undefined: something in it is not bound. */
export function fill(pattern: Pattern, bound: Bound): SqlType | undefined {
  if (isVariable(pattern)) return bound.types.get(pattern.name);
  const inner = (): (SqlType | undefined)[] =>
    pattern.parameters.map((hole) => (typeof hole === 'object' ? fill(hole, bound) : undefined));
  const numbers = pattern.parameters.map((hole) =>
    typeof hole === 'number' ? hole : bound.numbers.get(hole.name),
  );
  switch (pattern.name as TypeKind) {
    case 'array': {
      const [element] = inner();
      return element && { name: 'array', element };
    }
    case 'map': {
      const [key, value] = inner();
      return key && value && { name: 'map', key, value };
    }
    case 'row': {
      const types = inner();
      return types.every((type) => type !== undefined)
        ? { name: 'row', fields: types.map((type) => ({ type })) }
        : undefined;
    }
    case 'function': {
      const types = inner();
      const result = types.at(-1);
      const parameters = types.slice(0, -1);
      return result && parameters.every((type) => type !== undefined)
        ? { name: 'function', parameters, result }
        : undefined;
    }
    case 'decimal': {
      const [precision = 38, scale = 0] = numbers;
      return { name: 'decimal', precision, scale };
    }
    case 'char':
      return { name: 'char', length: numbers[0] ?? 1 };
    case 'time':
    case 'timestamp':
    case 'timestamp with time zone':
      // Of a NULL alone.
      return { name: pattern.name as 'time', precision: numbers[0] ?? 3 };
    default:
      return plainOf(pattern.name, numbers[0]);
  }
}
