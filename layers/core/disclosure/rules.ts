/**
 * The figures that decide what may leave a department's own store. Why these: docs/adr/results-that-resist-differencing.md.
 * Noise is told in units: 1 is `countNoise` persons for a count, `amountNoise` caps for an amount.
 */
export interface Rules {
  /** Distinct contributors a published number rests on, at least. */
  readonly threshold: number;
  /** The largest contributor stays under this share of an amount, the two largest under that. */
  readonly largest: number;
  readonly twoLargest: number;
  /** Standard deviation of the noise: contributors of a count; caps of an amount. */
  readonly countNoise: number;
  readonly amountNoise: number;
  /** No draw goes further than this many standard deviations, so that a number can state a bound that always holds. */
  readonly bound: number;
  /** Nobody may be able to estimate a group below the threshold more exactly than this, in units of noise. */
  readonly protection: number;
  /** How much larger noise may be made where the history asks for it, tried in this order. */
  readonly inflations: readonly number[];
  /** New numbers a store gives away in a window, to all receivers together: they may put them side by side. */
  readonly budget: number;
  readonly windowMonths: number;
}

export const usualRules: Rules = {
  threshold: 10,
  largest: 0.5,
  twoLargest: 0.67,
  countNoise: 2.5,
  amountNoise: 0.5,
  bound: 3,
  protection: 1.2,
  inflations: [1, 2, 4],
  budget: 600,
  windowMonths: 12,
};

/** Amounts of one item by unit, between 0 and the cap. */
export type Amounts = ReadonlyMap<string, number>;

/** Whose unit it is: `contributor` or `contributor#more`, where one contributor has several rows. */
export const contributorOf = (unit: string): string => {
  const cut = unit.indexOf('#');
  return cut < 0 ? unit : unit.slice(0, cut);
};

export const countContributors = (units: Iterable<string>): number =>
  new Set(Array.from(units, contributorOf)).size;

/** May a number rest on these units: enough contributors, and none that outweighs the others? */
export function isSafe(
  units: readonly string[],
  amounts: ReadonlyMap<string, Amounts>,
  rules: Rules,
): boolean {
  if (countContributors(units) < rules.threshold) return false;
  return [...amounts.values()].every((one) => !isDominated(units, one, rules));
}

/** (1, 50 %) and (2, 67 %): who outweighs the others can be read off the sum. */
function isDominated(units: readonly string[], amounts: Amounts, rules: Rules): boolean {
  const shares = new Map<string, number>();
  let total = 0;
  for (const unit of units) {
    const amount = amounts.get(unit) ?? 0;
    total += amount;
    const who = contributorOf(unit);
    shares.set(who, (shares.get(who) ?? 0) + amount);
  }
  if (total <= 0) return false;
  let [first, second] = [0, 0];
  for (const share of shares.values())
    if (share > first) [first, second] = [share, first];
    else if (share > second) second = share;
  return first >= rules.largest * total || first + second >= rules.twoLargest * total;
}
