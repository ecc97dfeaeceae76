/** The rows of a worksheet's XML, scanned as bytes straight into canonical records. */
import type { CanonicalWriter } from './canonical-writer.ts';
import { refusal } from './refusals.ts';
import { escapedRuns, type SharedStrings } from './shared-strings.ts';
import { DATE, decimalText, NUMBER, serialText } from './workbook-values.ts';
import type { Block } from './xml-blocks.ts';
import { copyOfficeText } from './xml-text.ts';

const LT = 0x3c;
const GT = 0x3e;
const SLASH = 0x2f;
const EQUALS = 0x3d;
/** Comments and CDATA do not occur in what spreadsheet programs write; a scanner of bytes must not meet them. */
const BANG = 0x21;

export interface SheetContext {
  readonly strings: SharedStrings;
  /** What each cell style makes of a number. */
  readonly kinds: Uint8Array;
  readonly is1904: boolean;
}

/** Types of cells by their `t` attribute: the first letters tell them apart. */
const TYPE_NUMBER = 0;
const TYPE_SHARED = 1;
const TYPE_INLINE = 2;
const TYPE_TEXT = 3;
const TYPE_BOOLEAN = 4;

export class SheetScanner {
  #writer: CanonicalWriter;
  #context: SheetContext;
  #row = 0;
  #prefix = 0;
  #bytes: Buffer = Buffer.alloc(0);
  #marks: ReturnType<typeof inlineMarks> = inlineMarks('');
  #type = TYPE_NUMBER;
  #style = 0;
  #column = -1;
  #next = 0;
  /** Where the cell's formula stands; nowhere when it begins at 0. */
  #formula = { start: 0, end: 0 };

  constructor(writer: CanonicalWriter, context: SheetContext) {
    this.#writer = writer;
    this.#context = context;
  }

  /** Takes a block of whole rows. @returns false when no more are wanted */
  push(block: Block): boolean {
    this.#bytes = block.bytes;
    this.#prefix = block.prefix.length;
    this.#marks = inlineMarks(block.prefix);
    const bytes = block.bytes;
    for (let at = bytes.indexOf(LT); at >= 0; at = bytes.indexOf(LT, at)) {
      const name = at + 1 + this.#prefix;
      if (bytes[at + 1] === BANG) throw damaged(this.#row);
      if (bytes[name] === 0x72 && bytes[name + 1] === 0x6f) {
        at = this.#scanRow(name + 3);
        if (at < 0) return false;
      } else at++;
    }
    return true;
  }

  /** From behind `<row`; @returns where the row ended, or -1 */
  #scanRow(from: number): number {
    const bytes = this.#bytes;
    const opened = this.#rowTag(from);
    this.#next = 0;
    this.#writer.begin(this.#row);
    let at = opened;
    if (bytes[opened - 2] !== SLASH) {
      for (;;) {
        while (bytes[at] !== LT) if (++at >= bytes.length) throw damaged(this.#row);
        const name = at + 1 + this.#prefix;
        if (bytes[at + 1] === SLASH) break;
        if (bytes[at + 1] === BANG) throw damaged(this.#row);
        at = bytes[name] === 0x63 ? this.#scanCell(name + 1) : this.#tagEnd(name);
      }
      at = this.#tagEnd(at);
    }
    return this.#writer.end() ? at : -1;
  }

  #rowTag(from: number): number {
    const bytes = this.#bytes;
    let row = this.#row + 1;
    let at = from;
    for (; at < bytes.length && bytes[at] !== GT; at++) {
      if (bytes[at] !== 0x72 || bytes[at + 1] !== EQUALS || (bytes[at - 1] as number) > 0x20) continue;
      row = digits(bytes, at + 3);
    }
    if (row <= this.#row || row > 1_048_576) throw damaged(this.#row);
    this.#row = row;
    return at + 1;
  }

  /** From behind `<c`; @returns where the cell ended */
  #scanCell(from: number): number {
    const bytes = this.#bytes;
    let at = this.#cellTag(from);
    const column = this.#column < 0 ? this.#next : this.#column;
    if (column < this.#next) throw damaged(this.#row);
    this.#next = column + 1;
    if (bytes[at - 2] === SLASH) return at;
    this.#writer.padTo(column);
    this.#formula.start = 0;
    for (;;) {
      while (bytes[at] !== LT) if (++at >= bytes.length) throw damaged(this.#row);
      if (bytes[at + 1] === SLASH) {
        if (this.#lacksResult()) this.#writeFormula();
        return this.#tagEnd(at);
      }
      const first = bytes[at + 1 + this.#prefix];
      if (bytes[at + 1] === BANG) throw damaged(this.#row);
      const opened = this.#tagEnd(at);
      if (first === 0x66) this.#formula = { start: opened, end: opened };
      if (bytes[opened - 2] === SLASH) at = opened;
      else if (first === 0x76) at = this.#scanValue(opened);
      else if (first === 0x69) at = this.#scanInline(opened);
      else at = this.#skipElement(at, opened);
    }
  }

  /** Reads `r`, `s` and `t`. @returns where the tag ended */
  #cellTag(from: number): number {
    const bytes = this.#bytes;
    this.#type = TYPE_NUMBER;
    this.#style = 0;
    this.#column = -1;
    let at = from;
    while (bytes[at] !== GT) {
      if (at >= bytes.length) throw damaged(this.#row);
      if (bytes[at + 1] !== EQUALS || (bytes[at - 1] as number) > 0x20) {
        at++;
        continue;
      }
      const quote = bytes[at + 2];
      const value = at + 3;
      if (bytes[at] === 0x72) this.#column = columnOf(bytes, value);
      else if (bytes[at] === 0x73) this.#style = digits(bytes, value);
      else if (bytes[at] === 0x74) this.#type = typeOf(bytes, value);
      at = value;
      while (bytes[at] !== quote && at < bytes.length) at++;
      at++;
    }
    return at + 1;
  }

  #scanValue(start: number): number {
    const bytes = this.#bytes;
    let end = start;
    while (bytes[end] !== LT) if (++end >= bytes.length) throw damaged(this.#row);
    if (bytes[end + 1] !== SLASH) throw damaged(this.#row);
    const empty = start === end && this.#lacksResult();
    if (this.#writer.columns < this.#next && !empty) this.#writeValue(start, end);
    return this.#tagEnd(end);
  }

  /** Programs write formulas without results; a spreadsheet program keeps even an empty text as one (`t="str"`). */
  #lacksResult(): boolean {
    return this.#formula.start > 0 && this.#type === TYPE_NUMBER && this.#writer.columns < this.#next;
  }

  /** The formula itself: what nobody has worked out must not look like an empty cell. */
  #writeFormula(): void {
    this.#writer.openCell();
    this.#put('=');
    copyOfficeText(this.#writer, this.#bytes, this.#formula.start, this.#formula.end);
    this.#writer.closeCell();
  }

  #writeValue(start: number, end: number): void {
    const writer = this.#writer;
    writer.openCell();
    if (this.#type === TYPE_SHARED) this.#context.strings.copyTo(writer, digits(this.#bytes, start));
    else if (this.#type === TYPE_NUMBER) this.#writeNumber(start, end);
    else if (this.#type === TYPE_BOOLEAN) this.#put(this.#bytes[start] === 0x31 ? 'TRUE' : 'FALSE');
    else copyOfficeText(writer, this.#bytes, start, end);
    writer.closeCell();
  }

  #writeNumber(start: number, end: number): void {
    const kind = this.#context.kinds[this.#style] ?? NUMBER;
    const plainEnd = kind === NUMBER ? plainNumberEnd(this.#bytes, start, end) : 0;
    if (plainEnd > 0) {
      this.#copy(start, plainEnd);
      return;
    }
    const text = this.#bytes.toString('latin1', start, end);
    const date = kind >= DATE ? serialText(Number(text), kind, this.#context.is1904) : undefined;
    if (Number.isFinite(Number(text))) this.#put(date ?? decimalText(text));
    else copyOfficeText(this.#writer, this.#bytes, start, end);
  }

  #copy(start: number, end: number): void {
    const { out } = this.#writer;
    let at = this.#writer.at;
    for (let i = start; i < end; i++) out[at++] = this.#bytes[i] as number;
    this.#writer.at = at;
  }

  #put(text: string): void {
    this.#writer.reserve(text.length * 3);
    this.#writer.at += this.#writer.out.write(text, this.#writer.at, 'utf8');
  }

  #scanInline(start: number): number {
    const plain = this.#scanPlainInline(start);
    if (plain > 0) return plain;
    const end = this.#bytes.indexOf(this.#marks.inlineEnd, start);
    if (end < 0) throw damaged(this.#row);
    if (this.#writer.columns < this.#next) {
      this.#writer.openCell();
      this.#put(escapedRuns(this.#bytes.subarray(start, end), this.#marks));
      this.#writer.closeCell();
    }
    return this.#tagEnd(end);
  }

  /** `<t>text</t></is>` and nothing else: the common case. @returns where the element ended, or 0 */
  #scanPlainInline(start: number): number {
    const bytes = this.#bytes;
    const name = start + 1 + this.#prefix;
    const next = bytes[name + 1];
    if (bytes[start] !== LT || bytes[name] !== 0x74 || (next !== GT && next !== 0x20)) return 0;
    const opened = this.#tagEnd(name);
    if (bytes[opened - 2] === SLASH) return 0;
    let end = opened;
    while (bytes[end] !== LT) if (++end >= bytes.length) throw damaged(this.#row);
    if (bytes[end + 1] !== SLASH) throw damaged(this.#row);
    const closed = this.#tagEnd(end);
    if (bytes[closed] !== LT || bytes[closed + 1] !== SLASH || this.#writer.columns >= this.#next) return 0;
    this.#writer.openCell();
    copyOfficeText(this.#writer, bytes, opened, end);
    this.#writer.closeCell();
    return this.#tagEnd(closed);
  }

  /** A formula or an extension: its text is no value, unless a formula has no other. */
  #skipElement(at: number, opened: number): number {
    let nameEnd = at + 1;
    while ((this.#bytes[nameEnd] as number) > 0x20 && this.#bytes[nameEnd] !== GT) nameEnd++;
    const close = this.#bytes.indexOf(
      `</${this.#bytes.toString('latin1', at + 1, nameEnd)}`,
      opened,
      'latin1',
    );
    if (close < 0) throw damaged(this.#row);
    if (this.#formula.start === opened) this.#formula.end = close;
    return this.#tagEnd(close);
  }

  /** Behind the `>` of the tag at `at`. */
  #tagEnd(at: number): number {
    const bytes = this.#bytes;
    let end = at;
    while (bytes[end] !== GT) if (++end >= bytes.length) throw damaged(this.#row);
    return end + 1;
  }
}

function damaged(row: number) {
  return refusal('malformed-workbook', { line: row });
}

function inlineMarks(prefix: string) {
  return {
    text: Buffer.from(`<${prefix}t`),
    textEnd: Buffer.from(`</${prefix}t>`),
    phonetic: Buffer.from(`<${prefix}rPh`),
    phoneticEnd: Buffer.from(`</${prefix}rPh>`),
    inlineEnd: Buffer.from(`</${prefix}is>`),
  };
}

/** The whole number that begins here, or -1 where none does. */
function digits(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from; ; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return at === from ? -1 : value;
    value = value * 10 + digit;
  }
}

/** 0-based column of a reference like `AB12`. */
function columnOf(bytes: Buffer, from: number): number {
  let column = 0;
  for (let at = from; at < from + 4; at++) {
    const letter = (bytes[at] as number) & 0xdf;
    if (letter < 0x41 || letter > 0x5a) break;
    column = column * 26 + letter - 0x40;
  }
  return column - 1;
}

function typeOf(bytes: Buffer, at: number): number {
  const first = bytes[at];
  if (first === 0x73) return bytes[at + 1] === 0x74 ? TYPE_TEXT : TYPE_SHARED;
  if (first === 0x69) return TYPE_INLINE;
  if (first === 0x62) return TYPE_BOOLEAN;
  return first === 0x6e ? TYPE_NUMBER : TYPE_TEXT;
}

/**
 * At most 15 characters and no exponent: the text is the decimal already, but for zeros behind the point.
 * @returns where the shortest decimal ends, or 0 when the number needs more care
 */
function plainNumberEnd(bytes: Buffer, start: number, end: number): number {
  if (end - start > 15) return 0;
  let point = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x2e && !point && at > start) point = true;
    else if (!(byte >= 0x30 && byte <= 0x39) && !(byte === 0x2d && at === start)) return 0;
  }
  let last = end;
  if (point) while (bytes[last - 1] === 0x30) last--;
  return bytes[last - 1] === 0x2e ? last - 1 : last;
}
