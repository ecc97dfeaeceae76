/**
 * How exactly could somebody who has all released numbers estimate a group below the threshold?
 *
 * Released numbers are y = A u + e: u has one unknown for each stratum (units that stand in the same sets), A says
 * which strata a number adds up, and e is its noise, of standard deviation `inflation` in units of noise, independent
 * from set to set. What a group (a union of strata, t) is worth can be told without bias only if t is a combination of
 * rows of A; the best such estimate has variance min ‖v‖² over Bᵀv = t, where B is A with each row divided by its
 * deviation. With G = BBᵀ: v = G⁺Bt, and t is a combination of rows exactly if |t| = (Bt)ᵀG⁺(Bt).
 *
 * Groups that are looked at: every small stratum; every union of two or three of them; every difference of two released
 * sets, of a set and a whole release, and of two releases. Unknowns are held to be the same in all periods, which is
 * the worst case: then one month's number less the next one's is exactly who came and went.
 */
import { factorise } from './factor.ts';
import { countContributors } from './rules.ts';
import { type Stratum, strataOf } from './strata.ts';

export interface Known {
  readonly units: readonly string[];
  /** Standard deviation of its noise, in units of noise. */
  readonly inflation: number;
  /** Numbers that came out together. */
  readonly release: string;
}

/** Small against any entry, large against rounding: see the tests that solve the same systems otherwise. */
const ridge = 1e-8;
const same = 1e-4;
/** Above, unions of three are not sought: their number grows with the square. */
const mostForTriples = 600;
/** Each holds a contributor at least, who has seldom more than three rows in a table: more are no small group. */
const mostStrata = 30;

type Group = readonly number[];

interface System {
  readonly strata: readonly Stratum[];
  /** For each stratum, the rows it lies in. */
  readonly rowsOf: readonly (readonly number[])[];
  readonly weights: Float64Array;
  readonly solve: (right: Float64Array) => Float64Array;
}

/**
 * The standard error, in units of noise, of the best estimate of the worst protected group; Infinity when none can be
 * estimated at all.
 */
export function smallestError(known: readonly Known[], threshold: number): number {
  const strata = strataOf(known.map((one) => one.units));
  const sizes = strata.map((stratum) => countContributors(stratum.units));
  const small = sizes.flatMap((size, index) => (size < threshold ? [index] : []));
  if (small.length === 0) return Number.POSITIVE_INFINITY;
  const system = setUp(known, strata);
  // What fits one random vector by chance does not fit the next.
  const [rest, check] = [randomRest(system, 0x2545f491), randomRest(system, 0x1b873593)];
  const isSmall = (group: Group) =>
    countContributors(group.flatMap((index) => strata[index]?.units ?? [])) < threshold;
  const cancels = (group: Group) =>
    Math.abs(group.reduce((sum, index) => sum + (check[index] as number), 0)) < same * (1 + group.length);
  const groups = [...differences(known, strata, new Set(small)), ...findEstimable(small, rest)];
  return groups
    .filter((group) => cancels(group) && isSmall(group))
    .reduce((least, group) => Math.min(least, errorOf(system, group)), Number.POSITIVE_INFINITY);
}

/** Numbers about one set are one row of their joint precision. */
function setUp(known: readonly Known[], strata: readonly Stratum[]): System {
  const members = known.map(() => [] as number[]);
  strata.forEach((stratum, index) => {
    for (const set of stratum.sets) members[set]?.push(index);
  });
  const precision = new Map<string, { strata: number[]; sum: number }>();
  known.forEach(({ inflation }, index) => {
    const name = members[index]?.join(',') ?? '';
    const row = precision.get(name) ?? { strata: members[index] ?? [], sum: 0 };
    row.sum += 1 / inflation ** 2;
    precision.set(name, row);
  });
  const rows = [...precision.values()];
  const weights = Float64Array.from(rows, (row) => Math.sqrt(row.sum));
  const rowsOf = strata.map(() => [] as number[]);
  rows.forEach((row, index) => {
    for (const stratum of row.strata) rowsOf[stratum]?.push(index);
  });
  return { strata, rowsOf, weights, solve: factorise(gram(rowsOf, weights), ridge).solve };
}

function gram(rowsOf: readonly (readonly number[])[], weights: Float64Array): Float64Array[] {
  const matrix = Array.from(weights, () => new Float64Array(weights.length));
  for (const rows of rowsOf)
    for (const i of rows)
      for (const j of rows) {
        const line = matrix[i] as Float64Array;
        line[j] = (line[j] as number) + (weights[i] as number) * (weights[j] as number);
      }
  return matrix;
}

/** B times the indicator of a group. */
function project({ rowsOf, weights }: System, group: Group, values?: Float64Array): Float64Array {
  const product = new Float64Array(weights.length);
  for (const stratum of group)
    for (const row of rowsOf[stratum] ?? [])
      product[row] = (product[row] as number) + (weights[row] as number) * (values?.[stratum] ?? 1);
  return product;
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] as number), 0);

/** Infinity where the group is no combination of what is known. */
function errorOf(system: System, group: Group): number {
  const right = project(system, group);
  const solved = system.solve(right);
  const missing = group.length - dot(right, solved);
  return missing > same ? Number.POSITIVE_INFINITY : Math.sqrt(dot(solved, solved));
}

/**
 * Unions of up to three small strata that are combinations of rows. A random vector ρ and its projection on the rows
 * tell: ρ less its projection sums to zero over such a group, and by chance over no other.
 */
function findEstimable(small: readonly number[], rest: Float64Array): Group[] {
  const sorted = [...small].sort((a, b) => (rest[a] as number) - (rest[b] as number));
  const values = Float64Array.from(sorted, (index) => rest[index] as number);
  const found: number[][] = [];
  const seek = (group: readonly number[], wanted: number, from: number): void => {
    for (let at = Math.max(from, firstAbove(values, wanted - same)); at < sorted.length; at += 1) {
      if ((values[at] as number) > wanted + same) return;
      found.push([...group, sorted[at] as number]);
    }
  };
  seek([], 0, 0);
  sorted.forEach((one, at) => {
    seek([one], -(values[at] as number), at + 1);
    if (sorted.length > mostForTriples) return;
    for (let next = at + 1; next < sorted.length; next += 1)
      seek([one, sorted[next] as number], -(values[at] as number) - (values[next] as number), next + 1);
  });
  return found;
}

/** The first place whose value is not below, by bisection. */
function firstAbove(values: Float64Array, least: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function randomRest(system: System, seed: number): Float64Array {
  const size = system.strata.length;
  const random = pseudoRandom(seed);
  const vector = Float64Array.from({ length: size }, () => random() * 2000 - 1000);
  const all = Array.from({ length: size }, (_, index) => index);
  const solved = system.solve(project(system, all, vector));
  return Float64Array.from({ length: size }, (_, stratum) => {
    const rows = system.rowsOf[stratum] ?? [];
    const projected = rows.reduce(
      (sum, row) => sum + (system.weights[row] as number) * (solved[row] as number),
      0,
    );
    return (projected - (vector[stratum] as number)) / 1000;
  });
}

/** Any fixed sequence does: it only has to fit no group by design. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** What is in one set, or one whole release, and not in another: who came, who went, what a margin leaves over. */
function differences(
  known: readonly Known[],
  strata: readonly Stratum[],
  small: ReadonlySet<number>,
): Group[] {
  const sides = new Map<string, Set<number>>();
  strata.forEach((stratum, index) => {
    for (const set of stratum.sets)
      for (const name of [`set ${set}`, `release ${known[set]?.release}`]) {
        const side = sides.get(name) ?? new Set<number>();
        sides.set(name, side.add(index));
      }
  });
  const groups = new Map<string, Group>();
  for (const a of sides.values())
    for (const b of sides.values()) {
      const left = leftOver(a, b, small);
      if (left) groups.set(left.join(','), left);
    }
  return [...groups.values()];
}

/** Strata of `a` that are not in `b`; undefined when one of them is not small, or all of `a` is left. */
function leftOver(
  a: ReadonlySet<number>,
  b: ReadonlySet<number>,
  small: ReadonlySet<number>,
): Group | undefined {
  const left: number[] = [];
  for (const index of a) {
    if (b.has(index)) continue;
    if (!small.has(index)) return undefined;
    left.push(index);
    if (left.length > mostStrata) return undefined;
  }
  return left.length > 0 && left.length < a.size ? left : undefined;
}
