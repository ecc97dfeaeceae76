/** The rules of disclosure, each by itself. */
import { spentOf } from '../../../layers/core/disclosure/budget.ts';
import { fitAmong, joinUnsafe } from '../../../layers/core/disclosure/cells.ts';
import { identityOf, keyedDraw } from '../../../layers/core/disclosure/noise.ts';
import { smallestError } from '../../../layers/core/disclosure/precision.ts';
import { makeRelease, type Table } from '../../../layers/core/disclosure/release.ts';
import { isSafe, usualRules } from '../../../layers/core/disclosure/rules.ts';

const people = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `p${from + index}`);
const cell = (name: string, units: string[]) => ({ classes: [[name]], units });
const equal = new Map([['tax', new Map(people(0, 200).map((one) => [one, 10]))]]);
const safe = (units: readonly string[]) => isSafe(units, equal, usualRules);
const draw = keyedDraw(new Uint8Array(32).fill(1));

const table = (cells: Table['cells'], more: Partial<Table> = {}): Table => ({
  release: 'r1',
  period: '201501',
  cells,
  measures: [{ name: 'count', cap: 1 }],
  amounts: equal,
  at: '2015-02-01T00:00:00.000Z',
  ...more,
});

test('nine contributors are too few, ten are enough, and a contributor counts once', () => {
  expect(safe(people(0, 9))).toBe(false);
  expect(safe(people(0, 10))).toBe(true);
  expect(safe([...people(0, 9), 'p0#1', 'p0#2'])).toBe(false);
});

test('who has half of an amount, or two who have 67 % of it, rule it', () => {
  const amounts = (...large: number[]) =>
    new Map([['tax', new Map(people(0, 20).map((one, index) => [one, large[index] ?? 1]))]]);
  expect(isSafe(people(0, 20), amounts(19), usualRules)).toBe(false);
  expect(isSafe(people(0, 20), amounts(18), usualRules)).toBe(true);
  expect(isSafe(people(0, 20), amounts(18, 19), usualRules)).toBe(false);
});

test('small cells are joined with one another, and with the smallest other where that is not enough', () => {
  const cells = [cell('a', people(0, 30)), cell('b', people(30, 42)), cell('c', people(42, 45))];
  const joined = joinUnsafe(cells, safe);
  expect(joined.map((one) => one.classes.flat().sort())).toEqual([['a'], ['b', 'c']]);
  expect(joinUnsafe([cell('c', people(0, 5))], safe)).toEqual([]);
});

test('a set that differs by three from one released for the same period is not released', () => {
  expect(fitAmong([cell('older', people(3, 50))], [people(0, 50)], safe)).toEqual([]);
  expect(fitAmong([cell('older', people(12, 50))], [people(0, 50)], safe)).toHaveLength(1);
});

test('the same contributors have the same noise, one more has another', async () => {
  const at = async (units: string[]) => (await draw)(await identityOf('count', units), 3);
  expect(await at(people(0, 20))).toBe(await at(people(0, 20).reverse()));
  expect(await at(people(0, 20))).not.toBe(await at(people(0, 21)));
  const amounts = (value: number) => new Map([['p0', value]]);
  expect(await identityOf('tax', ['p0'], amounts(1))).not.toBe(await identityOf('tax', ['p0'], amounts(2)));
});

test('noise is normal, and cut at its bound', async () => {
  const keyed = await draw;
  const drawn = await Promise.all(Array.from({ length: 4000 }, (_, index) => keyed(`n${index}`, 3)));
  const mean = drawn.reduce((sum, one) => sum + one, 0) / drawn.length;
  const spread = Math.sqrt(drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / drawn.length);
  expect(Math.abs(mean)).toBeLessThan(0.06);
  expect(Math.abs(spread - 0.987)).toBeLessThan(0.05);
  expect(Math.max(...drawn.map(Math.abs))).toBeLessThanOrEqual(3);
});

describe('how exactly a small group can be told', () => {
  const known = (units: string[], release: string, inflation = 1) => ({ units, release, inflation });

  test('one who joins is told with the noise of two numbers', () => {
    const error = smallestError([known(people(0, 30), 'a'), known(people(0, 31), 'b')], 10);
    expect(error).toBeCloseTo(Math.SQRT2, 3);
  });

  test('from several pairs the noise averages out', () => {
    const pairs = [0, 1, 2, 3].flatMap((index) => {
      const others = people(20 + index * 30, 50 + index * 30);
      return [known(others, `a${index}`), known([...others, 'p0'], `b${index}`)];
    });
    expect(smallestError(pairs, 10)).toBeCloseTo(Math.SQRT2 / 2, 3);
  });

  test('what no sum or difference isolates cannot be told', () => {
    expect(smallestError([known(people(0, 30), 'a'), known(people(25, 60), 'a')], 10)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  test('three groups that are only told together are told', () => {
    const rows = [
      known(people(0, 30), 'a'),
      known([...people(0, 30), 'p90', 'p91', 'p92'], 'b'),
      known([...people(40, 60), 'p90'], 'c'),
      known([...people(60, 80), 'p91'], 'd'),
    ];
    expect(smallestError(rows, 10)).toBeCloseTo(Math.SQRT2, 3);
  });
});

test('a question that would average the noise out is answered with more noise, or not at all', async () => {
  const release = makeRelease(usualRules, await draw);
  let history = [] as Parameters<typeof release>[1];
  const outcomes: (number | string)[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    const others = people(20 + turn * 20, 40 + turn * 20);
    for (const units of [others, [...others, 'p0']]) {
      const month = `2015${outcomes.length + 10}`;
      const out = await release(table([cell('x', units)], { period: month, release: month }), history);
      outcomes.push('withheld' in out ? out.withheld : (out.given[0]?.inflation ?? 0));
      if (!('withheld' in out)) history = [...history, ...out.given];
    }
  }
  expect(outcomes.slice(0, 2)).toEqual([1, 1]);
  expect(outcomes).toContain(4);
});

test('the same table again gives the same numbers, costs nothing and adds nothing to the history', async () => {
  const release = makeRelease(usualRules, await draw);
  const first = await release(table([cell('a', people(0, 40))]), []);
  if ('withheld' in first) throw new Error(first.withheld);
  const again = await release(table([cell('b', people(0, 40))], { release: 'r2' }), first.given, 0);
  expect(again).toMatchObject({ given: [], shown: [{ numbers: first.shown[0]?.numbers }] });
  expect(await release(table([cell('c', people(0, 60))]), first.given, 0)).toEqual({ withheld: 'budget' });
});

test('the budget comes back after its window', () => {
  const at = (time: string) => ({ at: `${time}T00:00:00.000Z` });
  const spent = spentOf([at('2014-01-31'), at('2015-02-28')], usualRules, new Date('2015-06-01'));
  expect(spent).toMatchObject({ used: 1, left: usualRules.budget - 1, returns: '2016-02-28T00:00:00.000Z' });
});
