/**
 * Whether two answers are one: cell by cell, with their types. Doubles may differ by what the order of a sum changes;
 * everything else is exact. Lengths of varchar are not compared: Athena shows none.
 */
import { type SqlType, typeText } from '../../layers/core/sql/types.ts';
import { type Answer, type Cell, isFailure, type Outcome, type Pair } from './answer.ts';

export type Verdict =
  /** The same answer, or both say no. */
  | 'same'
  | 'both fail'
  /** Ours was refused by name, before it ran; Trino answers. */
  | 'refused'
  /** Ours failed in running, without having been refused; Trino answers. */
  | 'fails here'
  /** The one that may never be: another answer than Trino's. */
  | 'different';

export interface Judgement {
  readonly verdict: Verdict;
  /** What differs, in one line. */
  readonly why: string;
}

/** @param ordered whether the order of the rows is part of the answer */
export function judge(ours: Outcome, theirs: Outcome, ordered: boolean): Judgement {
  if (isFailure(theirs)) {
    if (isFailure(ours)) return { verdict: 'both fail', why: theirs.code };
    return { verdict: 'different', why: `Trino fails with ${theirs.code}: ${theirs.message}` };
  }
  if (isFailure(ours))
    return {
      verdict: ours.failure === 'refused' ? 'refused' : 'fails here',
      why: `${ours.code}: ${ours.message}`,
    };
  const why = differenceOf(ours, theirs, ordered);
  return why === undefined ? { verdict: 'same', why: '' } : { verdict: 'different', why };
}

/** @returns what differs first; undefined: nothing does */
export function differenceOf(ours: Answer, theirs: Answer, ordered: boolean): string | undefined {
  return differenceOfColumns(ours, theirs) ?? differenceOfRows(ours, theirs, ordered);
}

function differenceOfColumns(ours: Answer, theirs: Answer): string | undefined {
  if (ours.columns.length !== theirs.columns.length)
    return `${ours.columns.length} columns, Trino has ${theirs.columns.length}`;
  for (const [index, their] of theirs.columns.entries()) {
    const our = ours.columns[index];
    if (!our) continue;
    if (our.name.toLowerCase() !== their.name.toLowerCase())
      return `column ${index + 1} is called ${our.name}, Trino calls it ${their.name}`;
    const [a, b] = [comparedType(our.type), comparedType(their.type)];
    if (a !== b) return `column ${index + 1} is ${a}, Trino's is ${b}`;
  }
  return undefined;
}

const comparedType = (type: SqlType | string): string =>
  typeof type === 'string' ? type : typeText(withoutLengths(type));

function withoutLengths(type: SqlType): SqlType {
  switch (type.name) {
    case 'varchar':
      return { name: 'varchar' };
    case 'array':
      return { ...type, element: withoutLengths(type.element) };
    case 'map':
      return { ...type, key: withoutLengths(type.key), value: withoutLengths(type.value) };
    case 'row':
      return {
        ...type,
        fields: type.fields.map(({ name, type: of }) => ({
          ...(name === undefined ? {} : { name: name.toLowerCase() }),
          type: withoutLengths(of),
        })),
      };
    default:
      return type;
  }
}

function differenceOfRows(ours: Answer, theirs: Answer, ordered: boolean): string | undefined {
  if (ours.rows.length !== theirs.rows.length)
    return `${ours.rows.length} rows, Trino has ${theirs.rows.length}`;
  const types = theirs.columns.map(({ type }) => type);
  const [a, b] = ordered ? [ours.rows, theirs.rows] : [sorted(ours.rows, types), sorted(theirs.rows, types)];
  for (const [row, their] of b.entries())
    for (const [column, cell] of their.entries()) {
      const our = a[row]?.[column] ?? null;
      if (!sameCell(our, cell, types[column]))
        return `row ${row + 1}, column ${column + 1} is ${show(our)}, Trino's is ${show(cell)}`;
    }
  return undefined;
}

const show = (cell: Cell): string => JSON.stringify(cell).slice(0, 300);

function sorted(rows: Answer['rows'], types: readonly (SqlType | string)[]): Answer['rows'] {
  const keyed = rows.map((row) => ({
    row,
    key: row.map((cell, at) => keyOf(cell, types[at])).join('\u0001'),
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ row }) => row);
}

type Known = SqlType | string | undefined;
const kindOf = (type: Known): SqlType | undefined => (typeof type === 'string' ? undefined : type);
const isFloating = (type: Known): boolean => ['double', 'real'].includes(kindOf(type)?.name ?? '');

/** By which rows are brought into one order: two doubles that count as equal have one key, but for bad luck. */
function keyOf(cell: Cell, type: Known): string {
  if (cell === null) return '\u0000';
  if (isFloating(type)) return Number(cell).toPrecision(kindOf(type)?.name === 'real' ? 5 : 9);
  if (typeof cell !== 'object') return String(cell);
  if (isPairs(cell)) return `{${[...cell.pairs.map((pair) => pairKey(pair, type))].sort().join()}}`;
  return `[${cell.map((one, index) => keyOf(one, innerType(type, index))).join()}]`;
}

const pairKey = ([key, value]: Pair, type: Known): string => {
  const map = kindOf(type);
  return map?.name === 'map'
    ? `${mapKey(key, map.key)}:${keyOf(value, map.value)}`
    : JSON.stringify([key, value]);
};

const isPairs = (cell: Cell): cell is { readonly pairs: readonly Pair[] } =>
  cell !== null && typeof cell === 'object' && 'pairs' in cell;

function innerType(type: Known, index: number): Known {
  const kind = kindOf(type);
  return kind?.name === 'array' ? kind.element : kind?.name === 'row' ? kind.fields[index]?.type : undefined;
}

export function sameCell(ours: Cell, theirs: Cell, type: Known): boolean {
  if (ours === null || theirs === null) return ours === theirs;
  if (isFloating(type)) return sameDouble(Number(ours), Number(theirs), kindOf(type)?.name === 'real');
  if (typeof ours !== 'object' || typeof theirs !== 'object') return ours === theirs;
  if (isPairs(ours) || isPairs(theirs))
    return isPairs(ours) && isPairs(theirs) && samePairs(ours.pairs, theirs.pairs, type);
  return (
    ours.length === theirs.length &&
    ours.every((one, index) => sameCell(one, theirs[index] ?? null, innerType(type, index)))
  );
}

/** The protocol writes keys as text, in no order. */
function samePairs(ours: readonly Pair[], theirs: readonly Pair[], type: Known): boolean {
  const map = kindOf(type);
  if (map?.name !== 'map' || ours.length !== theirs.length) return false;
  const byKey = new Map(theirs.map(([key, value]) => [mapKey(key, map.key), value]));
  return ours.every(([key, value]) => {
    const text = mapKey(key, map.key);
    return byKey.has(text) && sameCell(value, byKey.get(text) ?? null, map.value);
  });
}

const numberKey = (key: number, { name }: SqlType): string =>
  String(name === 'real' ? Math.fround(key) : key);

/** As Java writes the key of a map; a number by its value. */
function mapKey(key: Cell, type: SqlType): string {
  if (typeof key !== 'object' || key === null)
    return isFloating(type) ? numberKey(Number(key), type) : String(key);
  if (isPairs(key))
    return `{${key.pairs.map(([of, value]) => `${mapKey(of, type)}=${mapKey(value, type)}`).join(', ')}}`;
  return `[${key.map((one, index) => mapKey(one, kindOf(innerType(type, index)) ?? type)).join(', ')}]`;
}

/** Sums of doubles depend on the order of their rows, and no engine promises one. */
const tolerance = 1e-12;

function sameDouble(a: number, b: number, single: boolean): boolean {
  if (Object.is(a, b)) return true;
  if (single && Object.is(Math.fround(a), Math.fround(b))) return true;
  if (!Number.isFinite(a) || !Number.isFinite(b) || a === 0 || b === 0) return false;
  return Math.abs(a - b) <= (single ? 1e-6 : tolerance) * Math.max(Math.abs(a), Math.abs(b));
}
