/** How one item is cleaned: SQL of its value from a cell, when to look twice, and what can be wrong. */
import type { Item } from '../../../schemas/resource.ts';
import { InvalidInput } from '../errors.ts';
import { untidyPattern } from './characters.ts';
import { cleanDate, cleanMonth } from './day-cleaning.ts';
import { identifierRules, judgeCall, longIdentifierSql } from './identifier-sql.ts';
import { labelStart } from './ignored-rows.ts';
import type { ItemCleaning, ItemProblem, Names } from './item-plan.ts';
import { cleanDecimal, cleanInteger } from './number-cleaning.ts';
import { partyColumns } from './person-tokens.ts';
import type { RuleWord } from './rules.ts';
import { quoteText } from './sql-text.ts';

function literalBound(item: Item, bound: number | string): string {
  if (item.type === 'date') return `DATE ${quoteText(String(bound))}`;
  if (item.type !== 'integer' && item.type !== 'decimal') return quoteText(String(bound));
  if (/^-?\d+(\.\d+)?$/.test(String(bound))) return `(${bound})`;
  throw new InvalidInput(
    `the bound of item ${item.code} is not a number`,
    `信息项 ${item.code} 的范围不是数字`,
  );
}

function rangeCondition(item: Item, value: string): string | undefined {
  const parts = [
    item.min === undefined ? undefined : `${value} < ${literalBound(item, item.min)}`,
    item.max === undefined ? undefined : `${value} > ${literalBound(item, item.max)}`,
  ].filter((p) => p !== undefined);
  return parts.length === 0 ? undefined : `(${parts.join(' OR ')})`;
}

function cleanText(item: Item, n: Names): ItemCleaning {
  const problems: ItemProblem[] = [];
  const suspicious: string[] = [];
  const watch = (rule: RuleWord, when: string) => {
    problems.push({ rule, when });
    suspicious.push(when);
  };
  const dictionary = item.dictionary && dictionarySql(item.dictionary, n.a);
  const value = dictionary ? `coalesce(${n.v}, ${n.a})` : n.v;
  if (item.key !== undefined) problems.push({ rule: 'excel-ruined', when: `sy_scientific(${n.a})` });
  if (item.length !== undefined) watch('too-long', `length(${value}) > ${item.length}`);
  if (dictionary) {
    const rule = item.dictionaryLevel === 'refuse' ? 'outside-dictionary' : 'not-in-dictionary';
    watch(rule, `${n.v} IS NULL AND ${n.a} IS NOT NULL`);
  }
  const pattern =
    isDecisive(item) || item.key !== undefined
      ? `${untidyPattern}|${labelStart}|${scientific}`
      : untidyPattern;
  const fast = `CASE WHEN NOT regexp_matches(${n.c}, ${quoteText(pattern)}) THEN ${n.c} END`;
  return { fast, text: `sy_text(${n.f})`, first: n.t, second: dictionary, value, suspicious, problems };
}

/** Its absence tells a total from a row of data. */
export const isDecisive = (item: Item): boolean => item.required || item.key === 'primary';
const scientific = '^[0-9](\\.[0-9]+)?[Ee]\\+?[0-9]{1,3}$';

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

/** Identifiers that are in normal form as they stand; 15-digit persons are not, they become 18. */
const plainShape = '[0-9A-Z]{7,20}';
const plainShapes: Partial<Record<NonNullable<Item['identifier']>, string>> = {
  'resident-id': '[0-9A-Z]{18}',
  'party-id': '[0-9A-Z]{9}|[0-9A-Z]{18}|[0-9A-Z]{20}',
  plate: '[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Z0-9]{6,7}',
};

function cleanIdentifier(item: Item, kind: NonNullable<Item['identifier']>, n: Names): ItemCleaning {
  const unclear = item.desensitise === 'token-persons' ? [`${n.p} = 2 AND ${n.k} IN (0, 1, 5)`] : [];
  return {
    fast: `CASE WHEN regexp_full_match(${n.c}, '${plainShapes[kind] ?? plainShape}') THEN ${n.c} END`,
    text: `sy_id(${n.f})`,
    first: longIdentifierSql(kind, n.t),
    status: `CASE WHEN ${n.a} IS NOT NULL THEN ${judgeCall(kind, n.a)} END`,
    party: partyColumns(item, n.a, n.k, n.q),
    value: n.v,
    suspicious: [`${n.k} <> 0`, ...unclear],
    problems: [
      ...identifierRules(kind).map(({ status, rule }) => ({ rule, when: `${n.k} = ${status}` })),
      ...unclear.map((when): ItemProblem => ({ rule: 'unclear-party', when })),
    ],
  };
}

function cleanByType(item: Item, names: Names, factor: string | undefined): ItemCleaning {
  if (item.type === 'decimal') return cleanDecimal(item, names, factor);
  if (item.type === 'integer') return cleanInteger(item, names, factor);
  if (item.type === 'date') return cleanDate(names);
  if (item.type === 'month') return cleanMonth(names);
  return item.identifier === undefined
    ? cleanText(item, names)
    : cleanIdentifier(item, item.identifier, names);
}

/** Plans the cleaning of the item with this index from the cell in this column. `factor` is an exact decimal text. */
export function planItem(
  item: Item,
  index: number,
  column: number,
  factor: string | undefined,
): ItemCleaning {
  const n = {
    c: `c${column}`,
    f: `f${column}`,
    t: `t${index}`,
    a: `a${index}`,
    v: `v${index}`,
    k: `k${index}`,
    p: `p${index}`,
    q: `q${index}`,
  };
  const plan = cleanByType(item, n, factor);
  const suspicious = [...plan.suspicious];
  const problems = [...plan.problems];
  if (item.required) {
    suspicious.push(`${n.v} IS NULL`);
    const absent = plan.verdict === undefined ? `${plan.value} IS NULL` : `${n.v} IS NULL AND ${n.k} IS NULL`;
    problems.push({ rule: 'required', when: absent });
  } else suspicious.push(`(${n.v} IS NULL AND ${n.c} IS NOT NULL)`);
  const range = rangeCondition(item, plan.value);
  if (range !== undefined) {
    suspicious.push(range);
    problems.push({ rule: 'out-of-range', when: range });
  }
  return { ...plan, suspicious, problems };
}
