/**
 * Checks one record of the real-time channel before it is taken: what the cleaning of its batch would refuse is refused
 * here, so that what was given a receipt becomes a row. Each flaw says where by JSON pointer (RFC 6901), never what.
 */
import type { Item, Resource } from '../../../schemas/resource.ts';
import { foldText } from '../cleaning/characters.ts';
import { identifierRules } from '../cleaning/identifier-sql.ts';
import { checkIdentifier } from '../cleaning/identifiers.ts';
import { label } from '../cleaning/ignored-rows.ts';
import { isDecisive } from '../cleaning/item-cleaning.ts';
import { describeRule, type RuleWord } from '../cleaning/rules.ts';

/** What can be wrong with a record beside what can be wrong with a cell. */
const ownRules = {
  'unknown-item': ['资源没有该信息项，请核对名称', 'the resource has no such item; check its name'],
  'given-twice': ['同一信息项给出两次', 'one item is given twice, by code and by name'],
  'bad-type': [
    '应为文本、数字或 null；长数字请写作文本',
    'must be text, a number or null; write a long number as text',
  ],
  'not-a-message': [
    '消息应为 {"id": 编号, "record": {…}}，编号为 1 至 100 位字母、数字、_、.、:、-',
    'a message is {"id": …, "record": {…}}, its id 1 to 100 letters, digits, _ . : -',
  ],
  'not-json': ['不是一行完整的 JSON 对象', 'not a whole JSON object in one line'],
  'not-an-object': ['记录应为 JSON 对象', 'a record is a JSON object'],
  'not-data': [
    '读作合计、备注、签字或表头，不是数据，请核对首项的值',
    'reads as a total, a note, a signature or a header and not as data; check the value of the first item',
  ],
  'record-too-large': ['记录过大，不超过 64 KiB', 'the record is over 64 KiB'],
} as const;
export type FlawRule = RuleWord | keyof typeof ownRules;

export interface Flaw {
  readonly pointer: string;
  readonly rule: FlawRule;
}

/** What a flaw says, and what to do. */
export function describeFlaw(rule: FlawRule): { readonly zh: string; readonly en: string } {
  if (rule in ownRules) {
    const [zh, en] = ownRules[rule as keyof typeof ownRules];
    return { zh, en };
  }
  const said = describeRule(rule);
  return { zh: `${said.zh}，${said.adviceZh}`, en: `${said.en}; ${said.adviceEn}` };
}

export type Checked =
  | { readonly flaws: readonly Flaw[] }
  /** The record as a line of its batch's file: every item by code, as text or null. */
  | { readonly line: string };

/** Characters of a record's line: a few hundred of them fit into one transaction. */
const longestLine = 64 * 1024;

const escapePointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

/** Made once a description: `check` is called for each record. */
export function recordChecker(resource: Resource): (record: unknown) => Checked {
  const places = new Map<string, number>();
  for (const [index, { name }] of resource.items.entries()) places.set(name, index);
  for (const [index, { code }] of resource.items.entries()) places.set(code, index);
  const checks = resource.items.map(cellChecker);
  const keys = resource.items.flatMap(({ key }, index) => (key === 'primary' ? [index] : []));
  return (record) => {
    if (typeof record !== 'object' || record === null || Array.isArray(record))
      return { flaws: [{ pointer: '', rule: 'not-an-object' }] };
    const { cells, named, flaws } = cellsOf(record as Record<string, unknown>, places);
    for (const [index, item] of resource.items.entries()) {
      const rule = checks[index]?.(cells[index]);
      if (rule !== undefined) flaws.push({ pointer: `/${escapePointer(named[index] ?? item.code)}`, rule });
    }
    if (keys.length > 0 && keys.every((index) => isBlank(cells[index])))
      flaws.push({ pointer: '', rule: 'missing-key' });
    if (flaws.length === 0 && readsAsNoData(resource.items, cells))
      flaws.push({ pointer: '', rule: 'not-data' });
    if (flaws.length > 0) return { flaws };
    const line = JSON.stringify(
      Object.fromEntries(resource.items.map(({ code }, index) => [code, cells[index] ?? null])),
    );
    return line.length > longestLine ? { flaws: [{ pointer: '', rule: 'record-too-large' }] } : { line };
  };
}

interface Cells {
  /** By the item's place; undefined: not given, or null. */
  readonly cells: (string | undefined)[];
  /** The key each was given under. */
  readonly named: (string | undefined)[];
  readonly flaws: Flaw[];
}

function cellsOf(record: Record<string, unknown>, places: ReadonlyMap<string, number>): Cells {
  const found: Cells = { cells: [], named: [], flaws: [] };
  for (const [name, value] of Object.entries(record)) {
    const pointer = `/${escapePointer(name)}`;
    const place = places.get(name);
    if (place === undefined) found.flaws.push({ pointer, rule: 'unknown-item' });
    else if (found.named[place] !== undefined) found.flaws.push({ pointer, rule: 'given-twice' });
    else {
      found.named[place] = name;
      const cell = textOfValue(value);
      if (cell === false) found.flaws.push({ pointer, rule: 'bad-type' });
      else found.cells[place] = cell;
    }
  }
  return found;
}

/** A double keeps 15 digits: what needs more may have lost some before it came here. */
const plainNumber = /^-?\d+(\.\d+)?$/;
const mostDigits = 15;

/** The text of a value; undefined for null; false for what is no cell. */
function textOfValue(value: unknown): string | undefined | false {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return false;
  const text = String(value);
  const isExact = plainNumber.test(text) && text.replace(/\D/g, '').length <= mostDigits;
  return isExact ? text : false;
}

const isBlank = (cell: string | undefined): boolean => cell === undefined || tidy(cell) === '';

/** Text as the cleaning stores it. */
const plain = /^[!-&(-~]([ -~]*[!-~])?$/;
const tidy = (cell: string): string =>
  plain.test(cell) && !cell.includes('  ')
    ? cell
    : foldText(cell).replace(/^\s*'/, '').replace(/ {2,}/g, ' ').trim();

const isLabel = new RegExp(`^(?:${label})$`, 'u');

/**
 * Files have such rows, and the cleaning passes over them: a label as the first value, which is a key or required, or the
 * names of two columns in their own cells.
 */
function readsAsNoData(items: readonly Item[], cells: Cells['cells']): boolean {
  const first = items.findIndex((_, index) => !isBlank(cells[index]));
  const item = items[first];
  const isNamed = item?.type === 'text' && isDecisive(item);
  if (isNamed && isLabel.test(foldText(cells[first] ?? '').replace(/\s/g, ''))) return true;
  const headers = items.filter(({ code }, index) => cells[index]?.trim() === code).length;
  return headers >= Math.min(2, items.length);
}

type CellCheck = (cell: string | undefined) => RuleWord | undefined;

function cellChecker(item: Item): CellCheck {
  const checkType = typeCheck(item);
  const checkRange = rangeCheck(item);
  return (cell) => {
    const text = cell === undefined ? '' : tidy(cell);
    if (text === '') return item.required ? 'required' : undefined;
    return checkType(text) ?? checkRange(text);
  };
}

function typeCheck(item: Item): (text: string) => RuleWord | undefined {
  switch (item.type) {
    case 'integer':
      return (text) => (/^-?\d{1,18}$/.test(text) ? undefined : wrongNumber(text, 'not-integer'));
    case 'decimal':
      return decimalCheck(item);
    case 'date':
      return checkDate;
    case 'month':
      return (text) => (/^20\d\d(0[1-9]|1[0-2])$/.test(text) ? undefined : 'bad-month');
    case 'text':
      return item.identifier === undefined ? textCheck(item) : identifierCheck(item.identifier);
  }
}

const wrongNumber = (text: string, otherwise: RuleWord): RuleWord =>
  plainNumber.test(text) ? (text.includes('.') ? otherwise : 'too-many-digits') : 'bad-number';

function decimalCheck({ length = 38, scale = 0 }: Item): (text: string) => RuleWord | undefined {
  return (text) => {
    const [, whole = '', part = ''] = /^-?(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
    if (whole === '') return 'bad-number';
    if (part.length > scale) return 'surplus-digits';
    return whole.length > Math.max(length - scale, 1) ? 'too-many-digits' : undefined;
  };
}

function checkDate(text: string): RuleWord | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return 'bad-date';
  const day = new Date(`${text}T00:00:00Z`);
  const isReal = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  return isReal ? undefined : 'impossible-date';
}

function textCheck(item: Item): (text: string) => RuleWord | undefined {
  const { key, length, dictionary, dictionaryLevel } = item;
  const words =
    dictionary &&
    new Set((Array.isArray(dictionary) ? dictionary : Object.entries(dictionary).flat()).map(foldText));
  return (text) => {
    if (key !== undefined && /^\d(\.\d+)?[Ee]\+?\d{1,3}$/.test(text)) return 'excel-ruined';
    if (words?.has(text)) return undefined;
    if (length !== undefined && text.length > length && [...text].length > length) return 'too-long';
    return words && dictionaryLevel === 'refuse' ? 'outside-dictionary' : undefined;
  };
}

/** Of the faults of a kind those that refuse a row; the others only warn. */
function identifierCheck(kind: NonNullable<Item['identifier']>): (text: string) => RuleWord | undefined {
  const shape = identifierRules(kind).find(({ status }) => status === 2)?.rule;
  return (text) => {
    const { fault } = checkIdentifier(kind, text);
    if (fault === 'birth-date') return 'bad-birth-date';
    return fault === 'shape' && shape === 'bad-identifier' ? 'bad-identifier' : undefined;
  };
}

function rangeCheck({ type, min, max }: Item): (text: string) => RuleWord | undefined {
  const read = type === 'integer' || type === 'decimal' ? Number : String;
  return (text) => {
    const value = read(text);
    const isBelow = min !== undefined && value < read(String(min));
    const isAbove = max !== undefined && value > read(String(max));
    return isBelow || isAbove ? 'out-of-range' : undefined;
  };
}
