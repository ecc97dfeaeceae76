/** Text between XML tags, for scanners that work on bytes. */
import { type CanonicalWriter, escapeCell } from './canonical-writer.ts';

const AMPERSAND = 0x26;
const UNDERSCORE = 0x5f;
const SMALL_X = 0x78;

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Resolves the five named and the numeric character references; others stay as they are. */
function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (all, hex, dec, name) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? all;
    const point = hex === undefined ? Number(dec) : Number.parseInt(hex, 16);
    return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
  });
}

/** Office writes control characters as `_x000D_`, and a literal `_x` of that form as `_x005F_x…`. */
function unescapeOffice(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Text of a workbook's element as a canonical cell's text. */
export function officeText(bytes: Buffer, start: number, end: number): string {
  const text = unescapeXml(bytes.toString('utf8', start, end).replace(/\r\n?/g, '\n'));
  return escapeCell(unescapeOffice(text));
}

/** Copies an element's text into the open cell: bytes as they are when nothing in them needs care. */
export function copyOfficeText(writer: CanonicalWriter, bytes: Buffer, start: number, end: number): void {
  writer.reserve((end - start) * 3 + 64);
  if (needsCare(bytes, start, end)) {
    const text = officeText(bytes, start, end);
    writer.at += writer.out.write(text, writer.at, 'utf8');
    return;
  }
  const out = writer.out;
  let at = writer.at;
  for (let i = start; i < end; i++) out[at++] = bytes[i] as number;
  writer.at = at;
}

/** Is there an entity, a quote, a control character, an Office escape or a byte order mark? */
export function needsCare(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte === AMPERSAND || byte === 0x22 || byte === 0x0d || byte === 0) return true;
    if (byte === UNDERSCORE && bytes[i + 1] === SMALL_X) return true;
    if (byte === 0xef && bytes[i + 1] === 0xbb) return true;
  }
  return false;
}
