/** The files the public downloads, as streams: CSV that no spreadsheet computes, and JSON that names its items. */
import type { Item, Resource } from '../../../schemas/resource.ts';
import { csvRecord, neutralise } from '../export-cells.ts';

const encoder = new TextEncoder();
type Rows = AsyncIterable<Readonly<Record<string, unknown>>>;

const textOf = (value: unknown): string =>
  value === null || value === undefined
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

/** A negative number is no formula. */
const cellOf = (item: Item, value: unknown): string =>
  item.type === 'decimal' || item.type === 'integer' ? textOf(value) : neutralise(textOf(value));

/** With a byte-order mark, so that a spreadsheet reads Chinese; the header has the items' names. */
export async function* csvOf(items: readonly Item[], rows: Rows): AsyncIterable<Uint8Array> {
  yield encoder.encode(`\uFEFF${csvRecord(items.map(({ name }) => neutralise(name)))}`);
  for await (const lines of gathered(rows, (row) =>
    csvRecord(items.map((item) => cellOf(item, row[item.code]))),
  ))
    yield encoder.encode(lines);
}

export async function* jsonOf(
  resource: Resource,
  items: readonly Item[],
  generation: number,
  rows: Rows,
): AsyncIterable<Uint8Array> {
  const head = {
    code: resource.code,
    name: resource.name,
    nameEn: resource.nameEn,
    version: resource.version,
    generation,
    items: items.map(({ code, name, type, unit }) => ({ code, name, type, unit })),
  };
  yield encoder.encode(`${JSON.stringify(head).slice(0, -1)},"rows":[`);
  let isFirst = true;
  const lineOf = (row: Readonly<Record<string, unknown>>) => {
    const shown = Object.fromEntries(items.map(({ code }) => [code, row[code] ?? null]));
    const line = `${isFirst ? '' : ','}\n${JSON.stringify(shown)}`;
    isFirst = false;
    return line;
  };
  for await (const lines of gathered(rows, lineOf)) yield encoder.encode(lines);
  yield encoder.encode('\n]}\n');
}

/** Many short lines are few long writes. */
async function* gathered(
  rows: Rows,
  lineOf: (row: Readonly<Record<string, unknown>>) => string,
): AsyncIterable<string> {
  let lines: string[] = [];
  for await (const row of rows) {
    lines.push(lineOf(row));
    if (lines.length < 500) continue;
    yield lines.join('');
    lines = [];
  }
  if (lines.length > 0) yield lines.join('');
}
