import { mysqlKind } from '../../../cli/bridge/sources/mysql.ts';
import { oracleDialect, oracleKind, oracleNames } from '../../../cli/bridge/sources/oracle.ts';
import { postgresKind } from '../../../cli/bridge/sources/postgresql.ts';
import { sqliteKind } from '../../../cli/bridge/sources/sqlite.ts';
import { sqlserverDialect, sqlserverKind } from '../../../cli/bridge/sources/sqlserver.ts';
import { zoneOffset } from '../../../cli/bridge/sources/zone-offset.ts';
import { type ColumnKind, judgeColumn, mapColumns, type SourceColumn } from '../../../cli/bridge/type-map.ts';
import { type Item, itemSchema } from '../../../schemas/resource.ts';

const item = (type: Item['type']): Item =>
  itemSchema.parse({ code: 'it', name: '项', type, ...(type === 'decimal' ? { length: 18, scale: 2 } : {}) });

const column = (kind: ColumnKind, precision?: number, scale?: number): SourceColumn => ({
  name: 'it',
  declared: kind,
  kind,
  precision,
  scale,
  nullable: true,
});

test.each([
  ['integer', column('integer'), undefined, 'plain'],
  ['integer', column('decimal', 10, 0), undefined, 'plain'],
  ['integer', column('decimal', 10, 2), 'wrong', 'plain'],
  ['integer', column('float'), 'warning', 'plain'],
  ['decimal', column('decimal', 18, 2), undefined, 'plain'],
  ['decimal', column('decimal', 20, 4), 'wrong', 'plain'],
  ['decimal', column('decimal', 19, 2), 'warning', 'plain'],
  ['decimal', column('decimal'), 'warning', 'plain'],
  ['decimal', column('boolean'), 'wrong', 'plain'],
  ['date', column('date'), undefined, 'day'],
  ['date', column('zoned'), 'warning', 'day'],
  ['date', column('integer'), 'wrong', 'plain'],
  ['month', column('date'), undefined, 'month'],
  ['month', column('text'), undefined, 'plain'],
  ['text', column('zoned'), undefined, 'plain'],
  ['text', column('binary'), 'wrong', 'plain'],
] as const)('%s of %j', (type, of, level, form) => {
  expect(judgeColumn(item(type), of)).toMatchObject({ form, ...(level ? { level } : {}) });
  expect(judgeColumn(item(type), of).level).toBe(level);
});

test('a required item without a column, and a column that is named and not there, are told', () => {
  const required = { ...item('text'), code: 'must', required: true };
  const { columns, findings } = mapColumns([item('text'), required], [column('text')], { other: 'x' });
  expect(columns.map((one) => one.item)).toEqual(['it']);
  expect(findings.map((one) => [one.item, one.level])).toEqual([
    ['must', 'wrong'],
    ['other', 'wrong'],
  ]);
});

test('every database’s types are known by what they hold', () => {
  expect(['numeric', 'timestamptz', 'bytea', 'int8', 'point'].map(postgresKind)).toEqual([
    'decimal',
    'zoned',
    'binary',
    'integer',
    'other',
  ]);
  expect(['decimal', 'timestamp', 'datetime', 'bigint', 'geometry'].map(mysqlKind)).toEqual([
    'decimal',
    'zoned',
    'timestamp',
    'integer',
    'other',
  ]);
  expect(['VARCHAR(20)', 'DECIMAL(18,2)', 'INT', 'DATETIME', ''].map(sqliteKind)).toEqual([
    'text',
    'float',
    'integer',
    'timestamp',
    'binary',
  ]);
  expect(['money', 'datetimeoffset', 'rowversion', 'NVARCHAR'].map(sqlserverKind)).toEqual([
    'decimal',
    'zoned',
    'binary',
    'text',
  ]);
  expect(oracleKind('NUMBER', 0)).toBe('integer');
  expect(oracleKind('NUMBER', undefined)).toBe('decimal');
  expect(oracleKind('TIMESTAMP(6) WITH TIME ZONE', 6)).toBe('zoned');
  expect(oracleKind('DATE', undefined)).toBe('timestamp');
});

test('SQL Server and Oracle write every value as text themselves, and compare it as its column does', () => {
  expect(sqlserverDialect.limit('SELECT a FROM t', 5)).toBe('SELECT TOP (5) a FROM t');
  expect(sqlserverDialect.quote('a]b')).toBe('[a]]b]');
  expect(sqlserverDialect.literal("x'y", 'text')).toBe("N'x''y'");
  expect(sqlserverDialect.literal('1 OR 1=1', 'integer')).toBe("N'1 OR 1=1'");
  expect(oracleDialect.text('"A"', 'decimal', 'plain')).toBe(`TO_CHAR("A", 'TM9')`);
  expect(oracleDialect.text('"A"', 'timestamp', 'month')).toBe(`TO_CHAR("A", 'YYYYMM')`);
  expect(oracleDialect.limit('SELECT 1', 3)).toBe('SELECT 1 FETCH FIRST 3 ROWS ONLY');
  expect(oracleNames('fin.trade')).toEqual(['FIN', 'TRADE']);
});

test('a zone is an offset', () => {
  expect(zoneOffset('Asia/Shanghai')).toBe('+08:00');
  expect(zoneOffset('UTC')).toBe('+00:00');
});
