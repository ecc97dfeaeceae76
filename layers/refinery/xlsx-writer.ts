/** A workbook as a stream: every cell is inline text, so nothing in it is ever computed. Memory stays flat. */
import { writeZip, type ZipEntry } from './zip-writer.ts';

/** Rows of cells; null is an empty cell. */
export type SheetRows = AsyncIterable<readonly (readonly (string | null)[])[]>;

const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** What a sheet can hold: rows, and characters a cell. */
const mostRows = 1_048_576;
const mostCharacters = 32_767;
/** Ends a cell that was too long, so that nobody takes what is left for all of it. */
export const cutMark = '…【超长已截断，请改用 CSV 或 JSON；cut here, use CSV or JSON】';

/** XML 1.0 has no place for these. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

function fitCell(text: string): string {
  return text.length <= mostCharacters ? text : text.slice(0, mostCharacters - cutMark.length) + cutMark;
}

function cellXml(text: string | null): string {
  if (text === null || text === '') return '<c/>';
  return `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(fitCell(text))}</t></is></c>`;
}

const rowXml = (cells: readonly (string | null)[]) => `<row>${cells.map(cellXml).join('')}</row>`;

/** Hands rows out to one sheet after another. */
class SheetFeeder {
  #pieces: AsyncIterator<readonly (readonly (string | null)[])[]>;
  #left: (readonly (string | null)[])[] = [];
  #ended = false;

  constructor(rows: SheetRows) {
    this.#pieces = rows[Symbol.asyncIterator]();
  }

  async next(limit: number): Promise<(readonly (string | null)[])[]> {
    while (this.#left.length === 0 && !this.#ended) {
      const piece = await this.#pieces.next();
      if (piece.done) this.#ended = true;
      else this.#left = [...piece.value];
    }
    return this.#left.splice(0, limit);
  }

  async hasMore(): Promise<boolean> {
    const [row] = await this.next(1);
    if (row) this.#left.unshift(row);
    return row !== undefined;
  }
}

async function* sheetXml(
  head: readonly (readonly string[])[],
  feeder: SheetFeeder,
  rowsPerSheet: number,
): AsyncGenerator<Buffer> {
  yield Buffer.from(`${xmlHead}<worksheet xmlns="${main}"><sheetData>${head.map(rowXml).join('')}`);
  for (let room = rowsPerSheet - head.length; room > 0; ) {
    const rows = await feeder.next(Math.min(room, 2048));
    if (rows.length === 0) break;
    room -= rows.length;
    yield Buffer.from(rows.map(rowXml).join(''));
  }
  yield Buffer.from('</sheetData></worksheet>');
}

function fixedEntries(sheets: number): ZipEntry[] {
  const numbers = Array.from({ length: sheets }, (_, i) => i + 1);
  const overrides = numbers
    .map(
      (n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${contentType}.worksheet+xml"/>`,
    )
    .join('');
  const types = `${xmlHead}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/>${overrides}</Types>`;
  const root = `${xmlHead}<Relationships xmlns="${relations}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
  const sheetTags = numbers.map((n) => `<sheet name="Sheet${n}" sheetId="${n}" r:id="rId${n}"/>`).join('');
  const workbook = `${xmlHead}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheetTags}</sheets></workbook>`;
  const links = numbers
    .map((n) => `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`)
    .join('');
  const books = `${xmlHead}<Relationships xmlns="${relations}">${links}</Relationships>`;
  const entry = (name: string, text: string) => ({ name, bytes: [Buffer.from(text)] });
  return [
    entry('[Content_Types].xml', types),
    entry('_rels/.rels', root),
    entry('xl/workbook.xml', workbook),
    entry('xl/_rels/workbook.xml.rels', books),
  ];
}

/** Writes rows under their head; past 1,048,576 rows the next sheet begins, with the head again. */
export async function* writeXlsx(
  head: readonly (readonly string[])[],
  rows: SheetRows,
  rowsPerSheet = mostRows,
): AsyncGenerator<Buffer> {
  const feeder = new SheetFeeder(rows);
  yield* writeZip(
    (async function* () {
      let sheets = 0;
      do {
        sheets++;
        yield { name: `xl/worksheets/sheet${sheets}.xml`, bytes: sheetXml(head, feeder, rowsPerSheet) };
      } while (await feeder.hasMore());
      yield* fixedEntries(sheets);
    })(),
  );
}
