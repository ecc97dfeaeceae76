/** Of every cube: whoever drills down finds parts that add up to the whole, exactly, whatever the rows are. */
import fc from 'fast-check';
import type { Cell } from '../../parity/answer.ts';
import { token } from './made-city.ts';
import { openLibraries } from './open-libraries.ts';
import { shippedLibraries } from './shipped.ts';

type Row = Readonly<Record<string, Cell>>;
type Made = Record<string, string>;

const cubes = shippedLibraries().flatMap((library) =>
  library.cube ? [{ ...library, cube: library.cube }] : [],
);

const cents = (value: Cell | undefined): bigint => BigInt(String(value).replace('.', ''));

/** Parents of a row, by the dimension that each has summed over. */
function* parentsOf({ keys, cube }: (typeof cubes)[number], row: Row): Generator<[of: string, key: string]> {
  for (const summed of cube.over) {
    const isSummed = (Number(row[cube.grouping]) >> (cube.over.length - 1 - cube.over.indexOf(summed))) & 1;
    const finer = cube.within.find(([, coarser]) => coarser === summed)?.[0];
    if (isSummed || (finer !== undefined && row[finer] !== null)) continue;
    const bit = 1 << (cube.over.length - 1 - cube.over.indexOf(summed));
    const parent = { ...row, [summed]: null, [cube.grouping]: String(Number(row[cube.grouping]) | bit) };
    yield [summed, keyOf(keys, parent)];
  }
}

const keyOf = (keys: readonly string[], row: Row): string => JSON.stringify(keys.map((key) => row[key]));

/** What does not add up. */
function faultsOf(cube: (typeof cubes)[number], rows: readonly Row[]): string[] {
  const parts = new Map<string, { of: string; key: string; sums: bigint[] }>();
  for (const row of rows)
    for (const [of, key] of parentsOf(cube, row)) {
      const name = `${of} of ${key}`;
      const known = parts.get(name) ?? { of, key, sums: cube.cube.sums.map(() => 0n) };
      parts.set(name, {
        ...known,
        sums: known.sums.map((sum, at) => sum + cents(row[cube.cube.sums[at] ?? ''])),
      });
    }
  const wholes = new Map(rows.map((row) => [keyOf(cube.keys, row), row]));
  const faults: string[] = [];
  for (const [name, { key, sums }] of parts) {
    const whole = wholes.get(key);
    if (!whole) faults.push(`${name}: there is no whole`);
    else if (cube.cube.sums.some((sum, at) => cents(whole[sum]) !== sums[at])) faults.push(name);
  }
  return faults;
}

const one = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const money = fc.integer({ min: -5_000_000, max: 90_000_000 }).map((value) => {
  const digits = String(Math.abs(value)).padStart(3, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
});
const day = fc
  .tuple(one('2015', '2016'), one('04', '05', '12'))
  .map(([year, month]) => `${year}-${month}-03`);
/** Some rows do not say it. */
const perhaps = (of: fc.Arbitrary<string>) => fc.option(of, { nil: undefined, freq: 9 });
const payer = fc.oneof(
  one('91520100MA6DTEST01', '91520100MA6DTEST02'),
  fc.integer({ min: 1, max: 40 }).map((number) => token(number)),
);
const district = one('520102', '520103', '520111');

/** Rows with numbers of their own. */
const rowsOf = (number: string, shape: Record<string, fc.Arbitrary<string | undefined>>, most: number) =>
  fc.array(fc.record(shape), { minLength: most / 2, maxLength: most }).map((rows) =>
    rows.map((row, index): Made => {
      const said = Object.entries({ ...row, [number]: String(index) }).filter(
        ([, value]) => value !== undefined,
      );
      return Object.fromEntries(said) as Made;
    }),
  );

const treas = rowsOf(
  'receipt_no',
  {
    taxpayer_id: perhaps(payer),
    tax_office: one('国税', '地税'),
    tax_type: perhaps(one('增值税', '营业税', '契税')),
    paid_date: perhaps(day),
    amount: perhaps(money),
    city_share: perhaps(money),
    level: one('中央', '市', '区'),
    district: perhaps(district),
    industry: perhaps(one('1512', 'E4710', '7010')),
    kind: perhaps(one('正税', '退库', '查补', '罚款')),
  },
  300,
);
const ltax = rowsOf(
  'source_no',
  {
    taxpayer_id: payer,
    period: perhaps(one('201503', '201504', '201601')),
    tax_type: one('房产税', '契税'),
    tax_due: perhaps(money),
    relief: perhaps(money),
    tax_paid: perhaps(money),
  },
  200,
);
const treg = fc.constant([
  { tax_office: '地税', taxpayer_id: '91520100MA6DTEST01', district: '520102', industry: '1512' },
]);
const land = rowsOf(
  'parcel_no',
  {
    supply_kind: one('出让', '划拨'),
    contract_date: day,
    district: perhaps(district),
    price: perhaps(money),
  },
  30,
);
const progpay = rowsOf('pay_no', { project_no: one('J1', 'J2'), amount: money, pay_date: perhaps(day) }, 30);
const proj = fc.constant([{ project_no: 'J1', district: '520111' }]);
const fiscpay = rowsOf(
  'pid',
  { period: one('201503', '201504'), gross: money.filter((text) => text.length < 10) },
  30,
);

const city = fc.record({
  TREAS: treas,
  LTAX: ltax,
  TREG: treg,
  LAND: land,
  PROGPAY: progpay,
  PROJ: proj,
  FISCPAY: fiscpay,
});

const numRuns = 6;

describe('cubes', () => {
  test('there is one for finance and two for tax', () => {
    expect(cubes.map(({ id }) => id)).toEqual([
      'mart_finance.balance_cube',
      'mart_tax.filing_cube',
      'mart_tax.revenue_cube',
    ]);
  });

  test('parts add up to their wholes, and the whole to the cells', async () => {
    await fc.assert(
      fc.asyncProperty(city, async (made) => {
        const open = await openLibraries(made);
        try {
          for (const cube of cubes) {
            const { columns, rows } = await open.ask(`SELECT * FROM ${cube.id}`);
            const named = rows.map(
              (row): Row => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])),
            );
            expect(named.length).toBeGreaterThan(0);
            expect(faultsOf(cube, named)).toEqual([]);
          }
          const [whole] = (
            await open.ask(
              'SELECT receipts, amount, city_share FROM mart_tax.revenue_cube WHERE grouping_id = 63',
            )
          ).rows;
          const [cells] = (
            await open.ask(
              'SELECT CAST(sum(receipts) AS bigint), CAST(sum(amount) AS decimal(18,2)), CAST(sum(city_share) AS decimal(18,2)) FROM mart_tax.tax_cells',
            )
          ).rows;
          expect(whole).toEqual(cells);
        } finally {
          open.close();
        }
      }),
      { numRuns, seed: 7 },
    );
  }, 120_000);

  test('a part that is missing is noticed', () => {
    const [cube] = cubes.filter(({ id }) => id === 'mart_tax.filing_cube');
    if (!cube) throw new Error('there is no such cube');
    const sums = Object.fromEntries(cube.cube.sums.map((sum) => [sum, '1.00']));
    const part: Row = {
      grouping_id: '0',
      year: '2015',
      period: '201503',
      tax_type: '契税',
      district: '520102',
      section: 'C',
      ...sums,
    };
    const whole: Row = { ...part, ...sums, grouping_id: '1', section: null, tax_due: '2.00' };
    expect(faultsOf(cube, [part, whole])).toContainEqual(expect.stringContaining('section of'));
  });
});
