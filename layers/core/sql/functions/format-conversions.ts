/** The conversions of FORMAT: `%s`, `%05d`, `%,.2f`, `%x`, `%tF`. */
import { once } from '../emit.ts';
import type { Typed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { isInteger, typeText } from '../types.ts';
import { bindingMacro } from './macro.ts';
import { unsupported } from './raised.ts';

export interface Conversion {
  readonly whole: string;
  readonly flags: string;
  readonly width?: number;
  readonly precision?: number;
  readonly kind: string;
}

/** @throws QueryRefused where Java would not take it, or this home does not write it as Java does */
export function conversionText(conversion: Conversion, value: Typed, at: number): string {
  const text = textOf(conversion, value, at);
  const { width, flags } = conversion;
  if (width === undefined) return text;
  if (width > 1000) throw notSupported(at, `'${conversion.whole}' in a format`);
  return `tr_format_width(${text}, ${width}, ${flags.includes('-')})`;
}

function textOf(conversion: Conversion, value: Typed, at: number): string {
  const { kind, precision } = conversion;
  if (kind === 's') {
    allow(conversion, '-', at);
    const text = `coalesce(${plainText(value, at)}, 'null')`;
    return precision === undefined ? text : `tr_format_cut(${text}, ${precision})`;
  }
  if (kind === 'd') return wholeText(conversion, value, at);
  if (kind === 'f') return fractionText(conversion, value, at);
  if (precision !== undefined) throw notSupported(at, `'${conversion.whole}' in a format`);
  if (kind === 'x' || kind === 'X') return hexText(conversion, value, at);
  if (kind === 'b' && value.type.name === 'boolean') {
    allow(conversion, '-', at);
    return `CASE WHEN ${value.sql} THEN 'true' ELSE 'false' END`;
  }
  if (kind.startsWith('t')) return momentText(conversion, value, at);
  throw notSupported(at, `'${conversion.whole}' in a format`);
}

function allow({ flags, whole }: Conversion, allowed: string, at: number): void {
  const twice = new Set(flags).size < flags.length;
  if (twice || [...flags].some((flag) => !allowed.includes(flag)))
    throw notSupported(at, `'${whole}' in a format`);
}

/** As Java's toString() writes it. */
function plainText({ sql, type }: Typed, at: number): string {
  if (isInteger(type) || ['boolean', 'uuid'].includes(type.name)) return `CAST(${sql} AS VARCHAR)`;
  switch (type.name) {
    case 'varchar':
    case 'json':
      return sql;
    case 'unknown':
      return 'CAST(NULL AS VARCHAR)';
    case 'char':
      return `rpad(${sql}, ${type.length}, ' ')`;
    case 'double':
      return `tr_format_double(${sql})`;
    case 'date':
      return `tr_date_text(${sql})`;
    case 'decimal':
      if (type.scale <= 6) return `CAST(${sql} AS VARCHAR)`;
  }
  throw notSupported(at, `%s of ${typeText(type)} in a format`, '%s of CAST(value AS varchar)');
}

const mismatched = ({ whole }: Conversion, { type }: Typed, at: number): QueryRefused =>
  new QueryRefused('INVALID_ARGUMENTS', {
    at,
    en: `Invalid format string: ${whole} of ${typeText(type)}`,
    zh: `格式有误：${whole} 不能用于 ${typeText(type)}`,
  });

/** What stands before the digits of a negative number, of another, and zeros up to the width. */
function signed(conversion: Conversion, negative: string, digits: string): string {
  const { flags, width } = conversion;
  const sign = `CASE WHEN ${negative} THEN '-' ELSE '${flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''}' END`;
  return flags.includes('0') ? `tr_format_zeros(${sign}, ${digits}, ${width ?? 0})` : `${sign} || ${digits}`;
}

function wholeText(conversion: Conversion, value: Typed, at: number): string {
  if (value.type.name === 'unknown') return "'null'";
  if (!isInteger(value.type) || conversion.precision !== undefined) throw mismatched(conversion, value, at);
  allow(conversion, '-+ 0,', at);
  checkZeros(conversion, at);
  const digits = (v: string): string =>
    conversion.flags.includes(',') ? `format('{:,}', abs(${v}))` : `CAST(abs(${v}) AS VARCHAR)`;
  return once(
    [`CAST(${value.sql} AS HUGEINT)`],
    (v) => `coalesce(${signed(conversion, `${v} < 0`, digits(v))}, 'null')`,
  );
}

/** Java takes zeros only with a width, and not with a minus; nor a plus with a space. */
function checkZeros({ flags, width, whole }: Conversion, at: number): void {
  const zeros = flags.includes('0');
  if (
    (zeros && (width === undefined || flags.includes('-') || flags.includes(','))) ||
    /\+.* | .*\+/.test(flags)
  )
    throw notSupported(at, `'${whole}' in a format`);
  if (flags.includes('-') && width === undefined) throw notSupported(at, `'${whole}' in a format`);
}

function fractionText(conversion: Conversion, value: Typed, at: number): string {
  const { type } = value;
  const { precision = 6, flags } = conversion;
  // What is cut to its precision is even a null.
  const nothing = `'${'null'.slice(0, conversion.precision)}'`;
  if (type.name === 'unknown') return nothing;
  if (isInteger(type)) throw mismatched(conversion, value, at);
  if (type.name !== 'decimal' && type.name !== 'double')
    throw notSupported(at, `%f of ${typeText(type)} in a format`);
  allow(conversion, '-+ 0,', at);
  checkZeros(conversion, at);
  if (precision > 15) throw notSupported(at, `'${conversion.whole}' in a format`);
  const grouped = flags.includes(',');
  const strange = /[0+ ]/.test(flags);
  if (type.name === 'decimal') {
    if (type.precision - type.scale + precision > 37)
      throw notSupported(at, `such a %f of ${typeText(type)}`);
    const rounded = (v: string): string =>
      `tr_format_fraction(CAST(CAST(round(abs(${v}), ${Math.min(precision, type.scale)}) AS DECIMAL(38,${precision})) AS VARCHAR), ${grouped})`;
    return once([value.sql], (v) => `coalesce(${signed(conversion, `${v} < 0`, rounded(v))}, ${nothing})`);
  }
  return once([value.sql], (v) => {
    const exact = `CASE WHEN abs(${v}) < 0.001 THEN CAST(round(CAST(${digitsOf(v)} AS DECIMAL(38,30)), ${precision}) AS DECIMAL(38,${precision}))
      ELSE CAST(round(CAST(${digitsOf(v)} AS DECIMAL(38,20)), ${precision}) AS DECIMAL(38,${precision})) END`;
    const digits = `tr_format_fraction(CAST(${exact} AS VARCHAR), ${grouped})`;
    return `CASE WHEN ${v} IS NULL THEN ${nothing}
      WHEN NOT isfinite(${v}) THEN ${strange ? unsupported('such a format of no finite number') : `tr_format_double(${v})`}
      ELSE ${signed(conversion, `signbit(${v})`, digits)} END`;
  });
}

/** A double's shortest digits, where a decimal holds them all. */
const digitsOf = (v: string): string =>
  `CASE WHEN isfinite(${v}) AND (${v} = 0 OR abs(${v}) BETWEEN 1e-13 AND 1e15) THEN tr_format_digits(CAST(abs(${v}) AS VARCHAR))
    ELSE ${unsupported('a format of so great or small a double')} END`;

function hexText(conversion: Conversion, value: Typed, at: number): string {
  if (value.type.name === 'unknown') return "'null'";
  if (!isInteger(value.type)) throw mismatched(conversion, value, at);
  allow(conversion, '-0', at);
  checkZeros(conversion, at);
  const { kind, flags, width } = conversion;
  const digits = `to_hex(CAST(${value.sql} AS BIGINT))`;
  const text = kind === 'x' ? `lower(${digits})` : digits;
  const nothing = kind === 'x' ? 'null' : 'NULL';
  return `coalesce(${flags.includes('0') ? `tr_format_zeros('', ${text}, ${width ?? 0})` : text}, '${nothing}')`;
}

const moments: Readonly<Record<string, string>> = {
  tF: '%Y-%m-%d',
  tY: '%Y',
  tm: '%m',
  td: '%d',
  tT: '%H:%M:%S',
  tH: '%H',
  tM: '%M',
  tS: '%S',
};

function momentText(conversion: Conversion, { sql, type }: Typed, at: number): string {
  const pattern = moments[conversion.kind];
  const fits =
    type.name === 'timestamp' ||
    (type.name === 'date' && /[Ymd]/.test(pattern ?? '-') && conversion.kind !== 'tT');
  if (pattern === undefined || !fits || /[HMS]/.test(type.name === 'date' ? pattern : ''))
    throw notSupported(
      at,
      `'${conversion.whole}' of ${typeText(type)} in a format`,
      'date_format(value, format)',
    );
  allow(conversion, '-', at);
  return once(
    [sql],
    (v) => `CASE WHEN year(${v}) NOT BETWEEN 1000 AND 9999 THEN ${unsupported('a format of such a year')}
      ELSE coalesce(strftime(${v}, '${pattern}'), 'null') END`,
  );
}

export const formatMacros: readonly string[] = [
  // Java counts UTF-16 units.
  bindingMacro(
    'tr_format_width(t, n, left_side)',
    't',
    (
      v,
    ) => `CASE WHEN regexp_matches(${v}, '[\\x{10000}-\\x{10ffff}]') THEN ${unsupported('a width for such characters')}
      WHEN length(${v}) >= n THEN ${v} WHEN left_side THEN rpad(${v}, n, ' ') ELSE lpad(${v}, n, ' ') END`,
  ),
  bindingMacro(
    'tr_format_cut(t, n)',
    't',
    (v) =>
      `CASE WHEN regexp_matches(${v}, '[\\x{10000}-\\x{10ffff}]') THEN ${unsupported('a width for such characters')} ELSE left(${v}, n) END`,
  ),
  bindingMacro(
    'tr_format_zeros(s, d, n)',
    '{s: s, d: d}',
    (v) => `${v}.s || CASE WHEN length(${v}.s) + length(${v}.d) >= n THEN ${v}.d
      ELSE lpad(${v}.d, CAST(n - length(${v}.s) AS INTEGER), '0') END`,
  ),
  bindingMacro(
    'tr_format_double(x)',
    'x',
    (
      v,
    ) => `CASE WHEN isnan(${v}) THEN 'NaN' WHEN isinf(${v}) THEN CASE WHEN ${v} > 0 THEN 'Infinity' ELSE '-Infinity' END
      ELSE tr_json_of_double(${v}) END`,
  ),
  bindingMacro(
    'tr_format_digits(t)',
    't',
    (v) => `CASE WHEN contains(${v}, 'e') THEN tr_without_exponent(${v}) ELSE ${v} END`,
  ),
  bindingMacro(
    'tr_format_fraction(t, grouped)',
    't',
    (v) => `CASE WHEN grouped THEN format('{:,}', CAST(split_part(${v}, '.', 1) AS HUGEINT))
        || CASE WHEN contains(${v}, '.') THEN '.' || split_part(${v}, '.', 2) ELSE '' END ELSE ${v} END`,
  ),
];
