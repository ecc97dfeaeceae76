import type { Query, Select } from '../../../layers/core/sql/ast.ts';
import { parseExpression, parseStatement } from '../../../layers/core/sql/parse/index.ts';

const query = (text: string): Query => parseStatement(text) as Query;
const select = (text: string): Select => query(text).body as Select;

test('a query has its clauses', () => {
  const parsed = query(`WITH RECURSIVE m (a, b) AS (SELECT 1, 2)
    SELECT DISTINCT region, sum(amount) FILTER (WHERE amount > 0) AS total, t.*
    FROM m JOIN t USING (a) CROSS JOIN UNNEST(t.list) WITH ORDINALITY AS u (v, o)
    WHERE a > 1 GROUP BY ROLLUP (region) HAVING count(*) > 1 WINDOW w AS (ORDER BY a)
    ORDER BY 2 DESC NULLS LAST OFFSET 5 ROWS LIMIT 10;`);
  expect(parsed).toMatchObject({
    recursive: true,
    with: [{ name: { text: 'm' }, columns: [{ text: 'a' }, { text: 'b' }] }],
    orderBy: [{ descending: true, nulls: 'last' }],
    offset: { text: '5' },
    limit: { count: { text: '10' }, withTies: false },
  });
  expect(parsed.body).toMatchObject({
    distinct: true,
    items: [
      { kind: 'value' },
      { alias: { text: 'total' }, of: { filter: { kind: 'binary' } } },
      { kind: 'star' },
    ],
    from: [
      {
        type: 'cross',
        left: { type: 'inner', using: [{ text: 'a' }] },
        right: { kind: 'unnest', ordinality: true },
      },
    ],
    groupBy: { elements: [{ kind: 'rollup' }] },
    windows: [{ name: { text: 'w' } }],
  });
});

test('names are in lower case and keep what was written', () => {
  expect(select('SELECT Foo, "Bar", baz').items).toMatchObject([
    { of: { parts: [{ text: 'foo', written: 'Foo' }] } },
    { of: { parts: [{ text: 'Bar' }] } },
    { of: { parts: [{ text: 'baz' }] } },
  ]);
});

test('INTERSECT binds tighter than UNION and EXCEPT', () => {
  expect(query('SELECT 1 UNION ALL SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4').body).toMatchObject({
    operator: 'except',
    left: { operator: 'union', all: true, right: { operator: 'intersect' } },
  });
});

test.each([
  ['((SELECT 1))', { kind: 'scalar' }],
  ['((SELECT 1) + 1)', { kind: 'binary', left: { kind: 'scalar' } }],
  ['((SELECT 1) UNION SELECT 2)', { kind: 'scalar', query: { body: { operator: 'union' } } }],
  ['((SELECT 1), 2)', { kind: 'row', elements: [{ kind: 'scalar' }, {}] }],
  ['a IN (SELECT 1)', { kind: 'in-query' }],
  ['a IN ((SELECT 1))', { kind: 'in-list', list: [{ kind: 'scalar' }] }],
  ['a IN ((SELECT 1) UNION SELECT 2)', { kind: 'in-query' }],
  ['a = ANY (SELECT 1)', { kind: 'quantified', which: 'any' }],
  ['(a).b', { kind: 'column', parts: [{ text: 'a' }, { text: 'b' }] }],
  ['f(a).b[1]', { kind: 'subscript', of: { kind: 'field', of: { kind: 'call' } } }],
  ['[1, 2]', { kind: 'array' }],
  ["interval - '1-2' year to month", { kind: 'interval', negative: true, from: 'year', to: 'month' }],
  ['interval - 1', { kind: 'binary', left: { kind: 'column' } }],
  ["DECIMAL '0.00125'", { kind: 'typed-literal', type: { name: 'decimal' }, text: '0.00125' }],
  ["U&'\\0041#' || U&'#+000042' UESCAPE '#'", { left: { text: 'A#' }, right: { text: 'B' } }],
  ["X'6a 6B'", { of: 'binary', text: '6A6B' }],
  ['0x1F + 1_000', { left: { text: '31' }, right: { text: '1000' } }],
  ['lag(x) IGNORE NULLS OVER (w)', { nulls: 'ignore', over: { base: { text: 'w' } } }],
  ['sum(x) OVER w', { over: { text: 'w' } }],
  ['trim(x)', { kind: 'trim', side: 'both' }],
  ["trim(LEADING 'a' FROM x)", { kind: 'trim', side: 'leading', characters: { text: 'a' } }],
  ['(x, y) -> x + y', { kind: 'lambda', parameters: [{ text: 'x' }, { text: 'y' }] }],
  ['() -> 1', { kind: 'lambda', parameters: [] }],
  [
    "listagg(x, ',' ON OVERFLOW TRUNCATE '…' WITHOUT COUNT) WITHIN GROUP (ORDER BY y)",
    { overflow: { error: false, filler: '…', withCount: false }, withinGroup: [{ of: {} }] },
  ],
  ['CAST(x AS int array)', { type: { name: 'array', parameters: [{ name: 'int' }] } }],
  [
    'CAST(x AS row(a timestamp(3) with time zone, array(int)))',
    {
      type: {
        fields: [
          { name: { text: 'a' }, type: { name: 'timestamp with time zone' } },
          { type: { name: 'array' } },
        ],
      },
    },
  ],
])('%s', (text, tree) => {
  expect(parseExpression(text)).toMatchObject(tree);
});

test('words that are not reserved are names where no clause follows', () => {
  expect(select('SELECT a limit FROM t offset').items).toMatchObject([{ alias: { text: 'limit' } }]);
  expect(select('SELECT sum(x) over, count, try_cast, date FROM t').items).toHaveLength(4);
  expect(query('SELECT a limit 5').limit).toMatchObject({ count: { text: '5' } });
});

test('grouping sets are told from rows', () => {
  const sets = select('SELECT 1 GROUP BY (), (a, b), ((a, b)), (a) + 1').groupBy?.elements.map(
    ({ sets: [one] }) => one,
  );
  expect(sets).toMatchObject([[], [{}, {}], [{ kind: 'row' }], [{ kind: 'binary' }]]);
});

test('a row of VALUES is spread, one value is left to its type', () => {
  expect(query('VALUES (1, 2), 3, ROW(4)').body).toMatchObject({
    rows: [[{ text: '1' }, { text: '2' }], [{ text: '3' }], [{ kind: 'row' }]],
  });
});

test('a join in parentheses may have an alias', () => {
  expect(select('SELECT * FROM (a CROSS JOIN b) AS c (x, y)').from).toMatchObject([
    {
      kind: 'subquery',
      alias: { text: 'c' },
      columnAliases: [{}, {}],
      query: { body: { from: [{ type: 'cross' }] } },
    },
  ]);
});

test('joins without their condition wait for it', () => {
  expect(select('SELECT * FROM a JOIN b LEFT JOIN c ON p ON q').from).toMatchObject([
    { type: 'inner', right: { type: 'left' }, on: { parts: [{ text: 'q' }] } },
  ]);
});

test('parameters are numbered from 0', () => {
  expect(select('SELECT ? WHERE a = ?')).toMatchObject({
    items: [{ of: { index: 0 } }],
    where: { right: { index: 1 } },
  });
});
