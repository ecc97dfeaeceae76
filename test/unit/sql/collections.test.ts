import type { Query } from '../../../layers/core/sql/ast.ts';
import { libraries } from '../../../layers/core/sql/functions/index.ts';
import { applied } from '../../../layers/core/sql/functions/lambda-text.ts';
import { parseStatement } from '../../../layers/core/sql/parse/index.ts';
import { QueryRefused } from '../../../layers/core/sql/refused.ts';
import { translate } from '../../../layers/core/sql/translate/index.ts';

const catalog = { table: () => undefined };

function refusal(text: string): string {
  try {
    translate(parseStatement(text) as Query, { catalog });
  } catch (cause) {
    if (cause instanceof QueryRefused) return `${cause.code}: ${cause.message}`;
    throw cause;
  }
  return 'taken';
}

describe('a lambda', () => {
  it('has each argument once, whatever its text says', () => {
    expect(applied("lambda p1, p2: p1 || 'p2' || p2 || p2", ['a', 'b + p1'])).toBe(
      "list_transform([a], lambda p1: list_transform([b + p1], lambda p2: (p1 || 'p2' || p2 || p2))[1])[1]",
    );
  });

  it('gives what the function asks for, not NULL of no type', () => {
    expect(refusal('SELECT filter(ARRAY[1], x -> NULL)')).toMatch('FUNCTION_NOT_FOUND');
    expect(refusal('SELECT reduce(ARRAY[1], 0, (s, x) -> NULL, s -> s)')).toMatch('FUNCTION_NOT_FOUND');
    expect(refusal('SELECT transform(ARRAY[1], x -> NULL)')).toBe('taken');
  });
});

describe('what depends on the order of hashes', () => {
  it.each([
    ['SELECT array_agg(DISTINCT x) FROM (VALUES 1) t(x)', 'array_agg(DISTINCT x ORDER BY x)'],
    ['SELECT map_keys(map_agg(x, x)) FROM (VALUES 1) t(x)', 'GROUP BY and ORDER BY'],
    ['SELECT map_values(histogram(x)) FROM (VALUES 1) t(x)', 'GROUP BY and ORDER BY'],
  ])('is refused, and what to write instead is told: %s', (text, instead) => {
    expect(refusal(text)).toMatch(/^NOT_SUPPORTED/);
    expect(refusal(text)).toMatch(`write ${instead}`);
  });

  it('is taken where the order is given', () => {
    expect(refusal('SELECT array_agg(DISTINCT x ORDER BY x) FROM (VALUES 1) t(x)')).toBe('taken');
  });
});

describe('numbers that must be known before the query runs', () => {
  it.each([
    'SELECT max(x, 0) FROM (VALUES 1) t(x)',
    'SELECT max(x, 10001) FROM (VALUES 1) t(x)',
    'SELECT combinations(ARRAY[1], 6)',
    'SELECT ntile(0) OVER (ORDER BY x) FROM (VALUES 1) t(x)',
    'SELECT lag(x, -1) OVER (ORDER BY x) FROM (VALUES 1) t(x)',
    'SELECT approx_distinct(x, 0.5E0) FROM (VALUES 1) t(x)',
  ])('are refused where Athena refuses them: %s', (text) => {
    expect(refusal(text)).toMatch(/^INVALID_ARGUMENTS/);
  });
});

describe('values that DuckDB tells apart otherwise', () => {
  it.each([
    "SELECT array_distinct(ARRAY[TIMESTAMP '2020-01-01 00:00:00 UTC'])",
    'SELECT contains(ARRAY[ARRAY[1]], ARRAY[1])',
    'SELECT array_sort(ARRAY[ROW(1, 2)])',
    'SELECT max(x) FROM (VALUES ARRAY[1]) t(x)',
    'SELECT MAP(ARRAY[ARRAY[1]], ARRAY[1])',
    'SELECT histogram(x) FROM (VALUES 1E0) t(x)',
  ])('are refused: %s', (text) => {
    expect(refusal(text)).toMatch(/^NOT_SUPPORTED/);
  });
});

it('no two macros have one name', () => {
  const names = libraries.flatMap(({ macros }) => macros).map((text) => /MACRO (\w+)\(/.exec(text)?.[1]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
