/**
 * Decides what of a table may leave, and makes the numbers. Pure: the same table, history and secret give the same
 * release, so a store that died over it does it again.
 */
import { type Cell, fitAmong, joinUnsafe } from './cells.ts';
import { type Draw, identityOf } from './noise.ts';
import { type Known, smallestError } from './precision.ts';
import { type Amounts, isSafe, type Rules } from './rules.ts';

/** What is counted or added up. Of a count the cap is 1. */
export interface Measure {
  /** `count`, or the item that is added up. */
  readonly name: string;
  /** The most that one unit adds; what is above counts as this. Public, so that the noise may be told. */
  readonly cap: number;
}

/** One number that left, as the store remembers it for ever. */
export interface Given extends Known {
  readonly identity: string;
  readonly measure: string;
  readonly period: string;
  readonly value: number;
  /** ISO 8601. */
  readonly at: string;
}

export interface Table {
  readonly release: string;
  readonly period: string;
  readonly cells: readonly Cell[];
  readonly measures: readonly Measure[];
  /** By item, of all units of the period, also of those the table leaves out. */
  readonly amounts: ReadonlyMap<string, Amounts>;
  readonly at: string;
}

export interface ShownNumber {
  readonly measure: string;
  readonly value: number;
  /** The truth is never further away than this. */
  readonly error: number;
  /** Standard deviation of the noise. */
  readonly typical: number;
}

export interface Shown {
  readonly classes: Cell['classes'];
  readonly numbers: readonly ShownNumber[];
}

export type Withheld = 'too-few' | 'history' | 'budget';

export type Release =
  | { readonly shown: readonly Shown[]; readonly given: readonly Given[]; readonly joined: number }
  | { readonly withheld: Withheld };

/** The protections, each by itself: tests take one out and show that it is missed. */
export interface Protections {
  readonly join: typeof joinUnsafe;
  readonly fit: typeof fitAmong;
  readonly precision: typeof smallestError;
  readonly identity: typeof identityOf;
}

export const allProtections: Protections = {
  join: joinUnsafe,
  fit: fitAmong,
  precision: smallestError,
  identity: identityOf,
};

interface Wanted {
  readonly cell: Cell;
  readonly measure: Measure;
  readonly identity: string;
  readonly known?: Given | undefined;
}

/** @param history all numbers that ever left this store about the resource, whoever got them */
export const makeRelease =
  (rules: Rules, draw: Draw, protections: Protections = allProtections) =>
  async (table: Table, history: readonly Given[], left = rules.budget): Promise<Release> => {
    const safe = (units: readonly string[]) => isSafe(units, table.amounts, rules);
    const joined = protections.join(table.cells, safe);
    if (joined.length === 0) return { withheld: 'too-few' };
    const before = history.filter((one) => one.period === table.period).map((one) => one.units);
    const cells = protections.fit(joined, before, safe);
    if (cells.length === 0) return { withheld: 'history' };
    const wanted = await wantedNumbers(table, cells, history, protections);
    if (wanted.filter((one) => !one.known).length > left) return { withheld: 'budget' };
    const inflations = inflate(rules, protections, table, wanted, history);
    if (!inflations) return { withheld: 'history' };
    const given = await Promise.all(
      wanted.map((one) => one.known ?? give(rules, draw, table, one, inflations.get(one.measure.name) ?? 1)),
    );
    const shown = cells.map((cell) => show(rules, cell, wanted, given));
    return {
      shown,
      given: given.filter((one) => !history.includes(one)),
      joined: table.cells.length - cells.length,
    };
  };

async function wantedNumbers(
  table: Table,
  cells: readonly Cell[],
  history: readonly Given[],
  { identity }: Protections,
): Promise<Wanted[]> {
  const known = new Map(history.map((one) => [one.identity, one]));
  const wanted: Wanted[] = [];
  for (const measure of table.measures)
    for (const cell of cells) {
      const amounts = measure.name === 'count' ? undefined : table.amounts.get(measure.name);
      const name = await identity(measure.name, cell.units, amounts);
      wanted.push({ cell, measure, identity: name, known: known.get(name) });
    }
  return wanted;
}

/** By measure, the least noise with which nothing small can be told from all that is known then; undefined: none is enough. */
function inflate(
  rules: Rules,
  { precision }: Protections,
  table: Table,
  wanted: readonly Wanted[],
  history: readonly Given[],
): Map<string, number> | undefined {
  const chosen = new Map<string, number>();
  for (const { name } of table.measures) {
    const fresh = wanted.filter((one) => one.measure.name === name && !one.known);
    const before = history.filter((one) => one.measure === name);
    const enough = rules.inflations.find((inflation) => {
      const added = fresh.map(({ cell }) => ({ units: cell.units, inflation, release: table.release }));
      return fresh.length === 0 || precision([...before, ...added], rules.threshold) >= rules.protection;
    });
    if (enough === undefined) return undefined;
    chosen.set(name, enough);
  }
  return chosen;
}

async function give(
  rules: Rules,
  draw: Draw,
  table: Table,
  { cell, measure, identity }: Wanted,
  inflation: number,
): Promise<Given> {
  const noise = unitOf(rules, measure) * inflation * (await draw(identity, rules.bound));
  const step = stepOf(measure);
  const value = Math.max(0, Math.round((truthOf(table, cell, measure) + noise) / step) * step);
  return {
    identity,
    measure: measure.name,
    period: table.period,
    release: table.release,
    units: cell.units,
    inflation,
    value: Number(value.toFixed(2)),
    at: table.at,
  };
}

/** What the number would be without protection. */
export function truthOf({ amounts }: Pick<Table, 'amounts'>, { units }: Cell, { name }: Measure): number {
  if (name === 'count') return new Set(units.map((unit) => unit.split('#')[0])).size;
  const of = amounts.get(name);
  return units.reduce((sum, unit) => sum + (of?.get(unit) ?? 0), 0);
}

const unitOf = (rules: Rules, { name, cap }: Measure): number =>
  name === 'count' ? rules.countNoise : rules.amountNoise * cap;

/** Numbers are rounded to a power of ten below a hundredth of the cap, counts to whole ones. */
const stepOf = ({ name, cap }: Measure): number =>
  name === 'count' ? 1 : Math.max(0.01, 10 ** Math.floor(Math.log10(cap / 100)));

function show(rules: Rules, cell: Cell, wanted: readonly Wanted[], given: readonly Given[]): Shown {
  const numbers = wanted.flatMap((one, index): ShownNumber[] => {
    if (one.cell !== cell) return [];
    const { value, inflation } = given[index] as Given;
    const typical = unitOf(rules, one.measure) * inflation;
    return [
      { measure: one.measure.name, value, error: typical * rules.bound + stepOf(one.measure) / 2, typical },
    ];
  });
  return { classes: cell.classes, numbers };
}
