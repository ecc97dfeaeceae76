/** XLS (BIFF): an old binary form that has to be opened whole, which its size limit allows for. */
import { readFile } from 'node:fs/promises';
import { type CellObject, read, set_cptable, type WorkBook, type WorkSheet } from '@e965/xlsx';
import type { SurveyedTable } from '../../../schemas/refinery.ts';
import { sizeOf } from './byte-source.ts';
import type { Decode } from './canonical-file.ts';
import { captureHead } from './head.ts';
import { type DecodeLimits, headRecords } from './limits.ts';
import { checkOle } from './ole.ts';
import { refusal } from './refusals.ts';
import { decimalText, formatKind, NUMBER, serialText } from './workbook-values.ts';

/** The sheets of an XLS with their first rows. @throws PoisonError for what is never taken */
export async function surveyXls(path: string, limits: DecodeLimits): Promise<SurveyedTable[]> {
  const book = await openXls(path, limits);
  const tables: SurveyedTable[] = [];
  for (const [i, name] of book.SheetNames.entries()) {
    const hidden = (book.Workbook?.Sheets?.[i]?.Hidden ?? 0) !== 0;
    const head = await captureHead(decodeSheet(book, name), limits, false);
    tables.push({ name, hidden, head, merges: mergesOf(book.Sheets[name] as WorkSheet) });
  }
  return tables;
}

/** Decodes one sheet; ordinals are row numbers. */
export function decodeXls(path: string, table: string, limits: DecodeLimits): Decode {
  return async (writer) => decodeSheet(await openXls(path, limits), table)(writer);
}

async function openXls(path: string, limits: DecodeLimits): Promise<WorkBook> {
  if ((await sizeOf(path)) > limits.wholeFile) throw refusal('too-large-for-format');
  const bytes = await readFile(path);
  checkOle(bytes);
  // Workbooks older than Excel 97 are in a code page; the tables are large, so they are loaded only here.
  set_cptable(await import('@e965/xlsx/dist/cpexcel.full.mjs'));
  try {
    return quietly(() =>
      read(bytes, { type: 'buffer', dense: true, cellNF: true, cellText: false, cellHTML: false }),
    );
  } catch (error) {
    const isLocked = error instanceof Error && /password|encrypt/i.test(error.message);
    throw refusal(isLocked ? 'encrypted' : 'malformed-workbook');
  }
}

/** The library writes what it stumbles over to the console, where content has no place. It reads synchronously. */
function quietly<T>(work: () => T): T {
  const { error } = console;
  console.error = () => undefined;
  try {
    return work();
  } finally {
    console.error = error;
  }
}

function decodeSheet(book: WorkBook, name: string): Decode {
  return async (writer) => {
    const sheet = book.Sheets[name];
    if (sheet === undefined) throw refusal('no-such-table');
    const is1904 = book.Workbook?.WBProps?.date1904 === true;
    for (const [index, row] of rowsOf(sheet)) {
      writer.begin(index + 1);
      row.forEach((cell, column) => {
        writer.padTo(column);
        writer.cell(cellText(cell, is1904));
      });
      if (!writer.end()) return;
    }
  };
}

function* rowsOf(sheet: WorkSheet): Generator<[index: number, row: CellObject[]]> {
  const rows = (sheet['!data'] ?? []) as (CellObject[] | undefined)[];
  for (const [index, row] of rows.entries()) if (row !== undefined) yield [index, row];
}

const errors: Record<number, string> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
  43: '#GETTING_DATA',
};

function cellText(cell: CellObject | undefined, is1904: boolean): string {
  if (cell?.v === undefined || cell.v === null) return '';
  if (cell.t === 'b') return cell.v ? 'TRUE' : 'FALSE';
  if (cell.t === 'e') return errors[Number(cell.v)] ?? '#N/A';
  if (cell.t !== 'n') return String(cell.v);
  const kind = typeof cell.z === 'string' ? formatKind(-1, cell.z) : NUMBER;
  const date = kind === NUMBER ? undefined : serialText(Number(cell.v), kind, is1904);
  return date ?? decimalText(String(cell.v));
}

function mergesOf(sheet: WorkSheet): SurveyedTable['merges'] {
  return (sheet['!merges'] ?? [])
    .filter((merge) => merge.s.r < headRecords)
    .slice(0, 1000)
    .map(({ s, e }) => ({ top: s.r, left: s.c, bottom: e.r, right: e.c }));
}
