/**
 * The automatic part of the disclosure check: rows go by one at a time, values are searched for what names a person,
 * and rows that few others resemble are counted. What it finds are counts: a report never holds a value.
 */
import type { DisclosureFinding } from '../../../schemas/portal.ts';
import type { Item } from '../../../schemas/resource.ts';
import { maskFreeText } from '../desensitise/free-text.ts';

/** Rows alike in all quasi-identifiers: fewer than this may be somebody. Like the threshold of published results. */
export const smallestCell = 10;
/** Combinations that are counted; with more, most are small anyway. */
const mostCells = 200_000;
/** Values of an item that look like names, of those that are not empty. */
const nameShare = 0.6;
const leastNames = 10;

const quasi =
  /性别|出生|年龄|民族|学历|学位|职业|婚姻|户籍|籍贯|邮编|居住|住址|地址|街道|社区|村|区县|身高|血型|工龄|gender|birth|age\b|address/i;
/** Rows about persons: without one of these a table of districts is no table of people. */
const aboutPeople = /性别|出生|年龄|民族|学历|学位|职业|婚姻|户籍|籍贯|血型|工龄|gender|birth/i;
const headCounts = /人数|人次|户数|户籍人口|人员数|持证|people|persons|headcount/i;

const words: Record<
  'resident-id' | 'phone' | 'plate' | 'bank-card' | 'name',
  readonly [zh: string, en: string]
> = {
  'resident-id': ['身份证号', 'identity numbers'],
  phone: ['电话号码', 'phone numbers'],
  plate: ['车牌号', 'plates'],
  'bank-card': ['银行卡号', 'bank cards'],
  name: ['个人姓名', 'names of persons'],
};

interface Column {
  readonly item: Item;
  readonly found: Map<keyof typeof words, number>;
  filled: number;
  names: number;
  smallCounts: number;
}

export class DisclosureCheck {
  readonly #columns: readonly Column[];
  readonly #quasi: readonly Item[];
  readonly #cells = new Map<string, number>();
  #uncounted = 0;
  rows = 0;

  constructor(items: readonly Item[]) {
    this.#columns = items.map((item) => ({ item, found: new Map(), filled: 0, names: 0, smallCounts: 0 }));
    const alike = items.filter(({ name, code }) => quasi.test(`${name} ${code}`));
    this.#quasi = alike.some(({ name, code }) => aboutPeople.test(`${name} ${code}`)) ? alike : [];
  }

  /** Looks at one row. */
  take(row: Readonly<Record<string, unknown>>): void {
    this.rows += 1;
    for (const column of this.#columns) look(column, row[column.item.code]);
    if (this.#quasi.length > 0) this.#countCell(row);
  }

  #countCell(row: Readonly<Record<string, unknown>>): void {
    const cell = JSON.stringify(this.#quasi.map(({ code }) => row[code] ?? null));
    const before = this.#cells.get(cell);
    if (before === undefined && this.#cells.size >= mostCells) this.#uncounted += 1;
    else this.#cells.set(cell, (before ?? 0) + 1);
  }

  findings(): DisclosureFinding[] {
    return [...this.#columns.flatMap((column) => findingsOf(column)), ...this.#smallCells()];
  }

  #smallCells(): DisclosureFinding[] {
    const small = [...this.#cells.values()].filter((count) => count < smallestCell);
    const rows = small.reduce((sum, count) => sum + count, 0) + this.#uncounted;
    if (rows === 0) return [];
    const names = this.#quasi.map(({ name }) => name).join('、');
    return [
      {
        kind: 'small-cells',
        level: 'warn',
        rows,
        zh: `按 ${names} 组合，有 ${small.length} 组不足 ${smallestCell} 行，可能认出个人`,
        en: `by ${names}, ${small.length} groups have fewer than ${smallestCell} rows: somebody may be recognised`,
      },
    ];
  }
}

function look(column: Column, value: unknown): void {
  if (value === null || value === undefined || value === '') return;
  column.filled += 1;
  const { item } = column;
  if (item.type === 'text') lookAtText(column, String(value));
  else if (headCounts.test(`${item.name} ${item.unit ?? ''}`)) {
    const count = Number(value);
    if (count > 0 && count < smallestCell) column.smallCounts += 1;
  }
}

function lookAtText(column: Column, text: string): void {
  const { found } = maskFreeText(text);
  for (const kind of Object.keys(found) as (keyof typeof words)[])
    column.found.set(kind, (column.found.get(kind) ?? 0) + 1);
  // The search for names goes by the word before them: here the item's own name says what stands in it.
  const short = text.length >= 2 && text.length <= 4 && column.item.dictionary === undefined;
  if (short && maskFreeText(`姓名：${text}`).found.name !== undefined) column.names += 1;
}

function findingsOf(column: Column): DisclosureFinding[] {
  const { item, found, filled, names, smallCounts } = column;
  const base = { item: item.code };
  const blocked = [...found].map(([kind, rows]): DisclosureFinding => {
    const [zh, en] = words[kind];
    return { ...base, kind, level: 'block', rows, ...said(item, rows, zh, en) };
  });
  if (!found.has('name') && names >= leastNames && names >= filled * nameShare)
    blocked.push({
      ...base,
      kind: 'name',
      level: 'block',
      rows: names,
      ...said(item, names, ...words.name),
    });
  if (smallCounts > 0)
    blocked.push({
      ...base,
      kind: 'small-count',
      level: 'warn',
      rows: smallCounts,
      zh: `${item.name}（${item.code}）有 ${smallCounts} 行小于 ${smallestCell}`,
      en: `${item.code} is below ${smallestCell} in ${smallCounts} rows`,
    });
  return blocked;
}

const said = (item: Item, rows: number, zh: string, en: string) => ({
  zh: `${item.name}（${item.code}）有 ${rows} 行含有${zh}`,
  en: `${item.code} holds ${en} in ${rows} rows`,
});
