/** Finds where the header of a table stands among title rows, 填报单位 lines and blank rows. */
import type { SurveyedTable } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { columnNames, continuesBelow, type HeaderGrid, headerGrid, isGroupRow } from './header-grid.ts';
import { type ItemIndex, indexItems, matchHeader } from './match-header.ts';
import { plainHeader } from './normalise-header.ts';
import { isUnitOnly } from './unit-factor.ts';

/** A header begins on one of the first 8 rows that are not empty, and has up to 3 of them. */
const lastStart = 8;
const maxDepth = 3;
/** Rows of units, codes or column numbers that may follow it. */
const maxAfter = 2;

export interface LocatedHeader {
  /** Records before the first data record. */
  readonly headerRecords: number;
  /** One name a column, parts of merged headers joined with '/'. */
  readonly headers: string[];
  /** How many items its columns match: the better of two sheets has more. */
  readonly matched: number;
  /** Records of title above it. */
  readonly titleRecords: number;
}

/** The header of a table, or undefined where none is to be seen: then the first record is data. */
export function locateHeader(table: SurveyedTable, resource: Resource): LocatedHeader | undefined {
  const index = indexItems(resource);
  if (table.columns !== undefined) return ownColumns(table.columns, index);
  const starts = countStarts(table);
  const grid = headerGrid(table, starts + maxDepth + maxAfter);
  const best = bestCandidate(grid, starts, index);
  if (best === undefined || !isEnough(best)) return headerByLooks(grid, starts, table, index);
  return finish(grid, best, index);
}

/** Rows among which a header may begin. */
function countStarts({ head }: SurveyedTable): number {
  let filled = 0;
  const last = head.findIndex((row) => row.some((cell) => cell.trim() !== '') && ++filled === lastStart);
  return last < 0 ? head.length : last + 1;
}

function ownColumns(columns: readonly string[], index: ItemIndex): LocatedHeader {
  return { headerRecords: 0, headers: [...columns], matched: countMatches(columns, index), titleRecords: 0 };
}

interface Candidate {
  readonly start: number;
  readonly depth: number;
  readonly matched: number;
  readonly filled: number;
}

/** Most items matched; then the fewest rows; then the first. */
function bestCandidate(grid: HeaderGrid, starts: number, index: ItemIndex): Candidate | undefined {
  const candidates: Candidate[] = [];
  for (let depth = 1; depth <= maxDepth; depth += 1)
    for (let start = 0; start < starts && start + depth <= grid.rows.length; start += 1) {
      const names = columnNames(grid, start, depth);
      const filled = names.filter((name) => name !== '').length;
      candidates.push({ start, depth, matched: countMatches(names, index), filled });
    }
  return candidates.reduce<Candidate | undefined>(
    (best, next) => (best === undefined || next.matched > best.matched ? next : best),
    undefined,
  );
}

/** Different items that columns match. */
function countMatches(names: readonly string[], index: ItemIndex): number {
  const codes = names.map((name) => (name === '' ? undefined : matchHeader(name, index)?.item.code));
  return new Set(codes.filter((code) => code !== undefined)).size;
}

function isEnough({ matched, filled }: Candidate): boolean {
  return matched >= 2 || (matched === 1 && filled <= 3);
}

/** Rows under the header that belong to it: units, the same header in codes, numbers of columns. */
function finish(grid: HeaderGrid, candidate: Candidate, index: ItemIndex): LocatedHeader {
  const { start, depth, matched } = withGroups(grid, withSubHeaders(grid, candidate));
  let named = depth;
  let records = start + depth;
  for (let after = 0; after < maxAfter; after += 1) {
    const row = (grid.rows[records] ?? []).filter((cell) => cell.trim() !== '');
    const names = isUnitRow(row) || isSecondHeader(row, index);
    if (!names && !isColumnNumbers(row)) break;
    records += 1;
    if (names && records === start + named + 1) named += 1;
  }
  return { headerRecords: records, headers: columnNames(grid, start, named), matched, titleRecords: start };
}

/** Rows of names below groups: without them 面积 would stand for each kind of area. */
function withSubHeaders(grid: HeaderGrid, candidate: Candidate): Candidate {
  let { depth } = candidate;
  while (depth < maxDepth && continuesBelow(grid, candidate.start + depth - 1)) depth += 1;
  return { ...candidate, depth };
}

/** Rows of group names above the header: without them 购方/名称 would be taken for 名称. */
function withGroups(grid: HeaderGrid, candidate: Candidate): Candidate {
  let { start, depth } = candidate;
  while (start > 0 && depth < maxDepth && isGroupRow(grid, start - 1)) {
    start -= 1;
    depth += 1;
  }
  return { ...candidate, start, depth };
}

function isUnitRow(cells: readonly string[]): boolean {
  return cells.length > 0 && cells.every(isUnitOnly);
}

function isSecondHeader(cells: readonly string[], index: ItemIndex): boolean {
  const matched = countMatches(cells, index);
  return matched >= 2 && matched * 2 >= cells.length;
}

/** 栏次 1 2 3 4 … */
function isColumnNumbers(cells: readonly string[]): boolean {
  const plain = cells.map((cell) => plainHeader(cell).replace(/[()]/gu, ''));
  const numbers = /^(栏次|列次|序号|行次)$/u.test(plain[0] ?? '') ? plain.slice(1) : plain;
  const first = Number(numbers[0]);
  return (
    numbers.length >= 3 &&
    (first === 0 || first === 1) &&
    numbers.every((text, i) => text === String(first + i))
  );
}

/**
 * No row names the items we know, but one may still be a header: words alone, each once, over rows with figures.
 * Its columns will be asked about.
 */
function headerByLooks(
  grid: HeaderGrid,
  starts: number,
  table: SurveyedTable,
  index: ItemIndex,
): LocatedHeader | undefined {
  const rows = grid.rows.slice(0, starts);
  const at = rows.findIndex((row, position) =>
    looksLikeHeader(row, table.head.slice(position + 1), grid.width),
  );
  if (at < 0) return undefined;
  const names = columnNames(grid, at, 1);
  return finish(
    grid,
    { start: at, depth: 1, matched: countMatches(names, index), filled: names.length },
    index,
  );
}

const figure = /\d{4,}|^\W*\d+(?:[.,]\d+)*\W*$|\d+[-/.年]\d+/u;

function looksLikeHeader(
  row: readonly string[],
  below: readonly (readonly string[])[],
  width: number,
): boolean {
  const cells = row.map(plainHeader).filter((cell) => cell !== '');
  const wordsAlone = cells.every((cell) => cell.length <= 40 && !figure.test(cell));
  const full = cells.length >= 2 && cells.length >= width * 0.6;
  const figuresBelow = below.some((data) => data.some((cell) => figure.test(plainHeader(cell))));
  return wordsAlone && full && new Set(cells).size === cells.length && figuresBelow;
}
