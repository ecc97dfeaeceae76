/** Conditions of grants in Lake Formation's words: the same rows, or none are given. */
import { checkExpression } from '../../../layers/core/cleaning/check-expression.ts';
import { rowFilter } from '../../../layers/core/console-leave/row-filter.ts';
import { type Item, itemSchema } from '../../../schemas/resource.ts';

const item = (code: string, type: string, more: object = {}): Item =>
  itemSchema.parse({ code, name: code, type, ...more });
const items = [
  item('district', 'text'),
  item('kwh', 'integer'),
  item('fee', 'decimal', { length: 18, scale: 2 }),
  item('month', 'month'),
  item('day', 'date'),
  item('income', 'decimal', {
    length: 18,
    scale: 2,
    desensitise: 'generalise',
    generalise: { to: 'band', width: 1000 },
  }),
];

const say = (filter: string): string | undefined => {
  checkExpression(filter, items);
  return rowFilter(filter, items);
};

test.each([
  ["district = 'north'", "(district = 'north')"],
  ["district == 'it''s'", "(district = 'it''s')"],
  ['kwh != 3', '(kwh <> 3)'],
  ["kwh >= 10 and not month < '201501'", "(kwh >= 10) AND NOT (month < '201501')"],
  [
    "(kwh > 1 OR fee <= 2.5) AND district LIKE 'n%'",
    "( (kwh > 1) OR (fee <= 2.5) ) AND (district LIKE 'n%')",
  ],
  ["district NOT IN ('a', 'b')", "(district NOT IN ('a', 'b'))"],
  ['kwh BETWEEN 1 AND 9 AND fee > 2', '(kwh BETWEEN 1 AND 9) AND (fee > 2)'],
  ['day IS NOT NULL', '(day IS NOT NULL)'],
])('%s is said', (filter, said) => {
  expect(say(filter)).toBe(said);
});

test.each([
  ['kwh > fee'],
  ['5 < kwh'],
  ['kwh + 1 > 5'],
  ['kwh > 5 * 2'],
  ['kwh = -5'],
  ['kwh BETWEEN 1 AND 2 + 3'],
  ['kwh IN (1, fee)'],
  ['kwh IN (1, 2 + 3)'],
  ['kwh = NULL'],
  ['(kwh) = 5'],
  ['kwh = (5)'],
  ['(kwh = 1) = (fee = 2)'],
  ['(kwh = 1) IS NULL'],
  ['TRUE'],
  ['kwh = 1 OR TRUE'],
  ["day > DATE '2015-01-01'"],
  ["district LIKE 'a\\_b'"],
  ['income > 1000'],
  [`district IN (${Array.from({ length: 400 }, (_, index) => `'${index}'`).join(', ')})`],
])('%s is not said: nothing is given rather than something else', (filter) => {
  expect(say(filter)).toBeUndefined();
});

test('an item that is not there is not said', () => {
  expect(rowFilter('gone = 1', items)).toBeUndefined();
});
