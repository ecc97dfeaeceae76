/** One game: a city, months of questions by receivers who tell each other everything, and the attacker over all of it. */
import { type Draw, identityOf, keyedDraw } from '../../layers/core/disclosure/noise.ts';
import { type Known, smallestError } from '../../layers/core/disclosure/precision.ts';
import {
  allProtections,
  type Given,
  makeRelease,
  type Protections,
  type Table,
  truthOf,
} from '../../layers/core/disclosure/release.ts';
import { type Amounts, type Rules, usualRules } from '../../layers/core/disclosure/rules.ts';
import { Random } from '../simulation/random.ts';
import { type Attempt, attack, type Row } from './attacker.ts';
import { askRandomly, cap, liveMonths, measures, tableOf } from './city.ts';

/** What is taken out of the protections. */
export type Without =
  | 'nothing'
  | 'noise'
  | 'contributors in the key'
  | 'the same answer again'
  | 'threshold'
  | 'dominance'
  | 'joining'
  | 'history';

export interface Played {
  readonly numbers: number;
  readonly releases: number;
  readonly withheld: number;
  /** Groups below the threshold, or single large contributors, that the attacker tells too well. */
  readonly disclosed: readonly Attempt[];
  /** What he could estimate, only not well: his errors, in his own standard errors. */
  readonly scores: readonly number[];
  /** How often his best guess of a small group's count was exact, and how often he could guess. */
  readonly exact: number;
  readonly guessed: number;
  readonly outOfBounds: number;
}

interface Published {
  readonly measure: string;
  readonly row: Row;
  readonly truth: number;
  readonly amounts?: Amounts | undefined;
}

const onceEach = (known: readonly Known[]): Known[] => [
  ...new Map(known.map((one) => [[...one.units].sort().join(), one])).values(),
];

export async function play(seed: number, without: Without): Promise<Played> {
  const random = new Random(seed);
  const rules = rulesWithout(without);
  const secret = Uint8Array.from({ length: 32 }, (_, index) => (seed * 31 + index * 7) & 255);
  const game = await setUp(rules, without, secret);
  const months = liveMonths(random, 5);
  const published: Published[] = [];
  let history: Given[] = [];
  let [releases, withheld] = [0, 0];
  const standing = [askRandomly(random), askRandomly(random)];
  for (const [month, people] of months.entries()) {
    const asked = [
      ...standing,
      askRandomly(random),
      askRandomly(random),
      standing[0] as (typeof standing)[0],
    ];
    for (const [turn, question] of asked.entries()) {
      const table = tableOf(
        people,
        question,
        `2015${String(month + 1).padStart(2, '0')}`,
        `${month}/${turn}`,
      );
      if (table.cells.length === 0) continue;
      releases += 1;
      const out = await game.release(table, without === 'history' ? [] : history);
      if ('withheld' in out) {
        withheld += 1;
        continue;
      }
      history = [...history, ...out.given];
      published.push(...(await game.publish(table, out.given)));
    }
  }
  return { ...judge(published, random, rules), numbers: published.length, releases, withheld };
}

function rulesWithout(without: Without): Rules {
  if (without === 'threshold') return { ...usualRules, threshold: 1 };
  if (without === 'dominance') return { ...usualRules, largest: 2, twoLargest: 3 };
  if (without === 'noise') return { ...usualRules, countNoise: 0, amountNoise: 0 };
  return usualRules;
}

/** The release with one protection taken out, and what the receivers then hold. */
async function setUp(rules: Rules, without: Without, secret: Uint8Array) {
  const keyed = await keyedDraw(secret);
  const names = new Map<string, string>();
  let label = '';
  let asked = 0;
  const draw: Draw = (identity, bound) => keyed(names.get(identity) ?? identity, bound);
  const identity: typeof identityOf = async (measure, units, amounts) => {
    const usual = await identityOf(measure, units, amounts);
    if (without === 'the same answer again') return `${usual} ${asked++}`;
    // Keyed to the question and the cell, whoever is in it.
    if (without === 'contributors in the key') names.set(usual, `${measure} ${label} ${labelOf(units)}`);
    return usual;
  };
  let classes = new Map<string, string>();
  const labelOf = (units: readonly string[]) => classes.get(units[0] ?? '') ?? '';
  const protections: Protections = {
    ...allProtections,
    identity,
    ...(without === 'joining' ? { join: (cells, safe) => cells.filter((cell) => safe(cell.units)) } : {}),
    // Believes that the same set gets the same answer, which it does not.
    ...(without === 'the same answer again'
      ? { precision: (known, threshold) => smallestError(onceEach(known), threshold) }
      : {}),
  };
  const release = (table: Table, history: readonly Given[]) => {
    classes = new Map(table.cells.flatMap((cell) => cell.units.map((unit) => [unit, cell.classes.join()])));
    label = table.cells
      .map((cell) => cell.classes.join())
      .sort()
      .join(' ');
    return makeRelease(rules, draw, protections)(table, history);
  };
  const publish = async (table: Table, given: readonly Given[]): Promise<Published[]> => {
    const shown = given.map((one): Published => {
      const cell = { classes: [], units: one.units };
      const measure = measures.find((of) => of.name === one.measure) as (typeof measures)[0];
      const truth = truthOf(table, cell, measure);
      const draws = without === 'noise' ? [] : [names.get(one.identity) ?? one.identity];
      const row = { units: one.units, draws, deviation: one.inflation, value: one.value };
      return { measure: one.measure, row, truth, amounts: table.amounts.get(one.measure) };
    });
    return without === 'joining' ? [...shown, ...(await margin(table, shown))] : shown;
  };
  /** The total of all cells, hidden ones too, as a table with a margin has it: the sum of their noisy values. */
  async function margin(table: Table, shown: readonly Published[]): Promise<Published[]> {
    return Promise.all(
      measures.map(async (measure) => {
        const amounts = measure.name === 'count' ? undefined : table.amounts.get(measure.name);
        const unit = measure.name === 'count' ? rules.countNoise : rules.amountNoise * cap;
        const draws = await Promise.all(
          table.cells.map((cell) => identityOf(measure.name, cell.units, amounts)),
        );
        const noise = await Promise.all(draws.map((one) => keyed(one, rules.bound)));
        const units = table.cells.flatMap((cell) => cell.units);
        const truth = truthOf(table, { classes: [], units }, measure);
        const value = truth + unit * noise.reduce((sum, one) => sum + one, 0);
        const own = shown.filter((one) => one.measure === measure.name);
        const deviation = Math.max(1, ...own.map((one) => one.row.deviation));
        return { measure: measure.name, row: { units, draws, deviation, value }, truth };
      }),
    );
  }
  return { release, publish };
}

function judge(published: readonly Published[], random: Random, rules: Rules) {
  const disclosed: Attempt[] = [];
  const scores: number[] = [];
  let [exact, guessed, outOfBounds] = [0, 0, 0];
  for (const { name } of measures) {
    const own = published.filter((one) => one.measure === name);
    const unit = name === 'count' ? usualRules.countNoise : usualRules.amountNoise * cap;
    const rows = own.map(({ row }) => ({ ...row, value: row.value / unit }));
    for (const attempt of attack(rows, random)) {
      if (attempt.error < usualRules.protection - 1e-6) disclosed.push(attempt);
      if (name !== 'count' || attempt.error === 0) continue;
      const estimate = attempt.estimate * unit;
      scores.push((estimate - attempt.units.length) / (attempt.error * unit));
      guessed += 1;
      if (Math.min(9, Math.max(1, Math.round(estimate))) === attempt.units.length) exact += 1;
    }
    for (const { row, truth } of own)
      if (
        Math.abs(row.value - truth) >
        row.deviation * unit * rules.bound * Math.max(1, row.draws.length) + 5
      )
        outOfBounds += 1;
  }
  disclosed.push(...giants(published));
  return { disclosed, scores, exact, guessed, outOfBounds };
}

/**
 * A sum that is nearly all one contributor's tells that contributor. The second largest knows himself, so what he errs
 * by is the noise and what the others add.
 */
function giants(published: readonly Published[]): Attempt[] {
  return published.flatMap(({ row, amounts }) => {
    if (!amounts) return [];
    const [largest = 0, , ...others] = row.units.map((unit) => amounts.get(unit) ?? 0).sort((a, b) => b - a);
    const noise = row.deviation * usualRules.amountNoise * cap;
    const error = Math.hypot(
      noise,
      others.reduce((sum, one) => sum + one, 0),
    );
    const near = usualRules.protection * usualRules.amountNoise * largest;
    return error < near ? [{ units: row.units.slice(0, 1), error, estimate: row.value }] : [];
  });
}
