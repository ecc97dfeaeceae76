/** A small table as a file a spreadsheet opens: with a byte-order mark, and nothing a spreadsheet would compute. */
import { csvRecord, neutralise } from '../../layers/core/export-cells.ts';
import { attachment } from './content-disposition.ts';
import type { ApiContext } from './home.ts';
import { plainAnswer } from './openapi.ts';

/** @param name of the download */
export function answerCsv(c: ApiContext, name: string, rows: readonly (readonly string[])[]): never {
  const text = rows.map((row) => csvRecord(row.map(neutralise))).join('');
  const headers = { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': attachment(name) };
  return plainAnswer(c.body(`\uFEFF${text}`, 200, headers));
}
