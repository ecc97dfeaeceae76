/** A decimal becomes the double that is nearest to it, whichever way is taken: JavaScript reads the same digits. */
import { DuckDBInstance } from '@duckdb/node-api';
import { parseStatement } from '../../../layers/core/sql/parse/index.ts';
import { type TableSource, translate } from '../../../layers/core/sql/translate/index.ts';
import { decimal } from '../../../layers/core/sql/types.ts';
import { Random } from '../../simulation/random.ts';

const types = [
  [15, 2],
  [16, 0],
  [18, 2],
  [18, 18],
  [19, 0],
  [38, 2],
  [38, 20],
  [38, 22],
  [38, 23],
  [38, 38],
] as const;

/** Digits of every length, those at the edge of what a double holds among them. */
function textsOf(random: Random, precision: number, scale: number): string[] {
  const edges = [-1, 0, 1, 2, 3].map((step) => String(9007199254740992n + BigInt(step)));
  const drawn = Array.from({ length: 1500 }, () => {
    const length = 1 + random.whole(precision);
    return Array.from({ length }, () => String(random.whole(10))).join('');
  });
  return [...drawn, ...edges.filter((digits) => digits.length <= precision)].map((digits, index) => {
    const padded = digits.padStart(scale + 1, '0');
    const point = padded.length - scale;
    return `${index % 2 === 0 ? '-' : ''}${padded.slice(0, point)}${scale > 0 ? `.${padded.slice(point)}` : ''}`;
  });
}

test.each(types)('of decimal(%d,%d)', async (precision, scale) => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const texts = textsOf(new Random(precision * 100 + scale), precision, scale);
  const values = texts.map((text) => `('${text}')`).join(', ');
  await connection.run(
    `CREATE TABLE t AS SELECT CAST(d AS DECIMAL(${precision}, ${scale})) AS d FROM (VALUES ${values}) v(d)`,
  );
  const columns = [{ name: 'd', type: decimal(precision, scale) }];
  const catalog: TableSource = { table: () => ({ columns, sql: 't' }) };
  const statement = parseStatement('SELECT CAST(d AS double) FROM t');
  if (statement.kind !== 'query') throw new Error('no query');
  const reader = await connection.runAndReadAll(translate(statement, { catalog }).sql);
  const found = reader.getRows().map(([value]) => value);
  expect(found.length).toBe(texts.length);
  expect(texts.filter((text, index) => found[index] !== Number(text) && Number(text) !== 0)).toEqual([]);
  connection.closeSync();
  instance.closeSync();
});
