import fc from 'fast-check';
import { parseExpression, parseStatement } from '../../../layers/core/sql/parse/index.ts';
import { placeOf, QueryRefused } from '../../../layers/core/sql/refused.ts';

function refusal(text: string): QueryRefused {
  try {
    parseStatement(text);
  } catch (error) {
    if (error instanceof QueryRefused) return error;
    throw error;
  }
  throw new Error(`taken: ${text}`);
}

/** Places and words as a real Trino 476 gives them. */
test.each([
  ['SELECT 1 +', '1:11', "mismatched input '<EOF>'. Expecting: <expression>"],
  ['SELECT a FROM t GROUP a', '1:23', "mismatched input 'a'. Expecting: 'BY'"],
  ['SELECT a\nFROM t JOIN u', '2:14', "mismatched input '<EOF>'. Expecting: 'ON', 'USING'"],
  ['SELECT 1 FROM', '1:14', "Expecting: '(', 'JSON_TABLE', 'LATERAL', 'TABLE', 'UNNEST', <identifier>"],
  ['SELECT 1 LIMIT 1 OFFSET 1', '1:18', "mismatched input 'OFFSET'. Expecting: <EOF>"],
  ["SELECT 'a' 'b'", '1:12', "mismatched input ''b''"],
  ["SELECT 'abc", '1:8', "mismatched input '''"],
  [
    'SELECT 1a',
    '1:8',
    'identifiers must not start with a digit; surround the identifier with double quotes; write "1a"',
  ],
  [
    'SELECT `a`',
    '1:8',
    'backquoted identifiers are not supported; use double quotes to quote identifiers; write "a"',
  ],
  ['SELECT ""', '1:8', 'Zero-length delimited identifier not allowed'],
  ['SELECT 1 AS 税额', '1:13', 'write "税额"'],
  ["SELECT X'1'", '1:8', 'Binary literal must contain an even number of digits'],
  ["SELECT X '6a'", '1:8', "write X'6a'"],
  ['SELECT a::int', '1:9', "mismatched input ':'"],
  ['SELECT 1; SELECT 2', '1:11', "mismatched input 'SELECT'. Expecting: <EOF>"],
  ['(WITH a AS (SELECT 1) SELECT 1)', '1:2', "mismatched input 'WITH'"],
])('%s is no SQL, and the place is told', (text, place, words) => {
  const { code, at, message } = refusal(text);
  const { line, column } = placeOf(text, at);
  expect({ code, place: `${line}:${column}` }).toEqual({ code: 'SYNTAX_ERROR', place });
  expect(message).toContain(words);
});

test.each([
  'DELETE FROM t',
  'UPDATE t SET a = 1',
  'MERGE INTO t USING u ON true',
  'VACUUM t',
  'OPTIMIZE t',
  'GRANT SELECT ON t TO u',
  'CREATE DATABASE d',
  'ALTER TABLE t RENAME TO u',
  'INSERT OVERWRITE t SELECT 1',
  'SHOW ROLES',
  "EXECUTE IMMEDIATE 'SELECT 1'",
  'CREATE EXTERNAL TABLE t (a int) CLUSTERED BY (a) INTO 3 BUCKETS',
  'SELECT * FROM t MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS true)',
  'SELECT * FROM t FOR TIMESTAMP AS OF x',
  'SELECT db.f(1)',
  'SELECT 1 a UNION CORRESPONDING SELECT 2 a',
  'WITH FUNCTION f(x int) RETURNS int RETURN x SELECT f(1)',
])('%s is refused by name', (text) => {
  expect(refusal(text).code).toBe('NOT_SUPPORTED');
});

test.each([
  ['parentheses', '('.repeat(100_000)],
  ['subqueries', `${'(SELECT * FROM '.repeat(5_000)}`],
  ['lambdas', '(x) -> '.repeat(30_000)],
  ['signs', `${'- '.repeat(100_000)}a`],
  ['negations', `${'NOT '.repeat(60_000)}a`],
  ['additions', Array(50_000).fill('a').join('+')],
  ['subscripts', `a${'[1]'.repeat(80_000)}`],
  ['joins', `1 FROM a${' JOIN a'.repeat(30_000)}`],
  ['set operations', `1${' UNION SELECT 1'.repeat(15_000)}`],
  ['chains in parentheses', `${'('.repeat(150)}a${`${'+a'.repeat(100)})`.repeat(150)}`],
  ['types', `CAST(a AS int${' array'.repeat(40_000)})`],
])('%s beyond the bound are refused, not overflown', (_, text) => {
  expect(refusal(`SELECT ${text}`).code).toBe('NOT_SUPPORTED');
});

test('long lists and ten thousand conditions are read', () => {
  parseStatement(`SELECT a IN (${Array.from({ length: 40_000 }, (_, index) => index).join()})`);
  parseStatement(`SELECT 1 WHERE ${Array(10_000).fill('a = 1').join(' AND ')}`);
  parseStatement(`SELECT ${'('.repeat(190)}1${')'.repeat(190)}`);
});

test('a text may have 262,144 bytes', () => {
  expect(() => parseExpression(`'${'税'.repeat(87_380)}'`)).not.toThrow();
  expect(refusal(`'${'税'.repeat(87_381)}'`).message).toContain('262144 bytes');
});

test('nothing but a refusal is ever thrown', () => {
  const words = `SELECT FROM WHERE ( ) , . [ ] + - * / || = < IS NOT NULL AND OR IN LIKE BETWEEN AS a 1 1.5 'x' "q" ? -> => ;
    WITH VALUES TABLE UNNEST CASE WHEN THEN END CAST ROW ARRAY INTERVAL DAY OVER FILTER LIMIT OFFSET FETCH GROUP BY
    ORDER JOIN ON CROSS UNION ALL INTERSECT EXISTS DATE CREATE VIEW EXTERNAL SHOW DROP ALTER PARTITION \` ' " /* -- X'`;
  const soup = fc.array(fc.constantFrom(...words.split(/\s+/))).map((some) => some.join(' '));
  fc.assert(
    fc.property(
      fc.oneof(
        soup,
        soup.map((text) => `SELECT ${text}`),
        fc.string({ unit: 'binary' }),
      ),
      (text) => {
        for (const parse of [parseStatement, parseExpression])
          try {
            parse(text);
          } catch (error) {
            expect(error).toBeInstanceOf(QueryRefused);
            expect((error as QueryRefused).at).toBeLessThanOrEqual(text.length);
          }
      },
    ),
    { numRuns: 1_500 },
  );
});
