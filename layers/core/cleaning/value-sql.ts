/**
 * What people write for numbers, days and months, as SQL macros. A number becomes plain decimal text (never a
 * double on the way), so that casting it is exact; a day becomes a DATE; a month becomes YYYYMM.
 */

/** open, sign, digits with or without groups, fraction, exponent, unit, close. */
const numberPattern =
  '^(\\()?([-+−–—]?)(?:¥|RMB|CNY|人民币)?([-+−–—]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,4}(?:,[0-9]{4})+)?(\\.[0-9]*)?(?:E([-+]?[0-9]{1,3}))?(?:\\()?(千元|百万元|万元|亿元|元整|元|圆整|圆|万|亿|%|‰)?(\\))?$';
const numberFields = "['open', 'sign', 'inner', 'whole', 'part', 'exponent', 'unit', 'close']";
const zeroPattern = '^\\s*[-−–—]+\\s*$';

const unitPower = `CASE m.unit WHEN '万元' THEN 4 WHEN '万' THEN 4 WHEN '亿元' THEN 8 WHEN '亿' THEN 8 WHEN '千元' THEN 3
  WHEN '百万元' THEN 6 WHEN '%' THEN -2 WHEN '‰' THEN -3 ELSE 0 END`;

/** Moves the point of whole w and fraction f by k places, in text. */
const shifted = `CASE WHEN s.k >= 0
  THEN concat(s.w, rpad(left(s.f, s.k), s.k, '0'), '.', s.f[s.k + 1:])
  ELSE list_transform([lpad(s.w, CAST(greatest(length(s.w), 1 - s.k) AS INTEGER), '0')],
    lambda w: concat(left(w, length(w) + s.k), '.', right(w, -s.k), s.f))[1] END`;
/** Without needless zeros and point, so that its length tells its digits. */
const trimmedNumber = `list_transform([ltrim(rtrim(rtrim(${shifted}, '0'), '.'), '0')], lambda y:
  CASE WHEN y = '' OR y[1] = '.' THEN concat('0', y) ELSE y END)[1]`;

/** Failing casts are slow, and most numbers have no exponent. */
const exponent = `CASE WHEN m.exponent = '' THEN 0 ELSE CAST(m.exponent AS INTEGER) END`;
/** Scientific notation of a spreadsheet (`1.2E+07`) has lost the digits it pads with zeros. */
const lostDigits = `(m.exponent[1] = '+' AND ${exponent} > length(m.part) - 1)`;
/** Grouped, with a currency sign, or full-width until it was folded: most of what is not plain. */
const easyNumber = '(-?¥?[0-9]{1,3}(,[0-9]{3})+|-?¥?[0-9]+)(\\.[0-9]+)?元?';

const numberMacros = [
  `CREATE TEMP MACRO sy_plain(x) AS regexp_replace(CASE WHEN contains(x, '.') THEN rtrim(rtrim(x, '0'), '.') ELSE x END,
    '^(-?)0+([0-9])', '\\1\\2')`,
  `CREATE TEMP MACRO sy_number_parts(f) AS regexp_extract(upper(regexp_replace(f, '[\\s'']', '', 'g')),
    '${numberPattern}', ${numberFields})`,
  `CREATE TEMP MACRO sy_signed(s) AS list_transform([${trimmedNumber}], lambda x:
    CASE WHEN s.negative AND x <> '0' THEN concat('-', x) ELSE x END)[1]`,
];

/**
 * `sy_number(folded, k, own)`: plain decimal text, or NULL. A bare number is multiplied by 10^k (the header's unit); one
 * with a unit of its own is brought from that to the item's, which is 10^own.
 */
function numberMacro(): string {
  const power = `CASE WHEN m.unit = '' THEN k ELSE ${unitPower} - own END`;
  const whole = `coalesce(nullif(replace(m.whole, ',', ''), ''), '0')`;
  const parts = `struct_pack(negative := m.open <> '' OR m.sign IN ('-', '−', '–', '—') OR m.inner IN ('-', '−', '–', '—'),
    w := ${whole}, f := m.part[2:], k := ${power} + ${exponent})`;
  const good = `(m.whole <> '' OR length(m.part) > 1) AND (m.open = '') = (m.close = '')
    AND abs(${exponent}) <= 40 AND NOT ${lostDigits}`;
  return `CREATE TEMP MACRO sy_number(f, k, own) AS CASE
    WHEN k = 0 AND own = 0 AND regexp_full_match(f, '${easyNumber}') THEN sy_plain(regexp_replace(f, '[,¥元]', '', 'g'))
    WHEN regexp_matches(f, '${zeroPattern}') THEN '0'
    ELSE list_transform([sy_number_parts(f)], lambda m: CASE WHEN ${good} THEN
      list_transform([${parts}], lambda s: sy_signed(s))[1] END)[1] END`;
}

const dayPattern =
  '^([0-9]{4}|[0-9]{2})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})(?:日|号)?(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?$';
const solidDayPattern = '^([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{6})?$';
const monthPattern =
  '^([0-9]{4}|[0-9]{2})(?:年|[-/.])([0-9]{1,2})(?:月份?)?(?:[-/.]?[0-9]{1,2}日?(?:[ T][0-9:.]+(?:Z|[+-][0-9:]+)?)?)?$';
/** Days since 1899-12-30 that fall into 1955 to 2050: five digits that a spreadsheet meant as a day. */
const serial = `CASE WHEN regexp_matches(t, '^[0-9]{5}(\\.[0-9]+)?$')
  AND CAST(left(t, 5) AS INTEGER) BETWEEN 20090 AND 55152 THEN DATE '1899-12-30' + CAST(left(t, 5) AS INTEGER) END`;
const century = (year: string) =>
  `CASE WHEN length(${year}) = 2 THEN concat(CASE WHEN ${year} <= '50' THEN '20' ELSE '19' END, ${year}) ELSE ${year} END`;

const dayMacros = [
  `CREATE TEMP MACRO sy_tidy(f) AS CASE WHEN NOT regexp_matches(f, '[\\s'']') THEN f ELSE regexp_replace(trim(regexp_replace(f, '^\\s*''', '')), '\\s*([年月日/.-])\\s*', '\\1', 'g') END`,
  `CREATE TEMP MACRO sy_empty_mark(c) AS regexp_full_match(c, '\\s*([-−–—/\\\\]+|无|空|NULL|null|N/A|#N/A|\\\\N|0000-00-00|待定|不详)?\\s*')`,
  `CREATE TEMP MACRO sy_day_parts(t) AS CASE
    WHEN regexp_matches(t, '${solidDayPattern}') THEN regexp_extract(t, '${solidDayPattern}', ['y', 'm', 'd'])
    ELSE regexp_extract(t, '${dayPattern}', ['y', 'm', 'd']) END`,
  `CREATE TEMP MACRO sy_day_text(t) AS list_transform([sy_day_parts(t)], lambda p: CASE WHEN p.y <> '' THEN
    concat(${century('p.y')}, '-', lpad(p.m, 2, '0'), '-', lpad(p.d, 2, '0')) END)[1]`,
  `CREATE TEMP MACRO sy_day(t) AS coalesce(${serial}, TRY_CAST(sy_day_text(t) AS DATE))`,
  `CREATE TEMP MACRO sy_month_ok(x) AS CASE WHEN regexp_full_match(x, '(19|20|21)[0-9]{2}(0[1-9]|1[0-2])') THEN x END`,
  `CREATE TEMP MACRO sy_month_text(t) AS list_transform([regexp_extract(t, '${monthPattern}', ['y', 'm'])], lambda p:
    CASE WHEN p.y <> '' THEN concat(${century('p.y')}, lpad(p.m, 2, '0')) END)[1]`,
  `CREATE TEMP MACRO sy_month(t) AS CASE
    WHEN regexp_matches(t, '^[0-9]{6}$') THEN sy_month_ok(t)
    WHEN regexp_matches(t, '^[0-9]{5}(\\.[0-9]+)?$') THEN CASE WHEN t >= '30000' THEN strftime(${serial}, '%Y%m') END
    WHEN sy_day_text(t) IS NOT NULL THEN strftime(TRY_CAST(sy_day_text(t) AS DATE), '%Y%m')
    ELSE sy_month_ok(sy_month_text(t)) END`,
];

/**
 * `sy_number(folded, k, own)`; `sy_tidy(folded)` gives the text that `sy_day`, `sy_day_text` (does it look like a day?)
 * and `sy_month` read; `sy_empty_mark(cell)` knows the signs people leave in empty cells.
 */
export function valueMacros(): string[] {
  return [...numberMacros, numberMacro(), ...dayMacros];
}

/** The power of ten an item's unit stands for: 万元 is 4, % is -2, 元 or none is 0. */
export function unitPowerOf(unit: string | undefined): number {
  if (unit === '%') return -2;
  if (unit === '‰') return -3;
  if (unit?.startsWith('百万')) return 6;
  return unit?.startsWith('万') ? 4 : unit?.startsWith('亿') ? 8 : unit?.startsWith('千元') ? 3 : 0;
}
