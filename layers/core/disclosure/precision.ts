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
const mostForTriples = 1500;

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
  const small = strata.flatMap((stratum, index) =>
    countContributors(stratum.units) < threshold ? [index] : [],
  );
  if (small.length === 0) return Number.POSITIVE_INFINITY;
  const system = setUp(known, strata);
  const isSmall = (group: Group) =>
    countContributors(group.flatMap((index) => strata[index]?.units ?? [])) < threshold;
  const groups = [...differences(known, strata), ...findEstimable(system, small)].filter(isSmall);
  return groups.reduce((least, group) => Math.min(least, errorOf(system, group)), Number.POSITIVE_INFINITY);
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
function findEstimable(system: System, small: readonly number[]): Group[] {
  const rest = randomRest(system);
  const sorted = [...small].sort((a, b) => (rest[a] as number) - (rest[b] as number));
  const found: Group[] = small.filter((one) => Math.abs(rest[one] as number) < same).map((one) => [one]);
  for (const one of sorted)
    for (const other of near(sorted, rest, -(rest[one] as number))) if (one < other) found.push([one, other]);
  if (small.length > mostForTriples) return found;
  small.forEach((one, index) => {
    for (const other of small.slice(index + 1)) {
      const wanted = -(rest[one] as number) - (rest[other] as number);
      for (const third of near(sorted, rest, wanted)) if (third > other) found.push([one, other, third]);
    }
  });
  return found;
}

/** Those whose value is within reach of `wanted`, by bisection. */
function near(sorted: readonly number[], rest: Float64Array, wanted: number): number[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rest[sorted[middle] as number] as number) < wanted - same) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let at = low; at < sorted.length; at += 1) {
    const index = sorted[at] as number;
    if ((rest[index] as number) > wanted + same) break;
    found.push(index);
  }
  return found;
}

function randomRest(system: System): Float64Array {
  const size = system.strata.length;
  const random = pseudoRandom();
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
function pseudoRandom(): () => number {
  let state = 0x2545f491;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** What is in one set, or one whole release, and not in another: who came, who went, what a margin leaves over. */
function differences(known: readonly Known[], strata: readonly Stratum[]): Group[] {
  const sides = new Map<string, Set<number>>();
  strata.forEach((stratum, index) => {
    for (const set of stratum.sets) {
      const one = known[set] as Known;
      for (const name of [`set ${set}`, `release ${one.release}`]) {
        const side = sides.get(name) ?? new Set<number>();
        sides.set(name, side.add(index));
      }
    }
  });
  const groups = new Map<string, Group>();
  for (const a of sides.values())
    for (const b of sides.values()) {
      const left = leftOver(a, b);
      if (left) groups.set(left.join(','), left);
    }
  return [...groups.values()];
}

/** Strata of `a` that are not in `b`; undefined when they share nothing, or when there are more than any small group has. */
function leftOver(a: ReadonlySet<number>, b: ReadonlySet<number>): Group | undefined {
  const left: number[] = [];
  for (const index of a) {
    if (b.has(index)) continue;
    left.push(index);
    if (left.length > 12) return undefined;
  }
  return left.length > 0 && left.length < a.size ? left : undefined;
}
