/**
 * Workbooks of a few small sheets, whole in memory: the catalog's spreadsheet form. What comes from outside is
 * inflated under limits before the reader sees it; formulas, macros and links are never followed.
 */
import { strFromU8, unzipSync, zipSync } from 'fflate';
import type { Sheet } from '../core/catalog/sheets.ts';
import { InvalidInput } from '../core/errors.ts';

const mostEntries = 200;
const mostInflated = 64 * 1024 * 1024;
const mostRows = 200_000;
const mostColumns = 200;
const wanted = /^(?:\[Content_Types\]\.xml|_rels\/|xl\/)/;

const unreadable = (en: string, zh: string): InvalidInput =>
  new InvalidInput(`this is no workbook that can be read: ${en}`, `不是可读取的工作簿：${zh}`);

/** The parts that hold data, inflated; what is larger than it says, or too large, is refused. */
function safeParts(bytes: Uint8Array): Record<string, Uint8Array> {
  let entries = 0;
  let inflated = 0;
  let tooMuch = false;
  const parts = tryUnzip(() =>
    unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        entries += 1;
        inflated += originalSize;
        tooMuch ||= entries > mostEntries || inflated > mostInflated;
        return !tooMuch && wanted.test(name);
      },
    }),
  );
  if (tooMuch) throw unreadable('it unpacks to too much', '解压后过大');
  const names = Object.keys(parts);
  if (names.some((name) => /vbaProject|externalLinks|embeddings/i.test(name)))
    throw unreadable('it holds macros, links or embedded files', '含有宏、外部链接或嵌入文件');
  if (
    names.some(
      (name) => name.endsWith('.xml') && /<!(?:DOCTYPE|ENTITY)/i.test(strFromU8(parts[name] as Uint8Array)),
    )
  )
    throw unreadable('it holds a DTD', '含有 DTD');
  return parts;
}

function tryUnzip(unzip: () => Record<string, Uint8Array>): Record<string, Uint8Array> {
  try {
    return unzip();
  } catch {
    throw unreadable('it is no XLSX file, or a damaged one', '不是 XLSX 文件，或文件已损坏');
  }
}

/** Cells as the text that a person sees. @throws InvalidInput for what is no workbook or a hostile one */
export async function readSheets(bytes: Uint8Array): Promise<readonly Sheet[]> {
  const parts = safeParts(bytes);
  const { read, utils } = await import('@e965/xlsx');
  const options = {
    type: 'array',
    dense: true,
    cellFormula: false,
    cellHTML: false,
    sheetRows: mostRows + 1,
  } as const;
  let book: ReturnType<typeof read>;
  try {
    book = read(zipSync(parts, { level: 0 }), options);
  } catch {
    throw unreadable('its parts do not fit together', '内容不完整');
  }
  return book.SheetNames.map((name) => {
    const sheet = book.Sheets[name] ?? {};
    const rows = utils.sheet_to_json<unknown[]>(sheet, {
      header: 1,
      raw: false,
      defval: '',
      blankrows: true,
    });
    if (rows.length > mostRows || rows.some((row) => row.length > mostColumns))
      throw unreadable(`sheet ${name} is too large`, `工作表 ${name} 过大`);
    return { name, rows: rows.map((row) => row.map((cell) => String(cell ?? ''))) };
  });
}

/** Every cell is text, so that nothing in it is ever computed. */
export async function writeSheets(sheets: readonly Sheet[]): Promise<Uint8Array> {
  const { utils, write } = await import('@e965/xlsx');
  const book = utils.book_new();
  for (const { name, rows } of sheets) {
    const cells = rows.map((row) => row.map((cell) => (cell === '' ? null : { t: 's' as const, v: cell })));
    utils.book_append_sheet(book, utils.aoa_to_sheet(cells), name);
  }
  return new Uint8Array(write(book, { type: 'array', bookType: 'xlsx', compression: true }) as ArrayBuffer);
}
