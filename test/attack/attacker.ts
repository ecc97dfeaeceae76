/**
 * The attacker. He knows the rules, who stands in which set, and every number that all receivers together ever got; not
 * the store's secret, and not what he is after. He writes y = A u + Z z (u: a stratum's worth, held to be the same in
 * all periods; z: the draws) and looks for groups below the threshold that he can tell
 * - exactly: the group is a combination of rows in which all noise cancels; or
 * - well: his best linear unbiased estimate is nearer than the protection.
 * He works on the side of the strata, with inverses; the store's own audit works on the side of the rows.
 */
import { usualRules } from '../../layers/core/disclosure/rules.ts';
import type { Random } from '../simulation/random.ts';
import { inverse, multiply } from './matrix.ts';

export interface Row {
  readonly units: readonly string[];
  /** Names of the draws in it, each once. Empty: no noise at all. */
  readonly draws: readonly string[];
  /** Deviation of each draw, in units of noise. */
  readonly deviation: number;
  readonly value: number;
}

export interface Attempt {
  readonly units: readonly string[];
  /** Standard error, in units of noise; 0: exactly. */
  readonly error: number;
  readonly estimate: number;
}

interface Stratum {
  readonly units: string[];
  readonly rows: readonly number[];
}

const nothing = 1e-7;
const noticeable = 1e-3;

/** All groups below the threshold that can be estimated at all. */
export function attack(rows: readonly Row[], random: Random): Attempt[] {
  const distinct = [...new Map(rows.map((row) => [`${[...row.units].sort()} ${row.draws}`, row])).values()];
  const strata = split(distinct);
  const draws = [...new Set(distinct.flatMap((row) => row.draws))];
  const exact = solve(distinct, strata, draws, 'noise cancels');
  const found = guesses(distinct, strata, random).flatMap((group) => exact(group) ?? []);
  if (draws.length === 0) return found;
  const best = solve(distinct, strata, draws, 'noise averages');
  return [...found, ...guesses(distinct, strata, random).flatMap((group) => best(group) ?? [])];
}

function split(rows: readonly Row[]): Stratum[] {
  const places = new Map<string, number[]>();
  rows.forEach((row, index) => {
    for (const unit of row.units) places.set(unit, [...(places.get(unit) ?? []), index]);
  });
  const strata = new Map<string, Stratum>();
  for (const [unit, at] of places) {
    const stratum = strata.get(at.join()) ?? { units: [], rows: at };
    stratum.units.push(unit);
    strata.set(at.join(), stratum);
  }
  return [...strata.values()];
}

/**
 * `noise cancels`: the draws are unknowns too, and must fall out. `noise averages`: they are weighted by their
 * covariance.
 */
function solve(
  rows: readonly Row[],
  strata: readonly Stratum[],
  draws: readonly string[],
  how: 'noise cancels' | 'noise averages',
): (group: readonly number[]) => Attempt | undefined {
  const noise = rows.map((row) => draws.map((draw) => (row.draws.includes(draw) ? row.deviation : 0)));
  const sums = rows.map((_, row) => strata.map((stratum) => (stratum.rows.includes(row) ? 1 : 0)));
  const cancels = how === 'noise cancels';
  const design = cancels ? sums.map((line, row) => [...line, ...(noise[row] as number[])]) : sums;
  const covariance = noise.map((a) =>
    noise.map((b) => a.reduce((sum, x, k) => sum + x * (b[k] as number), 0)),
  );
  const weights = cancels ? undefined : inverse(covariance, nothing);
  const weighted = weights ? multiply(weights, design) : design;
  const columns = design[0]?.length ?? 0;
  const normal = Array.from({ length: columns }, (_, i) =>
    Array.from({ length: columns }, (_, j) =>
      design.reduce(
        (sum, line, row) => sum + (line[i] as number) * ((weighted[row] as number[])[j] as number),
        0,
      ),
    ),
  );
  const back = inverse(normal, nothing);
  const projector = multiply(normal, back);
  const variance = multiply(back, projector);
  const right = Array.from({ length: columns }, (_, i) => [
    weighted.reduce((sum, line, row) => sum + (line[i] as number) * (rows[row] as Row).value, 0),
  ]);
  const solution = multiply(back, right);
  return (group) => {
    let missing = group.length;
    let error = 0;
    for (const i of group)
      for (const j of group) {
        missing -= (projector[i] as number[])[j] as number;
        error += (variance[i] as number[])[j] as number;
      }
    if (Math.abs(missing) > noticeable) return undefined;
    return {
      units: group.flatMap((index) => strata[index]?.units ?? []),
      error: cancels ? 0 : Math.sqrt(Math.max(0, error)),
      estimate: group.reduce((sum, index) => sum + ((solution[index] as number[])[0] as number), 0),
    };
  };
}

/** Every small stratum, every two of them, threes and fours; what one row has and another has not; a row itself. */
function guesses(rows: readonly Row[], strata: readonly Stratum[], random: Random): number[][] {
  const { threshold } = usualRules;
  const sizes = strata.map((stratum) => stratum.units.length);
  const small = sizes.flatMap((size, index) => (size < threshold ? [index] : []));
  const groups: number[][] = small.map((one) => [one]);
  small.forEach((one, at) => {
    for (const other of small.slice(at + 1)) groups.push([one, other]);
  });
  for (let turn = 0; small.length > 2 && turn < 3000; turn += 1)
    groups.push([...new Set([0, 0, 0, ...(turn % 2 ? [0] : [])].map(() => random.pick(small)))]);
  rows.forEach((_, a) => {
    const inside = strata.flatMap((stratum, index) => (stratum.rows.includes(a) ? [index] : []));
    groups.push(inside);
    for (let b = 0; b < rows.length; b += 1)
      groups.push(inside.filter((index) => !strata[index]?.rows.includes(b)));
  });
  const size = (group: readonly number[]) => group.reduce((sum, index) => sum + (sizes[index] as number), 0);
  return groups.filter((group) => group.length > 0 && size(group) < threshold);
}
