/** From the codes of a font to characters: its own table (ToUnicode), or an encoding whose characters are known. */
import { Bytes, type Dict, isDict, Name, Operator, Reader, type Value } from './objects.ts';
import type { PdfFile } from './pdf-file.ts';

/** Bytes of a shown string, as Latin-1, to text. */
export type Decode = (codes: string) => string;

const mostRange = 65_536;
const mostCodes = 200_000;

/** @returns undefined for a font whose codes mean nothing to anybody but itself */
export function decoderOf(file: PdfFile, font: Dict): Decode | undefined {
  const table = file.stream(font.get('ToUnicode'));
  if (table !== undefined) return byTable(table, isComposite(font));
  const encoding = file.resolve(font.get('Encoding'));
  const name = encoding instanceof Name ? encoding.name : '';
  if (isComposite(font)) return byEncoding(name);
  return isDict(encoding) && file.resolve(encoding.get('Differences')) !== undefined
    ? undefined
    : decodedBy('windows-1252');
}

const isComposite = (font: Dict): boolean => {
  const type = font.get('Subtype');
  return type instanceof Name && type.name === 'Type0';
};

/** Of the predefined tables those whose codes are characters of an encoding. */
function byEncoding(name: string): Decode | undefined {
  if (/^Uni.*-(?:UCS2|UTF16)-[HV]$/.test(name)) return decodedBy('utf-16be');
  if (/^GB(?:K|Kp|K2K|pc)?-?(?:EUC|H|V)/.test(name)) return decodedBy('gb18030');
  return undefined;
}

const decodedBy = (encoding: string): Decode => {
  const decoder = new TextDecoder(encoding);
  return (codes) => decoder.decode(Buffer.from(codes, 'latin1'));
};

interface Table {
  readonly characters: Map<number, string>;
  /** Lengths of codes in bytes. */
  readonly lengths: Set<number>;
}

function byTable(source: string, composite: boolean): Decode {
  const { characters, lengths } = readTable(source);
  const usual = composite ? 2 : 1;
  const sizes = [...lengths].filter((length) => length >= 1 && length <= 4).sort((a, b) => a - b);
  const known = sizes.length === 0 ? [usual] : sizes;
  return (codes) => {
    let text = '';
    for (let at = 0; at < codes.length; ) {
      const size =
        known.find((one) => characters.has(codeAt(codes, at, one) + lengthMark(one))) ?? known[0] ?? usual;
      text += characters.get(codeAt(codes, at, size) + lengthMark(size)) ?? '';
      at += size;
    }
    return text;
  };
}

/** Codes of different lengths are different codes. */
const lengthMark = (bytes: number): number => bytes * 0x1_0000_0000;

function codeAt(codes: string, at: number, bytes: number): number {
  let code = 0;
  for (let i = 0; i < bytes; i += 1) code = code * 256 + (codes.charCodeAt(at + i) || 0);
  return code;
}

function readTable(source: string): Table {
  const table: Table = { characters: new Map(), lengths: new Set() };
  const reader = new Reader(source);
  let values: Value[] = [];
  for (let one = reader.next(); one !== undefined; one = reader.next()) {
    if (!(one instanceof Operator)) {
      values.push(one);
      continue;
    }
    if (one.word === 'endcodespacerange') takeSpaces(table, values);
    if (one.word === 'endbfchar') takeCharacters(table, values);
    if (one.word === 'endbfrange') takeRanges(table, values);
    values = [];
    if (table.characters.size > mostCodes) break;
  }
  return table;
}

function takeSpaces({ lengths }: Table, values: readonly Value[]): void {
  for (const one of values) if (one instanceof Bytes) lengths.add(one.text.length);
}

function takeCharacters({ characters }: Table, values: readonly Value[]): void {
  for (let at = 0; at + 1 < values.length; at += 2) {
    const [from, to] = [values[at], values[at + 1]];
    if (from instanceof Bytes && to instanceof Bytes) characters.set(keyOf(from), utf16(to));
  }
}

const keyOf = ({ text }: Bytes): number => codeAt(text, 0, text.length) + lengthMark(text.length);
const utf16 = ({ text }: Bytes): string => new TextDecoder('utf-16be').decode(Buffer.from(text, 'latin1'));

function takeRanges({ characters }: Table, values: readonly Value[]): void {
  for (let at = 0; at + 2 < values.length; at += 3) {
    const [low, high, to] = [values[at], values[at + 1], values[at + 2]];
    if (!(low instanceof Bytes) || !(high instanceof Bytes)) continue;
    const first = keyOf(low);
    const count = Math.min(mostRange, keyOf(high) - first + 1, mostCodes - characters.size);
    for (let step = 0; step < count; step += 1) {
      const text = to instanceof Bytes ? stepped(utf16(to), step) : Array.isArray(to) ? listed(to[step]) : '';
      characters.set(first + step, text);
    }
  }
}

/** The last character goes up by so many. */
function stepped(text: string, step: number): string {
  const last = text.length - 1;
  const code = text.charCodeAt(last) + step;
  return last < 0 || code > 0xffff ? '' : text.slice(0, last) + String.fromCharCode(code);
}

const listed = (value: Value | undefined): string => (value instanceof Bytes ? utf16(value) : '');
