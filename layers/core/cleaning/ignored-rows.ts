/** Rows of a spreadsheet that are no data: totals, notes, signatures, headers again, nothing at all. */
import type { MappedColumn } from '../../../schemas/refinery.ts';
import { quoteText } from './sql-text.ts';

const signatures =
  '填表人|制表人|审核人|复核人|审批人|负责人|单位负责人|填报单位|填报人|填表日期|填报日期|制表日期|打印日期|经办人|联系人|联系电话|制表单位|备注|说明|注';
/** The word alone, or with a colon or one bracket behind it: names such as Total Energies or Summit go on. */
const englishTotal = '((?i:(grand|sub)?-?totals?|sum)(:.*|\\([^)]*\\):?)?)';
/** A whole cell, without blanks, that labels a total, a note or a signature. RE2, and JavaScript's. */
export const label = `(${englishTotal}|.{0,8}(合计|小计|总计|共计|累计)([:(].*)?|(${signatures})(:.*)?)`;
/** What every label has at its start, or in it; cells without it need no second look. */
export const labelStart =
  '^\\s*[合小总共累本填制审复负单打经联备说注]|计$|计[:：(（]|^\\s*(?i:grand|sub|total|sum)';

const tidy = (cell: string) => `regexp_replace(sy_fold(${cell}), '\\s', '', 'g')`;

/** Is the row's first value a label such as 合计 or 审核人：? `cells` are SQL of the row's cells in order. */
export function isLabelSql(cells: readonly string[]): string {
  return firstCellMatches(cells, label);
}

/** As `isLabelSql`, of English totals alone: Total may be a company's name, where 合计 is none. */
export function isEnglishTotalSql(cells: readonly string[]): string {
  return firstCellMatches(cells, englishTotal);
}

const firstCellMatches = (cells: readonly string[], pattern: string): string =>
  `coalesce(regexp_full_match(${tidy(firstCellSql(cells))}, ${quoteText(pattern)}), false)`;

/** The first cell with something in it. */
export function firstCellSql(cells: readonly string[]): string {
  return `coalesce(${cells.map((c) => `nullif(trim(${c}), '')`).join(', ')}, NULL)`;
}

/** A quick look that every label passes: whether the row deserves a second one. */
export const mayBeLabelSql = (cell: string): string => `regexp_matches(${cell}, ${quoteText(labelStart)})`;

/** Nothing but spaces in any cell; `cells` are SQL of folded cells where there are some. */
export function isBlankSql(cells: readonly string[]): string {
  return `coalesce(${cells.map((c) => `nullif(trim(${c}), '')`).join(', ')}, NULL) IS NULL`;
}

function equalsHeader(column: MappedColumn): string {
  const whole = column.header;
  const last = whole.split('/').at(-1) ?? whole;
  const names = [...new Set([whole, last])].filter((name) => name !== '');
  return names.length === 0
    ? 'false'
    : `coalesce(trim(c${column.column}) IN (${names.map(quoteText).join(', ')}), false)`;
}

/** Do at least two cells (the one, if there is one) say what their headers say? */
export function isHeaderSql(columns: readonly MappedColumn[]): string {
  const needed = Math.min(2, columns.length);
  return `(${columns.map((c) => `CAST(${equalsHeader(c)} AS INTEGER)`).join(' + ')}) >= ${needed}`;
}

/** The quick look for a repeated header: the first named column. */
export function mayBeHeaderSql(columns: readonly MappedColumn[]): string {
  const [first] = columns;
  if (!first) return 'false';
  const names = [first.header, first.header.split('/').at(-1) ?? ''].map(quoteText).join(', ');
  return `c${first.column} IN (${names})`;
}
