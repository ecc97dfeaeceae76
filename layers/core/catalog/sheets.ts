/** A workbook as core knows it: sheets of text cells. Reading and writing the file is an adapter's. */
import { InvalidInput } from '../errors.ts';

export interface Sheet {
  readonly name: string;
  /** Rows of cells; the first is the header. */
  readonly rows: readonly (readonly string[])[];
}

/** A place in a workbook as people find it: sheet, row from 1, title of the column. */
export interface CellPlace {
  readonly sheet: string;
  readonly row: number;
  readonly column?: string;
}

export interface CellFault extends CellPlace {
  readonly zh: string;
  readonly en: string;
}

const mostFaults = 20;

/** All faults at once, each with its row and column: a clerk corrects them in one go. */
export function refuseFaults(faults: readonly CellFault[]): void {
  if (faults.length === 0) return;
  const shown = faults.slice(0, mostFaults);
  const en = shown.map(
    ({ sheet, row, column, en: text }) => `${sheet}!${row}${column ? ` ${column}` : ''}: ${text}`,
  );
  const zh = shown.map(
    ({ sheet, row, column, zh: text }) => `${sheet} 第 ${row} 行${column ? `“${column}”` : ''}：${text}`,
  );
  const [first] = shown;
  throw new InvalidInput(
    `the workbook has ${faults.length} faults; correct these places:\n${en.join('\n')}`,
    `工作簿有 ${faults.length} 处有误，请修改：\n${zh.join('\n')}`,
    { place: { sheet: first?.sheet, line: first?.row } },
  );
}

/** Rows of a sheet by the titles of its columns. */
export class SheetReader {
  readonly sheet: string;
  readonly #columns: ReadonlyMap<string, number>;
  readonly #rows: readonly (readonly string[])[];
  readonly faults: CellFault[] = [];

  constructor({ name, rows }: Sheet) {
    this.sheet = name;
    const titles = (rows[0] ?? []).map(plainTitle);
    this.#columns = new Map(titles.map((title, index) => [title, index]));
    this.#rows = rows;
    const twice = titles.find((title, index) => title !== '' && titles.indexOf(title) !== index);
    if (twice !== undefined) this.fault(1, twice, '列名重复', 'this title stands twice');
  }

  has(title: string): boolean {
    return this.#columns.has(plainTitle(title));
  }

  /** A column the sheet cannot do without. */
  need(title: string): void {
    if (!this.has(title)) this.fault(1, title, '缺少该列', 'this column is missing');
  }

  /** Numbers of the rows that hold something, from 2 on: the header is row 1. */
  numbers(): number[] {
    const filled: number[] = [];
    for (let index = 1; index < this.#rows.length; index += 1)
      if (this.#rows[index]?.some((cell) => cell.trim() !== '')) filled.push(index + 1);
    return filled;
  }

  /** A cell's text without blanks around it; empty when it or its column is not there. */
  at(row: number, title: string): string {
    const column = this.#columns.get(plainTitle(title));
    return column === undefined ? '' : (this.#rows[row - 1]?.[column] ?? '').trim();
  }

  fault(row: number, column: string | undefined, zh: string, en: string): void {
    this.faults.push({ sheet: this.sheet, row, ...(column === undefined ? {} : { column }), zh, en });
  }
}

/** Titles are told apart by what people read: not by blanks, nor by the width of brackets. */
const plainTitle = (title: string): string => title.normalize('NFKC').replace(/\s/g, '');
