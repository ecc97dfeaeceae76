import { athenaText } from '../../../layers/core/sql/output/athena-text.ts';
import type { Cell } from '../../../layers/core/sql/output/cell.ts';
import { columnInfo } from '../../../layers/core/sql/output/column-info.ts';
import { csvLine, csvRows } from '../../../layers/core/sql/output/csv.ts';
import { array, decimal, double, integer, type SqlType, varchar } from '../../../layers/core/sql/types.ts';

const real: SqlType = { name: 'real' };
const stamp = (precision: number): SqlType => ({ name: 'timestamp', precision });
const zoned: SqlType = { name: 'timestamp with time zone', precision: 3 };
const row: SqlType = { name: 'row', fields: [{ name: 'a', type: integer }, { type: varchar }] };
const map: SqlType = { name: 'map', key: varchar, value: integer };
const noon = 1_577_880_000_123_456n;

const texts: readonly [Cell, SqlType, string | undefined][] = [
  [null, varchar, undefined],
  ['', varchar, ''],
  [true, { name: 'boolean' }, 'true'],
  [-0, double, '-0.0'],
  [1, double, '1.0'],
  [123456.789, double, '123456.789'],
  [9_999_999, double, '9999999.0'],
  [1e7, double, '1.0E7'],
  [0.001, double, '0.001'],
  [1.5e-4, double, '1.5E-4'],
  [1.7976931348623157e308, double, '1.7976931348623157E308'],
  [5e-324, double, '4.9E-324'],
  [Number.NaN, double, 'NaN'],
  [-Infinity, double, '-Infinity'],
  [Math.fround(0.1), real, '0.1'],
  [Math.fround(3.4028235e38), real, '3.4028235E38'],
  [9_223_372_036_854_775_807n, { name: 'bigint' }, '9223372036854775807'],
  [-5n, decimal(18, 2), '-0.05'],
  [150n, decimal(18, 2), '1.50'],
  [7n, decimal(38, 0), '7'],
  ['税', { name: 'char', length: 3 }, '税  '],
  [new Uint8Array([0x61, 0x0a]), { name: 'varbinary' }, '61 0a'],
  [18_262, { name: 'date' }, '2020-01-01'],
  [-719_529, { name: 'date' }, '-0001-12-31'],
  [3_723_000_000n, { name: 'time', precision: 3 }, '01:02:03.000'],
  [noon, stamp(3), '2020-01-01 12:00:00.123'],
  [noon, stamp(0), '2020-01-01 12:00:00'],
  [-1n, stamp(6), '1969-12-31 23:59:59.999999'],
  [{ micros: noon, zone: 'UTC' }, zoned, '2020-01-01 12:00:00.123 UTC'],
  [{ micros: noon, zone: '+08:00' }, zoned, '2020-01-01 20:00:00.123 +08:00'],
  [{ micros: noon, zone: 'America/New_York' }, zoned, '2020-01-01 07:00:00.123 America/New_York'],
  [-14n, { name: 'interval year to month' }, '-1-2'],
  [-183_845_000n, { name: 'interval day to second' }, '-2 03:04:05.000'],
  [[1, null, 3], array(integer), '[1, null, 3]'],
  [[['a', 1]], map, '{a=1}'],
  [[1, 'x'], row, '{a=1, field1=x}'],
  [[[1, null]], array(row), '[{a=1, field1=null}]'],
];

test.each(texts)('%p as %p is %p', (value, type, text) => {
  expect(athenaText(value, type)).toBe(text);
});

test('columns are described as Athena describes them', () => {
  expect(columnInfo(varchar)).toEqual({
    type: 'varchar',
    precision: 2147483647,
    scale: 0,
    caseSensitive: true,
  });
  expect(columnInfo(decimal(18, 2))).toEqual({
    type: 'decimal',
    precision: 18,
    scale: 2,
    caseSensitive: false,
  });
  expect(columnInfo(real)).toMatchObject({ type: 'float', precision: 17 });
  expect(columnInfo(stamp(3))).toMatchObject({ type: 'timestamp', precision: 3 });
  expect(columnInfo(array(integer))).toMatchObject({ type: 'array', precision: 0 });
});

test('a line of CSV is read as it was written, wherever the text is cut', async () => {
  const rows = [['a', undefined, ''], ['with "quotes", commas', 'two\nlines', '税'], [undefined]];
  const text = rows.map(csvLine).join('');
  expect(text.split('\n')[0]).toBe('"a",,""');
  for (const size of [1, 3, 7, 100]) {
    async function* pieces() {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
    }
    const read = [];
    for await (const row of csvRows(pieces())) read.push(row);
    expect(read).toEqual(rows);
  }
});
