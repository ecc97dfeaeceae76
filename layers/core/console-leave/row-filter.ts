/**
 * Conditions of grants as Lake Formation filters rows by them. It compares a column with constants and nothing else;
 * what it cannot say exactly is not said, and whoever has such a grant reads by the API.
 */
import type { Item } from '../../../schemas/resource.ts';
import { comparisons, type Token, tokenise } from '../cleaning/check-tokens.ts';
import { quoteText } from '../cleaning/sql-text.ts';
import { isStoredAsText } from '../cleaning/stored-columns.ts';

/** Lake Formation takes less than 2,048 characters. */
const mostCharacters = 2047;

class Unsayable extends Error {}

interface Reading {
  readonly tokens: readonly Token[];
  readonly items: ReadonlyMap<string, Item>;
  next: number;
}

/**
 * @param filter a condition that fits the items: see `fits` in `leave.ts`
 * @returns undefined: it cannot be said
 */
export function rowFilter(filter: string, items: readonly Item[]): string | undefined {
  const reading = { tokens: tokenise(filter), items: new Map(items.map((one) => [one.code, one])), next: 0 };
  try {
    const said = sayAll(reading);
    return said.length <= mostCharacters ? said : undefined;
  } catch (error) {
    if (error instanceof Unsayable) return undefined;
    throw error;
  }
}

/** Brackets and connectives are taken over as they stand: both languages bind them alike. */
function sayAll(reading: Reading): string {
  const parts: string[] = [];
  for (;;) {
    const token = take(reading);
    if (token.kind === 'end') return parts.join(' ');
    if (token.kind === 'name') parts.push(`(${sayComparison(reading, token.text)})`);
    else if (isConnective(token)) parts.push(token.text);
    else throw new Unsayable();
  }
}

const isConnective = ({ kind, text }: Token): boolean =>
  (kind === 'word' && ['AND', 'OR', 'NOT'].includes(text)) || (kind === 'sign' && ['(', ')'].includes(text));

const take = (reading: Reading): Token => reading.tokens[reading.next++] as Token;

function accept(reading: Reading, text: string): boolean {
  const { kind, text: found } = reading.tokens[reading.next] as Token;
  if (found !== text || !['word', 'sign'].includes(kind)) return false;
  reading.next += 1;
  return true;
}

function sayComparison(reading: Reading, name: string): string {
  if (accept(reading, 'IS')) return sayNull(reading, name);
  const item = reading.items.get(name);
  const constant = (): string => sayConstant(take(reading), kindOf(item));
  const not = accept(reading, 'NOT') ? 'NOT ' : '';
  if (accept(reading, 'IN')) return `${name} ${not}IN (${sayMembers(reading, constant).join(', ')})`;
  if (accept(reading, 'BETWEEN')) {
    const low = constant();
    accept(reading, 'AND');
    return `${name} ${not}BETWEEN ${low} AND ${constant()}`;
  }
  if (accept(reading, 'LIKE')) return `${name} ${not}LIKE ${constant()}`;
  const { kind, text } = take(reading);
  const operator = kind === 'sign' ? comparisons[text] : undefined;
  if (operator === undefined) throw new Unsayable();
  return `${name} ${operator} ${constant()}`;
}

function sayNull(reading: Reading, name: string): string {
  const not = accept(reading, 'NOT') ? 'NOT ' : '';
  accept(reading, 'NULL');
  return `${name} IS ${not}NULL`;
}

function sayMembers(reading: Reading, constant: () => string): string[] {
  accept(reading, '(');
  const members: string[] = [];
  do members.push(constant());
  while (accept(reading, ','));
  if (!accept(reading, ')')) throw new Unsayable();
  return members;
}

/** Of the column as it is stored. Lake Formation knows no dates. */
function kindOf(item: Item | undefined): 'number' | 'text' {
  if (!item) throw new Unsayable();
  if (isStoredAsText(item) || item.type === 'text' || item.type === 'month') return 'text';
  if (item.type === 'date') throw new Unsayable();
  return 'number';
}

/** A constant has to be whole: behind it nothing is computed. A backslash means one thing here and another there. */
function sayConstant({ kind, text }: Token, wanted: 'number' | 'text'): string {
  if (kind !== wanted || text.includes('\\')) throw new Unsayable();
  return kind === 'text' ? quoteText(text) : text;
}
