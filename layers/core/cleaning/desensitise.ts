/**
 * Desensitised before it is stored. Masks, generalised and dropped items are made by the engine's own SQL; what needs
 * somebody else (tokens of the tokeniser, free text that is searched) is first staged clear, as a disguise to be put
 * on: see `layers/refinery/put-on-disguises.ts`.
 */

import type { DerivedToken, Item, Resource } from '../../../schemas/resource.ts';
import type { TokenKind } from '../../../schemas/token.ts';
import { generaliseSql } from './generalise.ts';
import { type Clear, isPartyToken, nameSql, stagedPersonSql } from './person-tokens.ts';
import { quoteName } from './sql-text.ts';
import { desensitiseMode } from './stored-columns.ts';

/** A staged column, or cells of refused rows, that hold clear values until they are replaced. */
export interface Disguise {
  readonly column?: string;
  /** identity: only identity numbers and bank cards are looked for, as in a code that may be anything else. */
  readonly how: 'token' | 'free-text' | 'identity';
  /** Of tokens. */
  readonly kind: TokenKind;
  /** Of tokens: put on values that are staged under a mark alone; the others are clear and stay so. */
  readonly marked?: boolean;
  /** 0-based columns of the file whose cells in `_cells` hold the same values. */
  readonly cells: readonly number[];
}

/** Stands where a value may not be shown and has no other form. */
export const hidden = '***';

/** The least an identity could hide in: a shorter text is a code or a word. */
const freeTextLength = 20;

/** Text in a resource that does not flow whole, kept as it is, whose form says nothing of whose it is. */
const isUnsaidText = (resource: Resource, item: Item, least: number): boolean =>
  resource.grade !== 1 &&
  item.type === 'text' &&
  item.desensitise === 'none' &&
  item.identifier === undefined &&
  item.dictionary === undefined &&
  (item.length ?? least) >= least;

/** Text that people write freely, in a resource that does not flow whole: it is searched. */
export const isFreeText = (resource: Resource, item: Item): boolean =>
  item.key === undefined && isUnsaidText(resource, item, freeTextLength);

const keepEnds = (v: string, head: number, tail: number) =>
  `CASE WHEN length(${v}) > ${head + tail} THEN concat(left(${v}, ${head}), repeat('*', length(${v}) - ${head + tail}),
    right(${v}, ${tail})) ELSE repeat('*', length(${v})) END`;
const twoCharacterSurnames = '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|长孙|宇文';

function maskSql(item: Item, v: string): string {
  if (item.identifier === 'phone') return keepEnds(v, 3, 4);
  if (item.identifier === 'bank-card') return keepEnds(v, 4, 4);
  if (item.identifier === 'plate') return keepEnds(v, 2, 1);
  if (item.identifier !== undefined) return keepEnds(v, 6, 4);
  if (/地址|住址|住所|坐落|address|addr/i.test(`${item.code} ${item.name}`))
    return `concat(regexp_extract(${v}, '^(.{0,12}?[区县]|.{0,8}?市)'), '***')`;
  return `concat(coalesce(nullif(regexp_extract(${v}, '^(${twoCharacterSurnames})'), ''), left(${v}, 1)),
    repeat('*', greatest(length(${v}) - 1, 1)))`;
}

const asText = (item: Item, value: string) => (item.type === 'text' ? value : `CAST(${value} AS VARCHAR)`);

/** The least an identity number has. */
const identityLength = 15;

/**
 * A code in a resource that does not flow whole, whose form says nothing of whose it is: a person's number is written
 * where a household's belongs. Primary keys stay as they are: masked ones would make one row of two.
 */
const isLooseCode = (resource: Resource, item: Item): boolean =>
  item.key === 'join' && isUnsaidText(resource, item, identityLength);

/** The value as it is staged, from SQL of the clean value: as it may be stored, or clear under a disguise to come. */
export function desensitisedSql(resource: Resource, item: Item, clear: Clear): string {
  const { value } = clear;
  const text = asText(item, value);
  const mode = desensitiseMode(resource, item);
  if (mode === 'token-persons' || isPartyToken(item)) return stagedPersonSql(item, clear);
  if (mode === 'token') return text;
  if (mode === 'mask') return `CASE WHEN ${value} IS NOT NULL THEN ${maskSql(item, text)} END`;
  if (mode === 'generalise')
    return `CASE WHEN ${value} IS NOT NULL THEN ${generaliseSql(item, value, text)} END`;
  return mode === 'drop' ? 'NULL' : value;
}

/** An original cell as it may be shown with a refused row: what could be normalised in its disguise, else hidden. */
export function desensitisedCellSql(resource: Resource, item: Item, cell: string, clear: Clear): string {
  const { value } = clear;
  const mode = desensitiseMode(resource, item);
  const otherwise = `CASE WHEN ${cell} IS NULL THEN '' ELSE '${hidden}' END`;
  if (isFreeText(resource, item)) return `coalesce(${value}, ${otherwise})`;
  if (mode === 'none') return `coalesce(${cell}, '')`;
  if (mode === 'drop') return otherwise;
  return `coalesce(${desensitisedSql(resource, item, clear)}, ${otherwise})`;
}

/** Stands in a file that is sent desensitised where a value could not be read. */
export const unreadable = '***?';

/** A cell as it is sent by who desensitises before the upload; `numbers` are the findings that refuse it. */
export function sentCellSql(
  resource: Resource,
  item: Item,
  cell: string,
  { clear, numbers }: { clear: Clear; numbers: readonly number[] },
): string {
  const { value } = clear;
  const mode = desensitiseMode(resource, item);
  if (isFreeText(resource, item)) return `coalesce(${value}, '')`;
  if (mode === 'none') return `coalesce(${cell}, '')`;
  if (mode === 'drop') return `''`;
  const sent = `coalesce(CAST(${desensitisedSql(resource, item, clear)} AS VARCHAR), '')`;
  if (numbers.length === 0) return sent;
  return `CASE WHEN list_has_any(coalesce(_found, CAST([] AS INTEGER[])), [${numbers.join(', ')}]) THEN '${unreadable}' ELSE ${sent} END`;
}

function derivedSql(token: DerivedToken, clearOf: (code: string) => { item: Item; sql: string }): string {
  const name = `nullif(${nameSql(clearOf(token.name).sql)}, '')`;
  if (token.of === 'name') return name;
  const { item, sql } = clearOf(token.birth);
  const birth =
    item.type === 'date'
      ? `strftime(${sql}, '%Y%m%d')`
      : `CASE WHEN length(${sql}) = 18 THEN substring(${sql}, 7, 8) END`;
  return `${name} || '|' || ${birth}`;
}

/** SELECT entries of the derived tokens' clear forms. */
export function derivedColumns(
  resource: Resource,
  clearOf: (code: string) => { item: Item; sql: string },
): string[] {
  return (resource.tokens ?? []).map(
    (token) => `CAST(${derivedSql(token, clearOf)} AS VARCHAR) AS ${quoteName(token.code)}`,
  );
}

/** What tokens of an item are made of; undefined: it never becomes one. */
export function tokenKindOf({ desensitise, identifier, nameOf }: Item): TokenKind | undefined {
  if (desensitise !== 'token' && desensitise !== 'token-persons') return undefined;
  if (nameOf !== undefined) return 'name';
  return identifier === undefined ? 'text' : 'identifier';
}

/** What is staged clear. `columnOf` gives the file's column of an item. */
export function listDisguises(
  resource: Resource,
  columnOf: (code: string) => number | undefined,
): Disguise[] {
  const cellsOf = (item: Item) => {
    const column = columnOf(item.code);
    return column === undefined ? [] : [column];
  };
  const ofItems = resource.items.flatMap((item): Disguise[] => {
    const cells = cellsOf(item);
    const kind = tokenKindOf(item);
    if (kind !== undefined) {
      const marked = item.desensitise === 'token-persons';
      return [{ column: item.code, how: 'token', kind, marked, cells }];
    }
    if (isLooseCode(resource, item)) return [{ column: item.code, how: 'identity', kind: 'text', cells }];
    return isFreeText(resource, item) ? [{ column: item.code, how: 'free-text', kind: 'text', cells }] : [];
  });
  const derived = (resource.tokens ?? []).map(
    ({ code, of }): Disguise => ({ column: code, how: 'token', kind: of, cells: [] }),
  );
  return [...ofItems, ...derived, ...ofOtherCells(resource, columnOf)];
}

/** In a refused row anything may stand anywhere: a column too few, and the identity number is where the amount was. */
function ofOtherCells(resource: Resource, columnOf: (code: string) => number | undefined): Disguise[] {
  if (resource.grade === 1) return [];
  const plain = resource.items.filter(
    (item) => item.desensitise === 'none' && !isFreeText(resource, item) && !isLooseCode(resource, item),
  );
  const cells = (isCode: boolean) =>
    plain
      .filter((item) => (item.key !== undefined || item.identifier !== undefined) === isCode)
      .flatMap((item) => columnOf(item.code) ?? []);
  const found: Disguise[] = [
    { how: 'free-text', kind: 'text', cells: cells(false) },
    { how: 'identity', kind: 'text', cells: cells(true) },
  ];
  return found.filter((one) => one.cells.length > 0);
}
