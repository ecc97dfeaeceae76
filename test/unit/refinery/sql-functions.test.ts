/** A query's engine knows the programs that portable SQL calls; what they answer is compared with Trino in test/parity. */
import { prelude } from '../../../layers/core/sql/functions/index.ts';
import { type FreshEngine, openFreshEngine } from '../../../layers/refinery/run-sql.ts';

let engine: FreshEngine;

beforeAll(async () => {
  engine = await openFreshEngine(prelude, { threads: 1, memoryMegabytes: 500, spillMegabytes: 0 });
});

afterAll(() => engine.instance.closeSync());

const first = async (expression: string): Promise<unknown> =>
  (await engine.connection.runAndReadAll(`SELECT CAST(${expression} AS VARCHAR)`)).getRows()[0]?.[0];

it.each([
  // FIPS 180-4, RFC 4648, the published vectors of XXH64 and of Porter's stemmer.
  ["left(hex(tr_sha512('abc'::BLOB)), 16)", 'DDAF35A193617ABA'],
  ["tr_to_base32('foobar'::BLOB)", 'MZXW6YTBOI======'],
  ["hex(tr_xxhash64(''::BLOB))", 'EF46DB3751D8E999'],
  ["tr_word_stem('relational')", 'relat'],
  ["tr_soundex('Robert')", 'R163'],
])('%s is %s', async (expression, expected) => {
  expect(await first(expression)).toBe(expected);
});

it('gives NULL for a NULL, and one answer a row over more rows than a vector has', async () => {
  expect(await first('tr_soundex(NULL)')).toBeNull();
  const counted = 'SELECT count(DISTINCT tr_sha512(encode(CAST(x AS VARCHAR)))) FROM range(5000) t(x)';
  expect((await engine.connection.runAndReadAll(counted)).getRows()).toEqual([[5000n]]);
});

it('raises what TRY makes NULL, without the value in its text', async () => {
  expect(await first("TRY(tr_from_base32('secret'))")).toBeNull();
  const failed = engine.connection.runAndReadAll("SELECT tr_from_base32('secret')");
  await expect(failed).rejects.toThrow(/^Invalid Input Error: INVALID_FUNCTION_ARGUMENT: (?!.*secret)/);
});
