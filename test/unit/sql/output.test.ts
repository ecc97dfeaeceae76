import { columnInfo } from '../../../layers/core/sql/output/column-info.ts';
import { csvLine } from '../../../layers/core/sql/output/csv.ts';
import { array, decimal, integer, type SqlType, varchar } from '../../../layers/core/sql/types.ts';

const infos: readonly (readonly [SqlType, string, number, number])[] = [
  [{ name: 'boolean' }, 'boolean', 0, 0],
  [{ name: 'tinyint' }, 'tinyint', 3, 0],
  [integer, 'integer', 10, 0],
  [{ name: 'bigint' }, 'bigint', 19, 0],
  [{ name: 'real' }, 'float', 17, 0],
  [{ name: 'double' }, 'double', 17, 0],
  [decimal(18, 2), 'decimal', 18, 2],
  [varchar, 'varchar', 2_147_483_647, 0],
  [{ name: 'varchar', length: 7 }, 'varchar', 7, 0],
  [{ name: 'char', length: 3 }, 'char', 3, 0],
  [{ name: 'varbinary' }, 'varbinary', 1_073_741_824, 0],
  [{ name: 'date' }, 'date', 0, 0],
  [{ name: 'timestamp', precision: 3 }, 'timestamp', 3, 0],
  [array(integer), 'array', 0, 0],
];

test.each(infos)('%j is told as Athena tells it', (type, name, precision, scale) => {
  const caseSensitive = type.name === 'varchar' || type.name === 'char';
  expect(columnInfo(type)).toEqual({ type: name, precision, scale, caseSensitive });
});

test('a line of CSV has every value in quotes, and a NULL as nothing', () => {
  expect(csvLine(['a', undefined, '', 'say "x"', 'two\nlines'])).toBe('"a",,"","say ""x""","two\nlines"\n');
});
