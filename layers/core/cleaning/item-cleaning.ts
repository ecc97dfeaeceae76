/** How one item is cleaned: SQL of its value from a cell, when to look twice, and what can be wrong. */
import type { Item } from '../../../schemas/resource.ts';
import { InvalidInput } from '../errors.ts';
import { identifierRules, identifierValueCall, judgeCall } from './identifier-sql.ts';
import type { RuleWord } from './rules.ts';
import { quoteText } from './sql-text.ts';
import { itemSqlType } from './stored-columns.ts';
import { unitPowerOf } from './value-sql.ts';

/** Columns are named `c<column>` (the cell), `a<item>` (first reading), `v<item>` (value), `k<item>` (status). */
export interface ItemCleaning {
  /** Over the cell. */
  readonly first: string;
  /** Over `a`: the value. Absent: the first reading is the value. */
  readonly second?: string;
  /** Over `a`: the status of an identifier. */
  readonly status?: string;
  /** What is stored, over `a` and `v`. */
  readonly value: string;
  /** Cheap conditions; a row where none holds is good. NULL counts as not holding. */
  readonly suspicious: readonly string[];
  readonly problems: readonly { readonly rule: RuleWord; readonly when: string }[];
}

interface Names {
  readonly cell: string;
  readonly a: string;
  readonly v: string;
  readonly k: string;
}

const powersOfTen = /^(10*|0?\.0*1)$/;

/** The power of ten of an exact decimal text, when it is one. */
export function powerOfTen(factor: string): number | undefined {
  const plain = factor.replace(/\.0*$/, '');
  if (!powersOfTen.test(plain)) return undefined;
  const point = plain.indexOf('.');
  return point < 0 ? plain.length - 1 : -(plain.length - point - 1);
}

function literalBound(item: Item, bound: number | string): string {
  if (item.type === 'date') return `DATE ${quoteText(String(bound))}`;
  if (item.type === 'integer' || item.type === 'decimal') {
    if (!/^-?\d+(\.\d+)?$/.test(String(bound)))
      throw new InvalidInput(
        `the bound of item ${item.code} is not a number`,
        `数据项 ${item.code} 的范围不是数字`,
      );
    return `(${bound})`;
  }
  return quoteText(String(bound));
}

function rangeCondition(item: Item, value: string): string | undefined {
  const parts = [
    item.min === undefined ? undefined : `${value} < ${literalBound(item, item.min)}`,
    item.max === undefined ? undefined : `${value} > ${literalBound(item, item.max)}`,
  ].filter((p) => p !== undefined);
  return parts.length === 0 ? undefined : `(${parts.join(' OR ')})`;
}

function cleanText(item: Item, n: Names): ItemCleaning {
  const problems: { rule: RuleWord; when: string }[] = [];
  const suspicious: string[] = [];
  if (item.key !== undefined) {
    problems.push({ rule: 'excel-ruined', when: `sy_scientific(${n.a})` });
    suspicious.push(`sy_scientific(${n.a})`);
  }
  const dictionary = item.dictionary && dictionarySql(item.dictionary, n.a);
  const value = dictionary ? `coalesce(${n.v}, ${n.a})` : n.v;
  if (item.length !== undefined) {
    problems.push({ rule: 'too-long', when: `length(${value}) > ${item.length}` });
    suspicious.push(`length(${value}) > ${item.length}`);
  }
  if (dictionary) {
    const rule = item.dictionaryLevel === 'refuse' ? 'outside-dictionary' : 'not-in-dictionary';
    problems.push({ rule, when: `${n.v} IS NULL AND ${n.a} IS NOT NULL` });
  }
  return { first: `sy_text(${n.cell})`, second: dictionary, value, suspicious, problems };
}

function dictionarySql(dictionary: NonNullable<Item['dictionary']>, a: string): string {
  const entries = new Map<string, string>();
  const pairs = Array.isArray(dictionary)
    ? dictionary.map((v) => [v, v] as const)
    : Object.entries(dictionary);
  for (const [, stored] of pairs) entries.set(stored.normalize('NFKC'), stored);
  for (const [word, stored] of pairs) entries.set(word.normalize('NFKC'), stored);
  const cases = [...entries].map(([word, stored]) => `WHEN ${quoteText(word)} THEN ${quoteText(stored)}`);
  if (cases.length === 0) return 'CAST(NULL AS VARCHAR)';
  if (cases.length <= 40) return `CASE ${a} ${cases.join(' ')} END`;
  const list = (pick: 0 | 1) => `[${[...entries].map((e) => quoteText(e[pick])).join(', ')}]`;
  return `${list(1)}[list_position(${list(0)}, ${a})]`;
}

function cleanIdentifier(item: Item, n: Names): ItemCleaning {
  const kind = item.identifier as NonNullable<Item['identifier']>;
  const problems = identifierRules(kind).map(({ status, rule }) => ({ rule, when: `${n.k} = ${status}` }));
  return {
    first: identifierValueCall(kind, n.cell),
    status: `CASE WHEN ${n.a} IS NOT NULL THEN ${judgeCall(kind, n.a)} END`,
    value: n.v,
    suspicious: [`${n.k} <> 0`],
    problems,
  };
}

function cleanDecimal(item: Item, n: Names, factor: string | undefined): ItemCleaning {
  const [p, s] = [item.length as number, item.scale as number];
  const type = itemSqlType(item);
  const power = factor === undefined ? 0 : powerOfTen(factor);
  const text = `sy_number(${n.cell}, ${power ?? 0}, ${unitPowerOf(item.unit)})`;
  if (power === undefined) return cleanFactored(item, n, text, factor as string);
  const slow = `list_transform([${text}], lambda t: CASE WHEN regexp_full_match(t, '-?[0-9]{1,${p - s}}(\\.[0-9]{1,${Math.max(s, 1)}})?')
    ${s === 0 ? "AND NOT contains(t, '.')" : ''} THEN TRY_CAST(t AS ${type}) END)[1]`;
  const [fastWhen, fast] = fastDecimal(n.cell, p, s, power);
  const surplus = `length(split_part(${text}, '.', 2)) > ${s}`;
  return {
    first: fastWhen === undefined ? slow : `CASE WHEN ${fastWhen} THEN ${fast} ELSE ${slow} END`,
    value: n.v,
    suspicious: [],
    problems: numberProblems(n, text, surplus, 'surplus-digits'),
  };
}

/** Most cells are plain numbers: one match and one exact cast. */
function fastDecimal(cell: string, p: number, s: number, power: number): [string | undefined, string] {
  const places = s + power;
  if (power < 0 || places > p || p + power + 1 > 38 || p - places < 1) return [undefined, ''];
  const fraction = places === 0 ? '' : `(\\.[0-9]{1,${places}})?`;
  const when = `regexp_full_match(${cell}, '-?[0-9]{1,${p - places}}${fraction}')`;
  if (power === 0) return [when, `CAST(${cell} AS DECIMAL(${p},${s}))`];
  const multiplied = `CAST(${cell} AS DECIMAL(${p},${places})) * CAST(1${'0'.repeat(power)} AS DECIMAL(${power + 1},0))`;
  return [when, `CAST(${multiplied} AS DECIMAL(${p},${s}))`];
}

/** A factor that is no power of ten (亩 to 平方米): multiplied exactly, rounded half up to the item's scale. */
function cleanFactored(item: Item, n: Names, text: string, factor: string): ItemCleaning {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(factor))
    throw new InvalidInput(
      `the factor of item ${item.code} is not a decimal`,
      `数据项 ${item.code} 的换算系数不是十进制数`,
    );
  const [whole = '', part = ''] = factor.split('.');
  const multiplier = `CAST('${factor}' AS DECIMAL(${whole.length + part.length},${part.length}))`;
  const width = 38 - whole.length - part.length;
  const product = `TRY(CAST(t AS DECIMAL(${width},${Math.min(8, width - 1)})) * ${multiplier})`;
  return {
    first: `list_transform([${text}], lambda t: TRY_CAST(${product} AS ${itemSqlType(item)}))[1]`,
    value: n.v,
    suspicious: [],
    problems: numberProblems(n, text, 'false', 'surplus-digits'),
  };
}

function numberProblems(n: Names, text: string, surplus: string, surplusRule: RuleWord) {
  const missed = `${n.v} IS NULL AND NOT sy_empty_mark(${n.cell})`;
  const ruined = `regexp_matches(upper(trim(${n.cell})), '^-?[0-9]\\.?[0-9]*E\\+[0-9]+$')`;
  return [
    { rule: 'excel-ruined' as RuleWord, when: `${missed} AND ${text} IS NULL AND ${ruined}` },
    { rule: 'bad-number' as RuleWord, when: `${missed} AND ${text} IS NULL AND NOT ${ruined}` },
    { rule: surplusRule, when: `${missed} AND ${surplus}` },
    { rule: 'too-many-digits' as RuleWord, when: `${missed} AND ${text} IS NOT NULL AND NOT ${surplus}` },
  ];
}

function cleanInteger(item: Item, n: Names, factor: string | undefined): ItemCleaning {
  const power = factor === undefined ? 0 : powerOfTen(factor);
  if (power === undefined)
    throw new InvalidInput(
      `item ${item.code} is an integer and takes powers of ten only`,
      `整数项 ${item.code} 只能按十的幂换算`,
    );
  const text = `sy_number(${n.cell}, ${power}, ${unitPowerOf(item.unit)})`;
  const slow = `list_transform([${text}], lambda t: CASE WHEN regexp_full_match(t, '-?[0-9]{1,18}') THEN TRY_CAST(t AS BIGINT) END)[1]`;
  const fast = `CASE WHEN regexp_full_match(${n.cell}, '-?[0-9]{1,18}') THEN CAST(${n.cell} AS BIGINT) ELSE ${slow} END`;
  return {
    first: power === 0 ? fast : slow,
    value: n.v,
    suspicious: [],
    problems: numberProblems(n, text, `contains(${text}, '.')`, 'not-integer'),
  };
}

function cleanDate(n: Names): ItemCleaning {
  const fast = `regexp_full_match(${n.cell}, '[0-9]{4}-[0-9]{2}-[0-9]{2}')`;
  const missed = `${n.v} IS NULL AND NOT sy_empty_mark(${n.cell})`;
  return {
    first: `CASE WHEN ${fast} THEN TRY_CAST(${n.cell} AS DATE) ELSE sy_day(${n.cell}) END`,
    value: n.v,
    suspicious: [],
    problems: [
      { rule: 'impossible-date', when: `${missed} AND sy_looks_like_day(${n.cell})` },
      { rule: 'bad-date', when: `${missed} AND NOT sy_looks_like_day(${n.cell})` },
    ],
  };
}

function cleanMonth(n: Names): ItemCleaning {
  const fast = `regexp_full_match(${n.cell}, '20[0-9]{2}(0[1-9]|1[0-2])')`;
  return {
    first: `CASE WHEN ${fast} THEN ${n.cell} ELSE sy_month(${n.cell}) END`,
    value: n.v,
    suspicious: [],
    problems: [{ rule: 'bad-month', when: `${n.v} IS NULL AND NOT sy_empty_mark(${n.cell})` }],
  };
}

function cleanByType(item: Item, names: Names, factor: string | undefined): ItemCleaning {
  if (item.type === 'decimal') return cleanDecimal(item, names, factor);
  if (item.type === 'integer') return cleanInteger(item, names, factor);
  if (item.type === 'date') return cleanDate(names);
  if (item.type === 'month') return cleanMonth(names);
  return item.identifier === undefined ? cleanText(item, names) : cleanIdentifier(item, names);
}

/** Plans the cleaning of the item with this index from the cell in this column. `factor` is an exact decimal text. */
export function planItem(
  item: Item,
  index: number,
  column: number,
  factor: string | undefined,
): ItemCleaning {
  const names = { cell: `c${column}`, a: `a${index}`, v: `v${index}`, k: `k${index}` };
  const plan = cleanByType(item, names, factor);
  const suspicious = [...plan.suspicious];
  const problems = [...plan.problems];
  if (item.required) {
    suspicious.push(`${names.v} IS NULL`);
    const blank =
      item.type === 'text'
        ? `${plan.value} IS NULL`
        : `sy_empty_mark(coalesce(${names.cell}, '')) AND ${names.v} IS NULL`;
    problems.push({ rule: 'required', when: blank });
  } else suspicious.push(`(${names.v} IS NULL AND ${names.cell} IS NOT NULL)`);
  const range = rangeCondition(item, plan.value);
  if (range !== undefined) {
    suspicious.push(range);
    problems.push({ rule: 'out-of-range', when: range });
  }
  return { ...plan, suspicious, problems };
}
