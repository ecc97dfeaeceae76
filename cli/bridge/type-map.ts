/** From a database's column to an item: exact, with a loss that is told, or not at all. Pure. */
import type { Item } from '../../schemas/resource.ts';

/** What a column holds, whatever its database calls it. `zoned`: a moment that is the same everywhere. */
export type ColumnKind =
  | 'integer'
  | 'decimal'
  | 'float'
  | 'text'
  | 'date'
  | 'timestamp'
  | 'zoned'
  | 'boolean'
  | 'binary'
  | 'other';

export interface SourceColumn {
  readonly name: string;
  /** As the database writes its type. */
  readonly declared: string;
  readonly kind: ColumnKind;
  /** Of a decimal: all digits. */
  readonly precision?: number | undefined;
  /** Of a decimal: digits after the point. Absent: any number of them. */
  readonly scale?: number | undefined;
  readonly nullable: boolean;
}

/** How a value is written: as it is, its day, its month. */
export type Form = 'plain' | 'day' | 'month';

export interface Finding {
  readonly item: string;
  readonly column: string;
  readonly level: 'wrong' | 'warning';
  readonly zh: string;
  readonly en: string;
}

export interface Judged {
  readonly form: Form;
  readonly level?: Finding['level'];
  readonly zh?: string;
  readonly en?: string;
}

const exact = (form: Form = 'plain'): Judged => ({ form });
const told = (level: Finding['level'], zh: string, en: string, form: Form = 'plain'): Judged => ({
  form,
  level,
  zh,
  en,
});

const inexact = told(
  'warning',
  '浮点列没有精确的十进制值，请改用定点类型',
  'a floating column has no exact decimals; a fixed type would',
);
const asWritten = told(
  'warning',
  '文本列，按原文上传并由平台校验',
  'text: sent as it stands, checked by the platform',
);

const unfit = (column: SourceColumn, item: Item): Judged =>
  told(
    'wrong',
    `${column.declared} 不能作为 ${item.type}`,
    `${column.declared} cannot be taken as ${item.type}`,
  );

function judgeInteger(item: Item, column: SourceColumn): Judged {
  if (column.kind === 'integer') return exact();
  if (column.kind === 'decimal' && column.scale === 0) return exact();
  if (column.kind === 'float') return inexact;
  return column.kind === 'text' ? asWritten : unfit(column, item);
}

function judgeDecimal(item: Item, column: SourceColumn): Judged {
  if (column.kind === 'integer') return exact();
  if (column.kind === 'float') return inexact;
  if (column.kind === 'text') return asWritten;
  if (column.kind !== 'decimal') return unfit(column, item);
  const { length = 38, scale = 0 } = item;
  if (column.scale === undefined)
    return told(
      'warning',
      `列未限定小数位，超过 ${scale} 位的值由平台处理`,
      `the column has any number of decimals; beyond ${scale} they are the platform's to judge`,
    );
  if (column.scale > scale)
    return told(
      'wrong',
      `列有 ${column.scale} 位小数，信息项只有 ${scale} 位`,
      `the column has ${column.scale} decimals, the item ${scale}`,
    );
  if ((column.precision ?? 38) - column.scale > length - scale)
    return told(
      'warning',
      `列的整数位多于信息项的 ${length - scale} 位`,
      `the column takes more than the item's ${length - scale} digits before the point`,
    );
  return exact();
}

const losesTime = told('warning', '只取日期，时间舍去', 'only the day is taken', 'day');

function judgeDate(item: Item, column: SourceColumn): Judged {
  if (column.kind === 'date') return exact('day');
  if (column.kind === 'timestamp' || column.kind === 'zoned') return losesTime;
  return column.kind === 'text' ? asWritten : unfit(column, item);
}

function judgeMonth(item: Item, column: SourceColumn): Judged {
  if (['date', 'timestamp', 'zoned'].includes(column.kind)) return exact('month');
  return ['text', 'integer'].includes(column.kind) ? exact() : unfit(column, item);
}

function judgeText(item: Item, column: SourceColumn): Judged {
  if (column.kind === 'binary' || column.kind === 'other') return unfit(column, item);
  return column.kind === 'float' ? inexact : exact();
}

/** How the column's values are written for the item, and what is to be said about it. */
export function judgeColumn(item: Item, column: SourceColumn): Judged {
  switch (item.type) {
    case 'integer':
      return judgeInteger(item, column);
    case 'decimal':
      return judgeDecimal(item, column);
    case 'date':
      return judgeDate(item, column);
    case 'month':
      return judgeMonth(item, column);
    case 'text':
      return judgeText(item, column);
  }
}

/** An item of the file, from which column and in which form. */
export interface MappedColumn {
  readonly item: string;
  readonly column: SourceColumn;
  readonly form: Form;
}

export interface Mapping {
  readonly columns: readonly MappedColumn[];
  readonly findings: readonly Finding[];
}

const findIn = (columns: readonly SourceColumn[], name: string): SourceColumn | undefined =>
  columns.find((one) => one.name === name) ??
  columns.find((one) => one.name.toLowerCase() === name.toLowerCase());

/** All items that have a column; `chosen` names columns that are called otherwise. */
export function mapColumns(
  items: readonly Item[],
  columns: readonly SourceColumn[],
  chosen: Readonly<Record<string, string>>,
): Mapping {
  const findings: Finding[] = [];
  const mapped: MappedColumn[] = [];
  for (const item of items) {
    const name = chosen[item.code] ?? item.code;
    const column = findIn(columns, name);
    if (!column) {
      if (item.required || chosen[item.code] !== undefined) findings.push(missing(item, name));
      continue;
    }
    const { form, level, zh, en } = judgeColumn(item, column);
    if (level && zh && en) findings.push({ item: item.code, column: column.name, level, zh, en });
    mapped.push({ item: item.code, column, form });
  }
  const known = new Set(items.map(({ code }) => code));
  for (const code of Object.keys(chosen).filter((one) => !known.has(one)))
    findings.push({
      item: code,
      column: chosen[code] ?? '',
      level: 'wrong',
      zh: '资源没有该信息项',
      en: 'the resource has no such item',
    });
  return { columns: mapped, findings };
}

const missing = (item: Item, column: string): Finding => ({
  item: item.code,
  column,
  level: 'wrong',
  zh: '表中没有该列',
  en: 'the table has no such column',
});
