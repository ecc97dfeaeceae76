/** Numbers: exact decimals from text, never through a double. */
import type { Item } from '../../../schemas/resource.ts';
import { InvalidInput } from '../errors.ts';
import type { ItemCleaning, Names, NumberText } from './item-plan.ts';
import { judgeMissed } from './judge-missed.ts';
import type { RuleWord } from './rules.ts';
import { itemSqlType } from './stored-columns.ts';
import { unitPowerOf } from './value-sql.ts';

const powersOfTen = /^(10*|0?\.0*1)$/;

/** The power of ten of an exact decimal text, when it is one. */
export function powerOfTen(factor: string): number | undefined {
  const plain = factor.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
  if (!powersOfTen.test(plain)) return undefined;
  const point = plain.indexOf('.');
  return point < 0 ? plain.length - 1 : -(plain.length - point - 1);
}

/** A cell as it should be, and how it is read. */
interface Plain {
  readonly when: string;
  readonly read: string;
  /** Further WHEN … THEN …, for cells that are nearly so. */
  readonly also?: string;
}

/** Two speeds: the plain reading, and `slow` over the text for all other cells. */
function readings(plain: Plain | undefined, number: NumberText, slow: string, type: string) {
  if (plain === undefined) return { fast: `CAST(NULL AS ${type})`, text: number, first: slow };
  return {
    fast: `CASE WHEN ${plain.when} THEN ${plain.read} ${plain.also ?? ''} END`,
    text: { ...number, from: `CASE WHEN NOT ${plain.when} THEN ${number.from} END` },
    first: `CASE WHEN ${plain.when} THEN ${plain.read} ELSE ${slow} END`,
  };
}

/** What can be wrong with a number, and which of it is. `surplus` is SQL over `t`. */
function judgeNumber(n: Names, surplus: string, surplusRule: RuleWord) {
  const ruined = `regexp_matches(upper(trim(${n.c})), '^-?[0-9]\\.?[0-9]*E\\+[0-9]+$')`;
  return judgeMissed(n, [
    ['excel-ruined', `${n.t} IS NULL AND ${ruined}`],
    ['bad-number', `${n.t} IS NULL`],
    [surplusRule, surplus],
    ['too-many-digits', 'true'],
  ]);
}

/** Most cells are plain numbers: one match and one exact cast, also where the header's unit multiplies them. */
function plainDecimal(c: string, p: number, s: number, power: number): Plain | undefined {
  const places = s + power;
  if (power < 0 || p - places < 1 || p + power + 1 > 38) return undefined;
  const fraction = places === 0 ? '' : `(\\.[0-9]{1,${places}})?`;
  const when = `regexp_full_match(${c}, '-?[0-9]{1,${p - places}}${fraction}')`;
  if (power === 0) return { when, read: `CAST(${c} AS DECIMAL(${p},${s}))`, also: groupedDecimal(c, p, s) };
  const multiplier = `CAST(1${'0'.repeat(power)} AS DECIMAL(${power + 1},0))`;
  return { when, read: `CAST(CAST(${c} AS DECIMAL(${p},${places})) * ${multiplier} AS DECIMAL(${p},${s}))` };
}

/** 1,234.50 and ¥1234.50: common enough to be read without the thorough look. */
function groupedDecimal(c: string, p: number, s: number): string {
  const groups = Math.floor((p - s - 3) / 3);
  if (groups < 1) return '';
  const shape = `[¥￥]?([0-9]{1,3}(,[0-9]{3}){1,${groups}}|[0-9]{1,${p - s}})${s === 0 ? '' : `(\\.[0-9]{1,${s}})?`}`;
  return `WHEN regexp_full_match(${c}, '${shape}') THEN CAST(translate(${c}, ',¥￥', '') AS DECIMAL(${p},${s}))`;
}

export function cleanDecimal(item: Item, n: Names, factor: string | undefined): ItemCleaning {
  const [p, s] = [item.length as number, item.scale as number];
  const power = factor === undefined ? 0 : powerOfTen(factor);
  if (power === undefined) return cleanFactored(item, n, factor as string);
  const type = itemSqlType(item);
  const fraction = s === 0 ? '' : `(\\.[0-9]{1,${s}})?`;
  const fits = `regexp_full_match(${n.t}, '-?[0-9]{1,${Math.max(p - s, 1)}}${fraction}')`;
  const number = { from: n.f, power, own: unitPowerOf(item.unit) };
  return {
    ...readings(
      plainDecimal(n.c, p, s, power),
      number,
      `CASE WHEN ${fits} THEN TRY_CAST(${n.t} AS ${type}) END`,
      type,
    ),
    value: n.v,
    suspicious: [],
    ...judgeNumber(n, `length(split_part(${n.t}, '.', 2)) > ${s}`, 'surplus-digits'),
  };
}

/** A factor that is no power of ten (亩 to 平方米): multiplied exactly, rounded half up to the item's scale. */
function cleanFactored(item: Item, n: Names, factor: string): ItemCleaning {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(factor))
    throw new InvalidInput(
      `the factor of item ${item.code} is not a decimal`,
      `信息项 ${item.code} 的换算系数不是十进制数`,
    );
  const [whole = '', part = ''] = factor.split('.');
  const digits = whole.length + part.length;
  const product = `TRY(CAST(${n.t} AS DECIMAL(${38 - digits},8)) * CAST('${factor}' AS DECIMAL(${digits},${part.length})))`;
  const type = itemSqlType(item);
  const surplus = `length(split_part(${n.t}, '.', 2)) > 8`;
  const slow = `CASE WHEN NOT ${surplus} THEN TRY_CAST(${product} AS ${type}) END`;
  return {
    ...readings(undefined, { from: n.f, power: 0, own: unitPowerOf(item.unit) }, slow, type),
    value: n.v,
    suspicious: [],
    ...judgeNumber(n, surplus, 'surplus-digits'),
  };
}

export function cleanInteger(item: Item, n: Names, factor: string | undefined): ItemCleaning {
  const power = factor === undefined ? 0 : powerOfTen(factor);
  if (power === undefined)
    throw new InvalidInput(
      `item ${item.code} is an integer and takes powers of ten only`,
      `整数项 ${item.code} 只能按十的幂换算`,
    );
  const when = `regexp_full_match(${n.c}, '-?[0-9]{1,18}')`;
  const plain = power === 0 ? { when, read: `CAST(${n.c} AS BIGINT)` } : undefined;
  const slow = `CASE WHEN regexp_full_match(${n.t}, '-?[0-9]{1,18}') THEN TRY_CAST(${n.t} AS BIGINT) END`;
  return {
    ...readings(plain, { from: n.f, power, own: unitPowerOf(item.unit) }, slow, 'BIGINT'),
    value: n.v,
    suspicious: [],
    ...judgeNumber(n, `contains(${n.t}, '.')`, 'not-integer'),
  };
}
