import { checkExpression, compileExpression } from '../../../layers/core/cleaning/check-expression.ts';
import { InvalidInput } from '../../../layers/core/errors.ts';
import { openEngine, resourceOf, type SqlEngine } from './sql-engine.ts';

const { items } = resourceOf([
  { code: 'name' },
  { code: 'amount', type: 'decimal', length: 18, scale: 2 },
  { code: 'rows', type: 'integer' },
  { code: 'start', type: 'date' },
  { code: 'period', type: 'month' },
]);
const known = items.map(({ code, type }) => ({ code, type }));
const row = `(SELECT '甲''公司' AS name, CAST('10.50' AS DECIMAL(18,2)) AS amount, CAST(3 AS BIGINT) AS rows, DATE '2015-03-05' AS start, '201503' AS period, NULL AS nothing)`;

describe('check expressions', () => {
  let engine: SqlEngine;
  beforeAll(async () => {
    engine = await openEngine();
  });
  afterAll(() => engine.close());

  const holds = async (expression: string) =>
    (await engine.rows(`SELECT ${compileExpression(expression, known)} AS x FROM ${row}`))[0]?.x;

  test.each([
    ['amount = 10.5', true],
    ['amount * rows = 31.50', true],
    ['amount + 1 > 11.49 AND NOT rows < 3', true],
    ['- rows < 0', true],
    ['amount / 0 = 1', null],
    ["name LIKE '甲%'", true],
    ["name = '甲''公司'", true],
    ["period BETWEEN '201501' AND '201512'", true],
    ["start >= DATE '2015-03-05' and start is not null", true],
    ["period IN ('201503', '201504')", true],
    ['rows NOT IN (1, 2)', true],
    ['(rows = 1 OR rows = 3) AND amount <> 3', true],
    ['NOT NOT rows = 3', true],
    ['rows = NULL', null],
  ])('decides %s', async (expression, expected) => {
    expect(await holds(expression)).toBe(expected);
  });

  test.each([
    ['salary > 1', 'position 1: there is no item salary'],
    ['rows > 1 AND salary > 1', 'position 14: there is no item salary'],
    ["read_text('/etc/passwd') = 'x'", 'position 1: there is no function read_text'],
    ["name = 'x'; DROP TABLE t", 'position 11'],
    ['name = "x"', 'position 8'],
    ['rows = 1 -- x', 'position'],
    ['rows /* x */ = 1', 'position'],
    ["name = 'x", 'position 8'],
    ['name = 1', 'position 8: a text cannot be compared with a number'],
    ["start = DATE '2015-02-30'", 'position 14'],
    ['amount', 'position 1: expected a boolean'],
    ['rows = 1 rows', 'position 10: expected the end'],
    ['(SELECT 1) = 1', 'position 2: there is no item SELECT'],
    ['amount::text = rows', 'position 7'],
    ['', 'position 1'],
    [`${'('.repeat(80)}rows = 1${')'.repeat(80)}`, 'nested too deeply'],
  ])('refuses %s', (expression, message) => {
    expect(() => checkExpression(expression, items)).toThrow(InvalidInput);
    expect(() => checkExpression(expression, items)).toThrow(message);
  });

  test('keep what a text holds a text', async () => {
    expect(await holds("name = ''' OR 1 = 1 OR '''")).toBe(false);
  });
});
