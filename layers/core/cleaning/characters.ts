/**
 * Compatibility forms of characters (NFKC) as tables for SQL: the engine itself only composes (NFC), so the
 * one-to-one forms are translated, the few one-to-many forms people type are replaced, and the rest is composed.
 */
import { quoteText } from './sql-text.ts';

/** Kept although NFKC would change or a reader would drop them. */
function isInvisible(code: number): boolean {
  if (code < 0x20) return !(code >= 0x09 && code <= 0x0d);
  if (code === 0x7f || code === 0xad || code === 0xfeff) return true;
  return (
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2064)
  );
}
const isBlank = (character: string) => character !== ' ' && /^[\s\u0085]$/.test(character);
/** One-to-many forms that occur in tables: units, numerals, Roman numbers. */
const expanded = '㎡㎥㎏㎜㎝㎞㎎㏄№℃…㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩⑴⑵⑶⑷⑸ⅡⅢⅣⅥⅦⅧⅨⅪⅫ⑩⑪⑫㈱℡';

interface Tables {
  /** Code points that are not in their normal form, as ranges. */
  readonly strange: readonly Range[];
  /** Those of them that are not met every day. */
  readonly rare: readonly Range[];
  readonly from: string;
  readonly to: string;
  readonly dropped: string;
}
type Range = [first: number, last: number];

function normalForm(character: string): string {
  if (isInvisible(character.charCodeAt(0))) return '';
  if (isBlank(character)) return ' ';
  return character.normalize('NFKC');
}

function addTo(ranges: Range[], code: number): void {
  const last = ranges.at(-1);
  if (last && last[1] === code - 1) last[1] = code;
  else ranges.push([code, code]);
}

/**
 * Blocks whose compatibility forms occur in Chinese tables: Latin, punctuation to squared CJK units, compatibility
 * ideographs, full-width forms. A larger table would make every folded cell dearer.
 */
const foldedBlocks: readonly Range[] = [
  [0x0001, 0x036f],
  [0x2000, 0x33ff],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xfeff, 0xffee],
];

const isDaily = (c: string) => (c >= '\uff01' && c <= '\uff5e') || isBlank(c);

function buildTables(): Tables {
  const strange: Range[] = [];
  const rare: Range[] = [];
  const one: [string, string][] = [];
  let dropped = '';
  const codes = foldedBlocks.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i));
  for (const code of codes) {
    const character = String.fromCharCode(code);
    const form = normalForm(character);
    if (form === character && !/\p{M}/u.test(character)) continue;
    addTo(strange, code);
    if (form !== '' && !isDaily(character)) addTo(rare, code);
    if (form === '') dropped += character;
    else if ([...form].length === 1 && form !== character.normalize('NFC')) one.push([character, form]);
  }
  return { strange, rare, from: one.map((p) => p[0]).join(''), to: one.map((p) => p[1]).join(''), dropped };
}

const hex = (code: number) => `\\x{${code.toString(16)}}`;
const toClass = (ranges: readonly Range[]) =>
  ranges.map(([a, b]) => (a === b ? hex(a) : `${hex(a)}-${hex(b)}`)).join('');

const tables = buildTables();
/** The forms met every day have a table of their own: translating by the whole table costs 30 times more. */
const daily = [...tables.from].filter(isDaily).join('');
const dailyTo = [...daily].map((c) => normalForm(c)).join('');

/** Matches text with a character that is not in normal form. */
export const strangePattern = `[${toClass(tables.strange)}]`;
/** The same, or a space or apostrophe at an end: text that `sy_text` would change. */
export const untidyPattern = `^[ ']| $|  |[${toClass(tables.strange)}]`;
const rarePattern = `[${toClass(tables.rare)}]`;

function expandMany(sql: string): string {
  return [...expanded].reduce(
    (inner, c) => `replace(${inner}, ${quoteText(c)}, ${quoteText(c.normalize('NFKC'))})`,
    sql,
  );
}

/**
 * Macros `sy_fold(text)` (NFKC, blanks to spaces, invisible characters dropped) and `sy_text(folded)` (trimmed, single
 * spaces, NULL when empty). No lambda here: the engine would compile its regular expressions again for every vector.
 */
export function characterMacros(): string[] {
  const { from, to, dropped } = tables;
  const everyday = `translate(c, ${quoteText(daily + dropped)}, ${quoteText(dailyTo)})`;
  const whole = `nfc_normalize(${expandMany(`translate(c, ${quoteText(from + dropped)}, ${quoteText(to)})`)})`;
  return [
    `CREATE TEMP MACRO sy_fold(c) AS CASE WHEN NOT regexp_matches(c, ${quoteText(strangePattern)}) THEN c
      WHEN NOT regexp_matches(c, ${quoteText(rarePattern)}) THEN ${everyday} ELSE ${whole} END`,
    `CREATE TEMP MACRO sy_text(f) AS nullif(CASE WHEN NOT regexp_matches(f, '^[ '']| $|  ') THEN f ELSE
      trim(regexp_replace(regexp_replace(f, '^\\s*''', ''), ' {2,}', ' ', 'g')) END, '')`,
  ];
}

/** The same folding for values that are in TypeScript already. */
export function foldText(text: string): string {
  return [...text]
    .map((c) => normalForm(c))
    .join('')
    .normalize('NFC');
}
