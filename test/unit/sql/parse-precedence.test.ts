import type { Expression } from '../../../layers/core/sql/ast.ts';
import { parseExpression } from '../../../layers/core/sql/parse/index.ts';
import { constantOf } from './constant-of.ts';

/** What a real Trino 476 answers. */
const answers: readonly (readonly [string, unknown])[] = [
  ['1 + 2 * 3', 7],
  ['7 - 4 - 2', 1],
  ['16 / 4 / 2', 2],
  ['17 % 5 * 2', 4],
  ['- 2 * 3 + 1', -5],
  ['2 - -3', 5],
  ['- - 4', 4],
  ["'a' || 'b' || 'c'", 'abc'],
  ["'a' || 'b' = 'ab'", true],
  ['NOT true OR true', true],
  ['NOT true AND false', false],
  ['NOT 1 = 2', true],
  ['NOT NOT false', false],
  ['true OR true AND false', true],
  ['false AND true OR true', true],
  ['1 + 1 = 2 AND 3 > 2 OR false', true],
  ['2 * 3 BETWEEN 5 AND 3 + 4', true],
  ['1 BETWEEN 0 AND 2 AND false', false],
  ['NOT 5 BETWEEN 1 AND 3', true],
  ['1 + 1 IN (2, 3)', true],
  ["'a' || 'b' LIKE 'a' || '%'", true],
  ['NULL IS NULL AND false', false],
  ['1 + NULL IS NULL', true],
  ['1 + 1 IS NOT DISTINCT FROM 3 - 1', true],
  ['ARRAY[1, 2][1] + ARRAY[3][1] * 2', 7],
  ['- ARRAY[5][1]', -5],
  ['1 = 1 OR 1 / 1 = 2', true],
];

test.each(answers)('%s is as Trino says', (text, value) => {
  expect(constantOf(parseExpression(text))).toBe(value);
});

test.each(['1 = 1 = true', 'NULL IS NULL IS NULL', '1 = NOT true', '1 + NOT true', 'x IN (1) = true'])(
  '%s is no expression, as in Trino',
  (text) => {
    expect(() => parseExpression(text)).toThrow(/mismatched input/);
  },
);

test('AT TIME ZONE binds tighter than a sign and addition', () => {
  expect(parseExpression("a + - b AT TIME ZONE 'UTC'")).toMatchObject({
    operator: '+',
    right: { kind: 'unary', of: { kind: 'at-time-zone', of: { kind: 'column' } } },
  });
});

test('the body of a lambda goes on as far as it can', () => {
  expect(parseExpression('x -> x > 1 AND x < 9')).toMatchObject({
    kind: 'lambda',
    body: { operator: 'and' },
  });
});

test('a minus right before a number belongs to it', () => {
  expect(parseExpression('- 9223372036854775808')).toMatchObject({
    of: 'integer',
    text: '-9223372036854775808',
  });
  expect(() => parseExpression('9223372036854775808')).toThrow('Invalid numeric literal');
  expect(parseExpression('2 -1')).toMatchObject({ operator: '-', right: { text: '1' } });
});

test('ten thousand terms of AND or OR make a low tree and keep their order', () => {
  const heightOf = (of: Expression): number =>
    of.kind === 'binary' ? 1 + Math.max(heightOf(of.left), heightOf(of.right)) : 0;
  const namesOf = (of: Expression): string[] =>
    of.kind === 'binary'
      ? [...namesOf(of.left), ...namesOf(of.right)]
      : of.kind === 'column'
        ? [of.parts[0]?.text ?? '']
        : [];
  const names = Array.from({ length: 10_000 }, (_, index) => `a${index}`);
  const tree = parseExpression(names.join(' OR '));
  expect(heightOf(tree)).toBe(14);
  expect(namesOf(tree)).toEqual(names);
});
