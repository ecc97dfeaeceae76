/** What ships: every library reads what there is, gives what its head says, and gives what Trino gives. */
import { checkLibraries } from '../../../layers/core/libraries/check-libraries.ts';
import { isFailure } from '../../parity/answer.ts';
import { differenceOf } from '../../parity/compare.ts';
import { readGoldens } from '../../parity/goldens.ts';
import { madeCity } from './made-city.ts';
import { type OpenLibraries, openLibraries } from './open-libraries.ts';
import { shippedLibraries, shippedResources } from './shipped.ts';

const libraries = shippedLibraries();
let open: OpenLibraries;
beforeAll(async () => {
  open = await openLibraries(madeCity);
});
afterAll(() => open.close());

const asked = async (sql: string) => (await open.ask(sql)).rows;

test('every library fits what it reads and what its head says', () => {
  expect(checkLibraries(libraries, shippedResources())).toHaveLength(libraries.length);
});

test('each topic of the issue has its mart', () => {
  const databases = new Set(libraries.map(({ id }) => id.split('.')[0]));
  const topics = [
    'registration',
    'tax',
    'property',
    'people',
    'projects',
    'energy',
    'social',
    'credit',
    'services',
  ];
  expect(['base', ...topics.map((topic) => `mart_${topic}`)].filter((one) => !databases.has(one))).toEqual(
    [],
  );
});

const goldens = readGoldens('libraries');

test('Trino was asked for every library as it stands', () => {
  expect(goldens.map(({ name }) => name).sort()).toEqual(libraries.map(({ id }) => id).sort());
});

test.each(goldens)('$name gives what Trino gives', async ({ sql, theirs }) => {
  if (isFailure(theirs)) throw new Error(theirs.message);
  expect(differenceOf(await open.ask(sql), theirs, true)).toBeUndefined();
});

test.each(libraries.map((library) => [library.id, library] as const))(
  '%s tells rows apart by its keys',
  async (id, { keys }) => {
    const [all] = await asked(`SELECT count(*) FROM ${id}`);
    const [told] = await asked(
      `SELECT count(*) FROM (SELECT DISTINCT ${keys.map((key) => `"${key}"`).join(', ')} FROM ${id}) AS k`,
    );
    expect(told).toEqual(all);
    expect(Number(all?.[0])).toBeGreaterThan(0);
  },
);

test.each(libraries.filter(({ persons }) => persons).map((one) => [one.id, one.persons] as const))(
  '%s shows no cell of fewer persons than it says',
  async (id, persons) => {
    const [row] = await asked(`SELECT min("${persons?.count}") FROM ${id}`);
    expect(Number(row?.[0])).toBeGreaterThanOrEqual(persons?.least ?? Number.NaN);
  },
);

test('no library shows a token of a person', async () => {
  const shown: string[] = [];
  for (const { id, items } of libraries)
    for (const { code } of items.filter(({ type }) => type === 'varchar')) {
      const [row] = await asked(`SELECT max(length("${code}")) FROM ${id}`);
      if (Number(row?.[0] ?? 0) >= 64) shown.push(`${id}.${code}`);
    }
  expect(shown).toEqual([]);
});

test('macro figures stay in 万元, and growth is against the same period a year before', async () => {
  const [row] = await asked(
    `SELECT gdp, gdp_before, gdp_growth, fai_growth, gdp_growth_real FROM base.macro_growth WHERE period = '2015'`,
  );
  expect(row?.slice(0, 2)).toEqual(['28911600.00', '24972700.00']);
  expect(Number(row?.[2])).toBeCloseTo(0.157728, 6);
  expect(Number(row?.[3])).toBe(-1);
  expect(Number(row?.[4])).toBeCloseTo(0.137258, 6);
});

test('refunds are negative and stand apart from what was collected', async () => {
  expect(
    await asked(
      `SELECT amount, regular, back_taxes, surcharges, refunds FROM mart_tax.tax_cells WHERE tax_type = '增值税' AND year = '2015' ORDER BY month`,
    ),
  ).toEqual([
    ['80000.00', '100000.00', '0.00', '0.00', '-20000.00'],
    ['3650.50', '0.00', '3000.00', '650.50', '0.00'],
  ]);
});

test('on the comparable basis VAT after the reform is shared as business tax and VAT were before', async () => {
  expect(
    await asked(
      `SELECT section, city_share, comparable_share FROM mart_tax.tax_cells WHERE tax_type = '增值税' AND year = '2016' ORDER BY section`,
    ),
  ).toEqual([
    ['C', '40000.00', '20000.00'],
    ['E', '25000.00', '50000.00'],
  ]);
});

test('persons who are few in their cell are told together, or not at all', async () => {
  expect(
    await asked(
      `SELECT month, district, receipts, amount FROM mart_tax.tax_cells WHERE tax_type IN ('契税', '合并') ORDER BY month, district`,
    ),
  ).toEqual([
    ['201503', '520102', '12', '12000.00'],
    ['201503', '合并', '11', '3500.00'],
    ['未知', '未知', '1', '7000.00'],
  ]);
});

test('the progress towards a target is in 万元 and takes the target in force', async () => {
  expect(
    await asked(
      `SELECT scope, target, received, last_month, round(progress, 6) FROM mart_tax.target_progress ORDER BY scope`,
    ),
  ).toEqual([
    ['国税', '8.00', '8.37', '201504', '1.045631'],
    ['地税', '0.00', '1.20', '201503', null],
    ['税收', '20.00', '15.92', '201504', '0.795753'],
  ]);
});

test('a contract that is told each month counts once', async () => {
  expect(
    await asked(
      `SELECT award_price, contract_price, progress_value, remaining, paid, invoiced FROM mart_projects.project_pipeline WHERE project_no = 'J2'`,
    ),
  ).toEqual([['40000000.00', '40000000.00', '7650000.00', '32350000.00', '9000000.00', '2600000.00']]);
});

test('relief to a family counts once, however many live in it', async () => {
  expect(await asked('SELECT aid_kind, persons, families, amount FROM mart_social.relief_payments')).toEqual([
    ['城市低保', '11', '5', '4000.00'],
  ]);
});
