/** Macros of the casts that read or write texts: numbers, truth values, UUIDs. */

/** A value bound once, for a macro whose argument is needed more than once. */
const bound = (argument: string, body: string): string =>
  `list_transform([${argument}], lambda v: ${body})[1]`;

/** What Java calls a digit, but for those beyond the basic plane: the first of each ten. */
const zeros: readonly number[] = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50, 0xed0,
  0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
  0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];
const otherDigits = zeros
  .flatMap((zero) => Array.from({ length: 10 }, (_, digit) => String.fromCodePoint(zero + digit)))
  .join('');
const digitsFor = '0123456789'.repeat(zeros.length);

const failing = (type: string): string =>
  `CAST(CAST('INVALID_CAST_ARGUMENT: cannot cast ' || v AS INTEGER) AS ${type})`;

export const castTextMacros: readonly string[] = [
  `CREATE OR REPLACE MACRO tr_fitted(x, n) AS ${bound(
    'x',
    `CASE WHEN length(v) > n THEN ${failing('VARCHAR')} ELSE v END`,
  )}`,
  // Java's trim(): controls and spaces.
  `CREATE OR REPLACE MACRO tr_trimmed(x) AS regexp_replace(x, '^[\\x00-\\x20]+|[\\x00-\\x20]+$', '', 'g')`,
  `CREATE OR REPLACE MACRO tr_ascii_digits(x) AS translate(x, '${otherDigits}', '${digitsFor}')`,
  `CREATE OR REPLACE MACRO tr_whole_of(x) AS ${bound(
    'tr_ascii_digits(tr_trimmed(x))',
    `CASE WHEN regexp_full_match(v, '[+-]?[0-9]+') THEN v ELSE 'INVALID_CAST_ARGUMENT: cannot cast ' || v END`,
  )}`,
  `CREATE OR REPLACE MACRO tr_floating_of(x) AS ${bound(
    'tr_trimmed(x)',
    `CASE WHEN regexp_full_match(v, '[+-]?(NaN|Infinity|([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?[dDfF]?)')
      THEN CASE WHEN v LIKE '%NaN' THEN 'NaN' WHEN v LIKE '%y' THEN v ELSE rtrim(v, 'dDfF') END
      ELSE 'INVALID_CAST_ARGUMENT: cannot cast ' || v END`,
  )}`,
  `CREATE OR REPLACE MACRO tr_decimal_of(x) AS ${bound(
    'tr_ascii_digits(x)',
    `CASE WHEN regexp_full_match(v, '[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?')
      THEN v ELSE 'INVALID_CAST_ARGUMENT: cannot cast ' || v END`,
  )}`,
  `CREATE OR REPLACE MACRO tr_boolean_of(x) AS ${bound(
    'x',
    `CASE lower(v) WHEN 't' THEN true WHEN 'true' THEN true WHEN '1' THEN true
      WHEN 'f' THEN false WHEN 'false' THEN false WHEN '0' THEN false ELSE ${failing('BOOLEAN')} END`,
  )}`,
  `CREATE OR REPLACE MACRO tr_uuid_of(x) AS ${bound(
    'x',
    `CASE WHEN regexp_full_match(v, '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}') THEN CAST(v AS UUID)
      ELSE CAST('INVALID_CAST_ARGUMENT: cannot cast ' || v AS UUID) END`,
  )}`,
  `CREATE OR REPLACE MACRO tr_uuid_of_bytes(x) AS CAST(hex(x) AS UUID)`,
  // What is beyond the greatest REAL is infinite.
  `CREATE OR REPLACE MACRO tr_real(x) AS ${bound(
    'x',
    `CASE WHEN isnan(v) THEN 'NaN'::FLOAT WHEN v >= 3.4028235677973366e38 THEN 'Infinity'::FLOAT
      WHEN v <= -3.4028235677973366e38 THEN '-Infinity'::FLOAT ELSE CAST(v AS FLOAT) END`,
  )}`,
  ...['double', 'real'].map(
    (type) =>
      `CREATE OR REPLACE MACRO tr_${type}_text(x) AS ${bound('x', 'tr_scientific(CAST(v AS VARCHAR))')}`,
  ),
  // DuckDB's shortest digits as 1.5E0. m: mantissa, e: exponent.
  `CREATE OR REPLACE MACRO tr_scientific(t) AS ${bound(
    `{'t': ltrim(t, '-'), 'n': t LIKE '-%', 'm': split_part(ltrim(t, '-'), 'e', 1), 'e': coalesce(TRY_CAST(split_part(t, 'e', 2) AS INTEGER), 0)}`,
    `CASE WHEN v.t IS NULL THEN NULL WHEN v.t = 'nan' THEN 'NaN' WHEN v.t = 'inf' THEN CASE WHEN v.n THEN '-Infinity' ELSE 'Infinity' END
      WHEN v.t = '0.0' THEN CASE WHEN v.n THEN '-0E0' ELSE '0E0' END
      ELSE CASE WHEN v.n THEN '-' ELSE '' END || tr_scientific_digits(
        rtrim(ltrim(replace(v.m, '.', ''), '0'), '0'),
        v.e + CASE WHEN v.m LIKE '0.%' THEN -1 - length(v.m) + 2 + length(ltrim(split_part(v.m, '.', 2), '0'))
          ELSE length(split_part(v.m, '.', 1)) - 1 END) END`,
  )}`,
  `CREATE OR REPLACE MACRO tr_scientific_digits(d, e) AS ${bound(
    'd',
    `v[1] || '.' || CASE WHEN length(v) > 1 THEN v[2:] ELSE '0' END || 'E' || e`,
  )}`,
];
