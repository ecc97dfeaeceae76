/** JSON documents and JSON Lines as canonical records. Columns are the keys, in the order they first come. */
import type { Chunk, Survey, SurveyedTable } from '../../../schemas/refinery.ts';
import { sizeOf } from './byte-source.ts';
import type { Decode } from './canonical-file.ts';
import type { CanonicalWriter } from './canonical-writer.ts';
import { captureHead } from './head.ts';
import { arrayCells, objectCells } from './json-cells.ts';
import { JsonRows } from './json-rows.ts';
import type { DecodeLimits } from './limits.ts';
import { splitLines } from './lines.ts';
import { refusal } from './refusals.ts';
import { utf8Bytes } from './transcode.ts';

type TextSurvey = Pick<Survey, 'encoding' | 'bom' | 'format'>;

/** Finds the tables of a JSON document and their columns: reads it once to its end. */
export async function surveyJson(
  path: string,
  survey: TextSurvey,
  limits: DecodeLimits,
): Promise<SurveyedTable[]> {
  const tables = new Map<string, { columns: ColumnNames; records: number }>();
  const rows = new JsonRows(limits, (table, row) => {
    const found = tables.get(table) ?? { columns: new ColumnNames(limits), records: 0 };
    tables.set(table, found);
    found.records++;
    if (row[0] === 0x7b) found.columns.add(objectCells(row.toString('utf8'), found.records));
    return true;
  });
  for await (const piece of utf8Bytes(path, survey.encoding ?? 'utf-8', limits)) rows.push(piece);
  rows.finish();
  if (tables.size === 0) throw refusal('malformed-json');
  const surveyed: SurveyedTable[] = [];
  for (const [name, { columns, records }] of tables) {
    const decode = decodeJson(path, survey, name, columns.names, limits);
    const head = await captureHead(decode, limits, true);
    surveyed.push({ name, hidden: false, merges: [], head, records, ...columns.option() });
  }
  return surveyed;
}

/** Finds the columns of JSON Lines in its first 16 MiB; keys that come later are added behind them. */
export async function surveyJsonLines(
  path: string,
  survey: TextSurvey,
  limits: DecodeLimits,
): Promise<SurveyedTable[]> {
  const columns = new ColumnNames(limits);
  const range = { start: 0, end: Math.min(await sizeOf(path), 16 << 20) };
  const whole = range.end < 16 << 20;
  let line = 0;
  let last: Buffer | undefined;
  const add = (row: Buffer) => {
    const text = lineText(row, survey);
    if (text.startsWith('{')) columns.add(objectCells(text, line));
  };
  for await (const row of splitLines(path, survey as Survey, limits, range)) {
    if (last !== undefined) add(last);
    line++;
    last = Buffer.from(row);
  }
  if (whole && last !== undefined) add(last);
  const head = await captureHead(decodeJsonLines(path, survey, columns.names, limits), limits, true);
  return [{ name: '', hidden: false, merges: [], head, ...columns.option() }];
}

/** Decodes one array of a JSON document; ordinals count its elements. */
export function decodeJson(
  path: string,
  survey: TextSurvey,
  table: string,
  columns: readonly string[],
  limits: DecodeLimits,
): Decode {
  return async (writer) => {
    const places = placesOf(columns);
    let ordinal = 0;
    const rows = new JsonRows(limits, (name, row) =>
      name === table ? writeRow(writer, ++ordinal, row.toString('utf8'), places) : true,
    );
    for await (const piece of utf8Bytes(path, survey.encoding ?? 'utf-8', limits))
      if (!rows.push(piece)) return;
    rows.finish();
  };
}

/** Decodes JSON Lines, or a chunk of it; ordinals are line numbers. */
export function decodeJsonLines(
  path: string,
  survey: TextSurvey,
  columns: readonly string[],
  limits: DecodeLimits,
  chunk?: Chunk,
): Decode {
  return async (writer) => {
    const places = placesOf(columns);
    const range = chunk ?? { start: 0, end: await sizeOf(path) };
    let ordinal = (chunk?.firstRecord ?? 1) - 1;
    for await (const line of splitLines(path, survey as Survey, limits, range)) {
      ordinal++;
      const text = lineText(line, survey);
      if (text === '') continue;
      if (!writeRow(writer, ordinal, text, places)) return;
    }
  };
}

function lineText(line: Buffer, survey: TextSurvey): string {
  if (survey.encoding === 'utf-8') return line.toString('utf8').trim();
  return new TextDecoder(survey.encoding).decode(line).trim();
}

function placesOf(columns: readonly string[]): Map<string, number> {
  return new Map(columns.map((name, place) => [name, place]));
}

/** A key that no survey saw gets the next free column, so that nothing is lost. */
function writeRow(
  writer: CanonicalWriter,
  ordinal: number,
  text: string,
  places: Map<string, number>,
): boolean {
  const cells = text.startsWith('{')
    ? inOrder(objectCells(text, ordinal), places)
    : arrayCells(text, ordinal);
  writer.begin(ordinal);
  for (let i = 0; i < cells.length; i++) writer.cell(cells[i] ?? '');
  return writer.end();
}

function inOrder(members: readonly [string, string][], places: Map<string, number>): string[] {
  const cells: string[] = [];
  for (const [key, cell] of members) {
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    cells[place] = cell;
  }
  return cells;
}

class ColumnNames {
  #names = new Set<string>();
  #limits: DecodeLimits;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  add(members: readonly [string, string][]): void {
    for (const [key] of members) this.#names.add(key);
    if (this.#names.size > this.#limits.columns) throw refusal('too-many-columns');
  }

  get names(): string[] {
    return [...this.#names];
  }

  /** Rows that are arrays have no names: their first row is a header. */
  option(): { columns?: string[] } {
    return this.#names.size === 0 ? {} : { columns: this.names };
  }
}
