/** What protection costs: a realistic table, how far its numbers are off, how many classes are joined. */
import { keyedDraw } from '../../layers/core/disclosure/noise.ts';
import { type Given, makeRelease, type Table, truthOf } from '../../layers/core/disclosure/release.ts';
import { usualRules } from '../../layers/core/disclosure/rules.ts';
import { tellFigures } from '../faults/tell-figures.ts';
import { Random } from '../simulation/random.ts';

const cap = 800;
const measures = [
  { name: 'count', cap: 1 },
  { name: 'tax', cap },
];

interface Payer {
  readonly id: string;
  readonly district: number;
  readonly trade: number;
  readonly tax: number;
}

/** 20,000 taxpayers in ten districts and forty trades of very different size; taxes with a long tail. */
function payers(random: Random): Payer[] {
  return Array.from({ length: 20_000 }, (_, index) => ({
    id: `p${index}`,
    district: Math.floor(random.next() ** 1.5 * 10),
    trade: Math.floor(random.next() ** 4 * 40),
    tax: Math.min(
      cap,
      Math.round(40 * Math.exp(1.2 * (random.next() + random.next() + random.next() - 1.5) * 2)),
    ),
  }));
}

/** From one month to the next 1 % go, 1 % come, 1 % move. */
function nextMonth(random: Random, people: readonly Payer[], month: number): Payer[] {
  const kept = people
    .filter(() => !random.chance(0.01))
    .map((one) => (random.chance(0.01) ? { ...one, district: random.whole(10) } : one));
  const came = payers(random)
    .slice(0, people.length - kept.length)
    .map((one, index) => ({ ...one, id: `m${month}-${index}` }));
  return [...kept, ...came];
}

function tableOf(people: readonly Payer[], period: string): Table {
  const cells = Map.groupBy(people, (one) => `${one.district}/${one.trade}`);
  return {
    release: period,
    period,
    at: '2015-01-01T00:00:00.000Z',
    measures,
    amounts: new Map([['tax', new Map(people.map((one) => [one.id, one.tax]))]]),
    cells: [...cells].map(([name, own]) => ({ classes: [[name]], units: own.map((one) => one.id) })),
  };
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

test('numbers of a realistic table stay within their stated error, and few classes are joined', async () => {
  const begun = performance.now();
  const random = new Random(7);
  const draw = await keyedDraw(new Uint8Array(32).fill(9));
  const table = tableOf(payers(random), '201501');
  const out = await makeRelease(usualRules, draw)(table, [], 10_000);
  if ('withheld' in out) throw new Error(out.withheld);
  const units = new Map(table.cells.map((cell) => [cell.classes[0]?.join(), cell.units]));
  const off = { count: [] as number[], tax: [] as number[] };
  let [total, truth] = [0, 0];
  for (const { classes, numbers } of out.shown)
    for (const number of numbers) {
      const cell = { classes, units: classes.flatMap((one) => units.get(one.join()) ?? []) };
      const true_ = truthOf(table, cell, { name: number.measure, cap: 1 });
      expect(Math.abs(number.value - true_)).toBeLessThanOrEqual(number.error);
      off[number.measure as 'count' | 'tax'].push(Math.abs(number.value - true_) / true_);
      if (number.measure === 'tax') [total, truth] = [total + number.value, truth + true_];
    }
  const shares = {
    classes: table.cells.length,
    'joined %': Math.round((1000 * out.joined) / table.cells.length) / 10,
    'median error of a count %': Math.round(1000 * median(off.count)) / 10,
    'median error of an amount %': Math.round(1000 * median(off.tax)) / 10,
    'error of the total %': Math.round((10_000 * Math.abs(total - truth)) / truth) / 100,
  };
  tellFigures('cost of protection', shares, begun);
  expect(shares['joined %']).toBeLessThan(20);
  expect(shares['median error of a count %']).toBeLessThan(8);
  expect(shares['median error of an amount %']).toBeLessThan(25);
  expect(shares['error of the total %']).toBeLessThan(3);
}, 600_000);

test('a table that is published each month goes on, with a history of months behind it', async () => {
  const begun = performance.now();
  const random = new Random(11);
  const draw = await keyedDraw(new Uint8Array(32).fill(5));
  let people: Payer[] = payers(random)
    .slice(0, 4000)
    .map((one) => ({ ...one, trade: one.trade % 3 }));
  let history: Given[] = [];
  let withheld = 0;
  for (let month = 1; month <= 6; month += 1) {
    const out = await makeRelease(usualRules, draw)(tableOf(people, `20150${month}`), history, 10_000);
    if ('withheld' in out) withheld += 1;
    else history = [...history, ...out.given];
    people = nextMonth(random, people, month);
  }
  const larger = history.filter((one) => one.inflation > 1).length;
  tellFigures(
    'months in a row',
    { months: 6, withheld, numbers: history.length, 'with more noise': larger },
    begun,
  );
  expect(withheld).toBe(0);
}, 600_000);
