/**
 * Which cells of a table may be shown. A cell that is too small, or ruled by one contributor, is not left out (its
 * margin less the others would tell it): it is joined with others until the whole is safe. So nothing of the total is
 * lost, and there is no margin that is not the sum of what is shown.
 */
import { strataOf } from './strata.ts';

export interface Cell {
  /** The class it stands for; several when classes were joined. */
  readonly classes: readonly (readonly string[])[];
  readonly units: readonly string[];
}

type Safe = (units: readonly string[]) => boolean;

const join = (cells: readonly Cell[]): Cell => ({
  classes: cells.flatMap((cell) => cell.classes),
  units: cells.flatMap((cell) => cell.units),
});

const smallestFirst = (a: Cell, b: Cell): number =>
  a.units.length - b.units.length || (JSON.stringify(a.classes) < JSON.stringify(b.classes) ? -1 : 1);

/** Joins unsafe cells with one another and, if that is not enough, with the smallest safe ones. Empty: nothing can be shown. */
export function joinUnsafe(cells: readonly Cell[], safe: Safe): Cell[] {
  const good = cells.filter((cell) => safe(cell.units)).sort(smallestFirst);
  const bad = cells.filter((cell) => !good.includes(cell));
  if (bad.length === 0) return good;
  let rest = join(bad);
  while (!safe(rest.units)) {
    const next = good.shift();
    if (next === undefined) return [];
    rest = join([rest, next]);
  }
  return [...good, rest];
}

/**
 * Joins cells until no piece that they and the sets released before for the same period cut out of one another is
 * unsafe. Then every sum and difference of all of them, without any noise, is one of safe pieces: whoever adds and
 * subtracts, over however many receivers, is never alone with fewer. Empty: not even the whole can be shown.
 */
export function fitAmong(cells: readonly Cell[], before: readonly (readonly string[])[], safe: Safe): Cell[] {
  let fitted = [...cells].sort(smallestFirst);
  while (fitted.length > 0) {
    const cut = unsafePieces([...before, ...fitted.map((cell) => cell.units)], safe);
    if (cut === undefined) return fitted;
    if (fitted.length === 1) return [];
    fitted = joinTouching(fitted, cut);
  }
  return fitted;
}

/** Units of all unsafe pieces; undefined when there are none. */
function unsafePieces(sets: readonly (readonly string[])[], safe: Safe): ReadonlySet<string> | undefined {
  const unsafe = strataOf(sets).filter((stratum) => !safe(stratum.units));
  return unsafe.length === 0 ? undefined : new Set(unsafe.flatMap((stratum) => stratum.units));
}

/** Joins the cells that hold unsafe units; where they are fewer than two, with the smallest others. */
function joinTouching(cells: readonly Cell[], unsafe: ReadonlySet<string>): Cell[] {
  const touching = cells.filter((cell) => cell.units.some((unit) => unsafe.has(unit)));
  const others = cells.filter((cell) => !touching.includes(cell));
  while (touching.length < 2) touching.push(others.shift() as Cell);
  return [...others, join(touching)].sort(smallestFirst);
}
