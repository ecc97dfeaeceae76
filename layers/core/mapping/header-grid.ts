/** The first records of a table as a grid in which merged cells are filled, and the column names some rows of it give. */
import type { SurveyedTable } from '../../../schemas/refinery.ts';
import { plainHeader } from './normalise-header.ts';

/** Workbooks end at 16,384 columns; no department's file comes near this. */
const maxColumns = 4096;

export interface Merged {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly text: string;
}

export interface HeaderGrid {
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
  /** The merged region a cell lies in, by row × width + column. */
  readonly merged: ReadonlyMap<number, Merged>;
}

/** Looks at the first `limit` records. */
export function headerGrid(table: SurveyedTable, limit: number): HeaderGrid {
  const rows = table.head.slice(0, limit);
  const width = Math.min(maxColumns, Math.max(0, ...table.head.map(filledWidth)));
  return { rows, width, merged: fillMerges(table, limit, width) };
}

/** Regions do not overlap in an honest workbook, so they never cover more cells than there are. */
function fillMerges(table: SurveyedTable, limit: number, width: number): Map<number, Merged> {
  const merged = new Map<number, Merged>();
  let cells = 0;
  for (const { top, left, bottom, right } of table.merges) {
    const last = { row: Math.min(bottom, limit - 1), column: Math.min(right, width - 1) };
    if (last.row < top || last.column < left) continue;
    cells += (last.row - top + 1) * (last.column - left + 1);
    if (cells > limit * width) break;
    const anchor = { top, left, bottom, right, text: table.head[top]?.[left] ?? '' };
    for (let row = top; row <= last.row; row += 1)
      for (let column = left; column <= last.column; column += 1) merged.set(row * width + column, anchor);
  }
  return merged;
}

function filledWidth(row: readonly string[]): number {
  return row.findLastIndex((cell) => cell.trim() !== '') + 1;
}

/**
 * One name a column from `depth` rows that begin at `start`: the parts from top to bottom, joined with '/'. A part
 * that only repeats the one above it is left out.
 */
export function columnNames(grid: HeaderGrid, start: number, depth: number): string[] {
  return Array.from({ length: grid.width }, (_, column) => {
    const parts: string[] = [];
    for (let row = start; row < start + depth; row += 1) {
      const text = cellText(grid, { start, end: start + depth, row, column });
      if (text !== '' && plainHeader(text) !== plainHeader(parts.at(-1) ?? '')) parts.push(text);
    }
    return parts.join('/');
  });
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly row: number;
  readonly column: number;
}

function cellText(grid: HeaderGrid, place: Place): string {
  const merged = grid.merged.get(place.row * grid.width + place.column);
  if (merged !== undefined) return merged.top >= place.start ? clean(merged.text) : '';
  const own = clean(grid.rows[place.row]?.[place.column] ?? '');
  return own !== '' || grid.merged.size > 0 ? own : groupToTheLeft(grid, place);
}

/** Text files lose merges: a group's name stands over its first column only, the others have names below it. */
function groupToTheLeft(grid: HeaderGrid, { start, end, row, column }: Place): string {
  const cell = (at: number, of: number) => clean(grid.rows[at]?.[of] ?? '');
  const hasBelow = row + 1 < end && cell(row + 1, column) !== '';
  for (let above = start; above < row; above += 1) if (cell(above, column) !== '') return '';
  if (!hasBelow) return '';
  for (let left = column - 1; left >= 0; left -= 1)
    if (cell(row, left) !== '') return cell(row + 1, left) === '' ? '' : cell(row, left);
  return '';
}

/**
 * Whether a row holds names of groups of columns (基本信息 | 申报情况) that belong to the header below it: several
 * short words, fewer than there are columns; a title is one, a 填报单位 line has colons or figures.
 */
export function isGroupRow(grid: HeaderGrid, row: number): boolean {
  const names = (grid.rows[row] ?? []).map(plainHeader).filter((cell) => cell !== '');
  const words = names.every((name) => name.length <= 16 && !/[:\d]/u.test(name));
  return names.length >= 2 && names.length < grid.width && words && spansAsGroup(grid, row);
}

/** Where merges are known, one of them must lie over several columns of this row. */
function spansAsGroup(grid: HeaderGrid, row: number): boolean {
  if (grid.merged.size === 0) return true;
  for (let column = 0; column < grid.width; column += 1) {
    const region = grid.merged.get(row * grid.width + column);
    if (region?.bottom === row && region.right > region.left) return true;
  }
  return false;
}

/**
 * Whether the row below `row` still belongs to the header: a merged cell reaches into it or lies over several of its
 * columns; in a text file, words stand under the columns that have no name yet.
 */
export function continuesBelow(grid: HeaderGrid, row: number): boolean {
  if (row + 1 >= grid.rows.length) return false;
  return grid.merged.size > 0 ? mergeReachesDown(grid, row) : namesUnderBlanks(grid, row);
}

function mergeReachesDown(grid: HeaderGrid, row: number): boolean {
  for (let column = 0; column < grid.width; column += 1) {
    const region = grid.merged.get(row * grid.width + column);
    if (region === undefined || plainHeader(region.text) === '') continue;
    const isTitle = region.left === 0 && region.right >= grid.width - 1;
    if (!isTitle && (region.bottom > row || (region.bottom === row && isDivided(grid, region)))) return true;
  }
  return false;
}

/** A group has several columns named below it; a merge that only widens one column has one cell there. */
function isDivided(grid: HeaderGrid, { left, right, bottom }: Merged): boolean {
  const below = grid.rows[bottom + 1] ?? [];
  return below.slice(left, right + 1).filter((cell) => plainHeader(cell) !== '').length >= 2;
}

function namesUnderBlanks(grid: HeaderGrid, row: number): boolean {
  const [upper, lower] = [grid.rows[row] ?? [], grid.rows[row + 1] ?? []].map((cells) =>
    cells.map(plainHeader),
  );
  const names = lower?.filter((cell) => cell !== '') ?? [];
  const under =
    lower?.some((cell, column) => cell !== '' && column > 0 && (upper?.[column] ?? '') === '') ?? false;
  return (
    under && names.length < grid.width && names.every((name) => name.length <= 16 && !/\d{2}|^\d/u.test(name))
  );
}

function clean(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKC')
    .replace(/\s+/gu, ' ')
    .replace(/(?<=[^\x20-\x7e]) | (?=[^\x20-\x7e])/gu, '')
    .trim();
}
