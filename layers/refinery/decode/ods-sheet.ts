/** The content part of an ODS: which sheets there are, and the cells of one. */
import type { CanonicalWriter } from './canonical-writer.ts';
import { headRecords } from './limits.ts';
import type { Merge } from './merges.ts';
import { odsCellText } from './ods-values.ts';
import { refusal } from './refusals.ts';
import type { XmlHandler } from './xml-events.ts';

type Attributes = Readonly<Record<string, string>>;

/** Cells that repeated rows may be written out to. */
const MOST_REPEATED_CELLS = 20_000_000;

/** Lists sheets, hidden ones (their style says so) and merged cells at their tops. */
export class OdsListing implements XmlHandler {
  #hiddenStyles = new Set<string>();
  #style = '';
  #sheets: { name: string; style: string; merges: Merge[] }[] = [];
  #row = 0;
  #column = 0;
  #repeat = 1;

  open(name: string, attributes: Attributes): void {
    if (name === 'style:style') this.#style = attributes['style:name'] ?? '';
    else if (name === 'style:table-properties' && attributes['table:display'] === 'false')
      this.#hiddenStyles.add(this.#style);
    else if (name === 'table:table-source') throw refusal('external-links');
    else if (name === 'draw:object' || name === 'draw:object-ole') throw refusal('embedded-objects');
    else if (name === 'table:table') this.#openSheet(attributes);
    else if (name === 'table:table-row') {
      this.#column = 0;
      this.#repeat = countOf(attributes['table:number-rows-repeated']);
    } else if (isCell(name)) this.#seeCell(attributes);
  }

  text(): void {}

  close(name: string): void {
    if (name === 'table:table-row') this.#row += this.#repeat;
  }

  sheets(): { name: string; hidden: boolean; merges: Merge[] }[] {
    return this.#sheets.map(({ name, style, merges }) => ({
      name,
      hidden: this.#hiddenStyles.has(style),
      merges,
    }));
  }

  #openSheet(attributes: Attributes): void {
    const [name = '', style = ''] = [attributes['table:name'], attributes['table:style-name']];
    this.#sheets.push({ name, style, merges: [] });
    this.#row = 0;
  }

  #seeCell(attributes: Attributes): void {
    const wide = countOf(attributes['table:number-columns-spanned']);
    const high = countOf(attributes['table:number-rows-spanned']);
    const merges = this.#sheets.at(-1)?.merges;
    if (merges !== undefined && wide * high > 1 && this.#row < headRecords && merges.length < 1000) {
      const [top, left] = [this.#row, this.#column];
      merges.push({ top, left, bottom: top + high - 1, right: left + wide - 1 });
    }
    this.#column += countOf(attributes['table:number-columns-repeated']);
  }
}

/** Writes the rows of one sheet. */
export class OdsSheet implements XmlHandler {
  found = false;
  #name: string;
  #writer: CanonicalWriter;
  #inside = false;
  #stopped = false;
  #ordinal = 0;
  #repeat = 1;
  #cells: { column: number; text: string }[] = [];
  #column = 0;
  #attributes: Attributes | undefined;
  #text: string[] = [];
  #paragraphs = 0;
  #ignored = 0;
  #repeatedCells = 0;

  constructor(name: string, writer: CanonicalWriter) {
    this.#name = name;
    this.#writer = writer;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'table:table') {
      this.#inside = !this.found && attributes['table:name'] === this.#name;
      this.found ||= this.#inside;
    }
    if (!this.#inside) return;
    if (name === 'table:table-row') this.#openRow(attributes);
    else if (isCell(name)) this.#openCell(attributes);
    else if (name === 'office:annotation' || this.#ignored > 0) this.#ignored++;
    else if (name === 'text:p' && this.#paragraphs++ > 0) this.#text.push('\n');
    else if (name === 'text:s') this.#text.push(' '.repeat(Math.min(countOf(attributes['text:c']), 1000)));
    else if (name === 'text:tab') this.#text.push('\t');
    else if (name === 'text:line-break') this.#text.push('\n');
  }

  text(text: string): void {
    if (this.#attributes !== undefined && this.#paragraphs > 0 && this.#ignored === 0) this.#text.push(text);
  }

  close(name: string): void {
    if (!this.#inside) return;
    if (this.#ignored > 0) this.#ignored--;
    else if (isCell(name)) this.#closeCell();
    else if (name === 'table:table-row') this.#closeRow();
    else if (name === 'table:table') this.#inside = false;
  }

  done(): boolean {
    return this.#stopped;
  }

  #openRow(attributes: Attributes): void {
    this.#repeat = countOf(attributes['table:number-rows-repeated']);
    this.#cells = [];
    this.#column = 0;
  }

  #openCell(attributes: Attributes): void {
    this.#attributes = attributes;
    this.#text = [];
    this.#paragraphs = 0;
  }

  #closeCell(): void {
    const attributes = this.#attributes ?? {};
    const repeat = countOf(attributes['table:number-columns-repeated']);
    const text = odsCellText(attributes, this.#text.join(''));
    this.#attributes = undefined;
    if (text !== '') {
      if (this.#column + repeat > this.#writer.limits.columns)
        throw refusal('too-many-columns', { line: this.#ordinal + 1 });
      for (let i = 0; i < repeat; i++) this.#cells.push({ column: this.#column + i, text });
    }
    this.#column += repeat;
  }

  #closeRow(): void {
    const repeat = this.#cells.length === 0 ? 1 : this.#repeat;
    if (repeat > 1) this.#repeatedCells += repeat * this.#cells.length;
    if (this.#repeatedCells > MOST_REPEATED_CELLS) throw refusal('zip-bomb', {}, 'repeated rows');
    for (let i = 0; i < repeat && !this.#stopped; i++) this.#writeRow(this.#ordinal + 1 + i);
    this.#ordinal += this.#repeat;
  }

  #writeRow(ordinal: number): void {
    this.#writer.begin(ordinal);
    for (const { column, text } of this.#cells) {
      this.#writer.padTo(column);
      this.#writer.cell(text);
    }
    if (!this.#writer.end()) this.#stopped = true;
  }
}

function isCell(name: string): boolean {
  return name === 'table:table-cell' || name === 'table:covered-table-cell';
}

function countOf(text: string | undefined): number {
  const count = Number(text ?? 1);
  return Number.isSafeInteger(count) && count > 0 ? count : 1;
}
