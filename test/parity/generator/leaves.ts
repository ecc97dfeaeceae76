/** What expressions end in: columns of `every_type`, and literals that are hard. */

import type { SqlType } from '../../../layers/core/sql/types.ts';
import { fixtureTables } from '../fixtures/index.ts';
import { type Kind, kind } from './kinds.ts';

/** By the name of a kind. */
export const literals: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'false', 'CAST(NULL AS boolean)'],
  tinyint: ["TINYINT '0'", "TINYINT '1'", "TINYINT '127'", "TINYINT '-128'", "TINYINT '7'"],
  smallint: ["SMALLINT '0'", "SMALLINT '1'", "SMALLINT '32767'", "SMALLINT '-32768'", "SMALLINT '12'"],
  integer: ['0', '1', '-1', '2', '3', '7', '10', '100', '2147483647', '-2147483648', 'CAST(NULL AS integer)'],
  bigint: [
    ...[
      '0',
      '1',
      '-1',
      '2',
      '3',
      '5',
      '64',
      '1000',
      '9223372036854775807',
      '-9223372036854775808',
      '1454284800',
    ].map((digits) => `BIGINT '${digits}'`),
    'CAST(NULL AS bigint)',
  ],
  real: ['0', '1.5', '-2.5', '0.1', '3.4028235E38', '1.4E-45', '16777217'].map(
    (digits) => `REAL '${digits}'`,
  ),
  double: [
    '0E0',
    '-0E0',
    '1E0',
    '-1.5E0',
    '2.5E0',
    '0.1E0',
    '1E15',
    '1.7976931348623157E308',
    '4.9E-324',
    '123456.789E0',
    'nan()',
    'infinity()',
    '-infinity()',
    'CAST(NULL AS double)',
  ],
  decimal: [
    '0.0',
    '1.5',
    '-2.5',
    '0.13',
    '1.005',
    '0.00125',
    '100.00',
    '-0.05',
    "DECIMAL '7'",
    "DECIMAL '12345678901234567890.123'",
    "DECIMAL '99999999999999999999999999999999999999'",
    "DECIMAL '-0.00000000000000000000000000000000000001'",
    'CAST(NULL AS decimal(10, 3))',
  ],
  varchar: [
    "''",
    "' '",
    "'a'",
    "'Ab c'",
    "'税源'",
    "'😀é'",
    "'it''s'",
    "'2024-02-29'",
    "'12.50'",
    "'-7'",
    "'true'",
    "'a,b,,c'",
    "'%_'",
    "' x '",
    "'aaa'",
    '\'{"a":[1,{"b":null}]}\'',
    "'https://a.b:80/p?q=1&r=%E7%A8%8E#f'",
    'CAST(NULL AS varchar)',
  ],
  char: ["CAST('' AS char(3))", "CAST('a' AS char(3))", "CAST('税 x' AS char(5))"],
  varbinary: ["X''", "X'00'", "X'616263'", "X'FF80'", "X'E7A88E'", "X'0102030405060708'", "X'00000001'"],
  date: [
    '1970-01-01',
    '2024-02-29',
    '2023-12-31',
    '1900-03-01',
    '2016-01-31',
    '0001-01-01',
    '9999-12-31',
  ].map((text) => `DATE '${text}'`),
  time: ['00:00:00', '23:59:59.999', '12:30:00.123456', '01:02'].map((text) => `TIME '${text}'`),
  timestamp: [
    '1970-01-01 00:00:00',
    '2024-02-29 23:59:59.999',
    '2016-05-01 00:00:00.000001',
    '1969-12-31 23:59:59.9',
    '1900-01-01 08:05:43.500',
    '2024-12-31 12:00',
  ].map((text) => `TIMESTAMP '${text}'`),
  'timestamp with time zone': [
    '1970-01-01 00:00:00 UTC',
    '2024-02-29 23:59:59.999 Asia/Shanghai',
    '2024-03-10 02:30:00.5 +05:30',
    '2024-11-03 01:30:00 America/New_York',
    '1986-05-04 00:00:00.000 Asia/Shanghai',
  ].map((text) => `TIMESTAMP '${text}'`),
  'interval year to month': [
    "INTERVAL '1' MONTH",
    "INTERVAL '-2' YEAR",
    "INTERVAL '0' MONTH",
    "INTERVAL '1-2' YEAR TO MONTH",
  ],
  'interval day to second': [
    "INTERVAL '1' DAY",
    "INTERVAL '-90' MINUTE",
    "INTERVAL '1.5' SECOND",
    "INTERVAL '0' DAY",
    "INTERVAL '2 03:04:05.678' DAY TO SECOND",
  ],
  json: [
    "JSON '1'",
    'JSON \'"a"\'',
    "JSON 'null'",
    'JSON \'[1, "x", null]\'',
    'JSON \'{"b": 1.50, "a": {"c": []}}\'',
  ],
  uuid: ["UUID '12151fd2-7586-11e9-8f9e-2a86e4085a59'"],
  // What a function takes as a text that it must know beforehand.
  joniregexp: ["'a'", "'[a-z]+'", "'(\\d+)'", "'^\\s*|x$'", "'[税源]'", "'(?i)B'", "'.'", "'(a)|(b)'"],
  jsonpath: ["'$'", "'$.a'", "'$.a[0]'", "'$[1]'", '\'$["b"]\''],
};

export interface Leaf {
  readonly kind: Kind;
  readonly text: string;
}

/** Columns of `every_type`, whose names mean something in its statements alone. */
export const columns: readonly Leaf[] = (
  fixtureTables.find(({ name }) => name === 'every_type')?.columns ?? []
).map(({ name, type }) => ({ kind: kindOf(type), text: name }));

function kindOf(type: SqlType): Kind {
  switch (type.name) {
    case 'array':
      return kind('array', kindOf(type.element));
    case 'map':
      return kind('map', kindOf(type.key), kindOf(type.value));
    case 'row':
      return kind('row', ...type.fields.map((field) => kindOf(field.type)));
    default:
      return kind(type.name);
  }
}
