/** Which item a header means: for certain, or perhaps. */
import type { Item, Resource } from '../../../schemas/resource.ts';
import { normaliseHeader, plainHeader, type TaxBasis, taxBasis } from './normalise-header.ts';
import { isUnitOnly } from './unit-factor.ts';

export interface ItemMatch {
  readonly item: Item;
  readonly how: 'name' | 'synonym' | 'normal-form';
}

interface Described {
  readonly item: Item;
  /** Everything it is called, for words that must fit. */
  readonly words: string;
  readonly basis: TaxBasis | undefined;
  readonly normalForms: readonly string[];
}

/** A resource's items by everything they are called. Made once a file. */
export interface ItemIndex {
  readonly exact: ReadonlyMap<string, ItemMatch>;
  readonly normal: ReadonlyMap<string, Item>;
  readonly described: ReadonlyMap<string, Described>;
}

export function indexItems(resource: Resource): ItemIndex {
  const exact = new Map<string, ItemMatch>();
  const normal = new Map<string, Item | undefined>();
  for (const item of resource.items) {
    for (const label of [item.name, item.code]) exact.set(plainHeader(label), { item, how: 'name' });
    for (const form of normalForms(item)) normal.set(form, normal.has(form) ? undefined : item);
  }
  for (const item of resource.items)
    for (const label of item.synonyms) {
      const plain = plainHeader(label);
      if (!exact.has(plain)) exact.set(plain, { item, how: 'synonym' });
    }
  for (const [cut, item] of cutCodes(resource))
    if (!exact.has(cut)) exact.set(cut, { item, how: 'normal-form' });
  const unambiguous = [...normal].filter((entry): entry is [string, Item] => entry[1] !== undefined);
  return {
    exact,
    normal: new Map(unambiguous),
    described: new Map(resource.items.map((item) => [item.code, describe(item)])),
  };
}

/** DBF files cut column names to 10 characters: TAXPAYER_I. Taken where one code alone begins so. */
function cutCodes(resource: Resource): Map<string, Item> {
  const cut = new Map<string, Item | undefined>();
  for (const item of resource.items) {
    const short = plainHeader(item.code).slice(0, 10);
    cut.set(short, cut.has(short) ? undefined : item);
  }
  return new Map([...cut].filter((entry): entry is [string, Item] => entry[1] !== undefined));
}

function normalForms(item: Item): string[] {
  const forms = [item.code, item.name, ...item.synonyms].map(normaliseHeader);
  return [...new Set(forms)].filter((form) => form !== '');
}

function describe(item: Item): Described {
  return {
    item,
    words: plainHeader([item.name, ...item.synonyms, item.note ?? ''].join('')),
    basis: taxBasis(item.name) ?? taxBasis(item.note ?? ''),
    normalForms: normalForms(item),
  };
}

/** The item a header means without doubt: by code, name, synonym or normal form. */
export function matchHeader(header: string, index: ItemIndex): ItemMatch | undefined {
  const parts = partsOf(header);
  for (const form of formsOf(header, parts)) {
    const match = lookUp(form, index);
    if (match !== undefined && basisFits(header, match.item, index)) return match;
  }
  if (parts.length < 2) return undefined;
  const last = lookUp(parts.at(-1) ?? '', index);
  const fits = last !== undefined && basisFits(header, last.item, index);
  return fits && groupFits(parts.slice(0, -1), last.item, index) ? last : undefined;
}

/** The parts of a merged header, without units and repetitions. */
function partsOf(header: string): string[] {
  const parts = header.split('/').filter((part) => plainHeader(part) !== '' && !isUnitOnly(part));
  return parts.filter(
    (part, index) => index === 0 || plainHeader(part) !== plainHeader(parts[index - 1] ?? ''),
  );
}

/** 销售额/一般计税 may be written for 一般计税销售额, and 期末/存货 for 期末存货. */
function formsOf(header: string, parts: readonly string[]): string[] {
  if (parts.length < 2) return [header, ...parts];
  const ends = [parts[0] ?? '', parts.at(-1) ?? ''];
  const joined = [parts, parts.slice(-2), ends].flatMap((some) => [
    some.join(''),
    [...some].reverse().join(''),
  ]);
  return [header, ...joined];
}

function lookUp(form: string, index: ItemIndex): ItemMatch | undefined {
  const exact = index.exact.get(plainHeader(form));
  if (exact !== undefined) return exact;
  const item = index.normal.get(normaliseHeader(form));
  return item === undefined ? undefined : { item, how: 'normal-form' };
}

/** An amount headed 含税 is not the amount without tax, whatever else the header says. */
function basisFits(header: string, item: Item, index: ItemIndex): boolean {
  const basis = taxBasis(header);
  return basis === undefined || basis === index.described.get(item.code)?.basis || namesBasis(header, item);
}

/** The item is known under a header with these very words. */
function namesBasis(header: string, item: Item): boolean {
  const normal = normaliseHeader(header);
  return [item.name, ...item.synonyms].some(
    (label) => taxBasis(label) !== undefined && normaliseHeader(label) === normal,
  );
}

const groupWords =
  /购|销方|销货|卖|买|转让|受让|出租|承租|法定代表|法人|负责人|配偶|上级|总公司|母公司|前手|期初|期末|上年|去年|同期|上期|累计|本年|计划|预计|代理|扣缴|建设单位|施工单位|中标|收款|付款|开发|车主|户主|经营单位/gu;

/** 购方/名称 is not the taxpayer's name: a group's word must belong to the item. */
function groupFits(groups: readonly string[], item: Item, index: ItemIndex): boolean {
  const words = index.described.get(item.code)?.words ?? '';
  return (plainHeader(groups.join('')).match(groupWords) ?? []).every((word) => words.includes(word));
}

/** A group's name alone says less about the column than its own. */
const groupWeight = 0.75;

/** How much a header resembles an item, 0 to 1: shared pairs of characters, edits, or one within the other. */
export function resemblance(header: string, item: Item, index: ItemIndex): number {
  const labels = index.described.get(item.code)?.normalForms ?? [];
  const best = (text: string) => {
    const normal = normaliseHeader(text).slice(0, 40);
    return Math.max(0, ...labels.map((label) => similarity(normal, label)));
  };
  const parts = partsOf(header);
  const groups = parts.slice(0, -1).map((part) => best(part) * groupWeight);
  return Math.max(best(header), best(parts.at(-1) ?? ''), ...groups);
}

function similarity(a: string, b: string): number {
  if (a === '' || b === '') return 0;
  const edits = 1 - editDistance(a, b) / Math.max(a.length, b.length);
  return Math.max(edits, sharedPairs(a, b), within(a, b));
}

/** 经营状态 ends with 状态; three characters may stand anywhere. */
function within(a: string, b: string): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const found =
    short.length >= 3 ? long.includes(short) : /^\p{Script=Han}{2}$/u.test(short) && long.endsWith(short);
  return found ? Math.max(0.6, short.length / long.length) : 0;
}

function sharedPairs(a: string, b: string): number {
  if (a.length < 2 || b.length < 2) return a === b ? 1 : 0;
  const pairs = (text: string) =>
    new Set(Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)));
  const [left, right] = [pairs(a), pairs(b)];
  const shared = [...left].filter((pair) => right.has(pair)).length;
  return (2 * shared) / (left.size + right.size);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
