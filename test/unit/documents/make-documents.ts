/** Small documents of each kind, made for a test. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { writeZip } from '../../../layers/refinery/zip-writer.ts';

export async function writeDocument(bytes: Uint8Array | string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'shuiyuan-document-')), 'object');
  await writeFile(path, bytes);
  return path;
}

export async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const entries = Object.entries(files).map(([name, text]) => ({ name, bytes: [Buffer.from(text)] }));
  const pieces: Uint8Array[] = [];
  for await (const piece of writeZip(entries)) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces);
}

const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

export const docxOf = (...paragraphs: readonly string[]): Promise<Buffer> =>
  zipOf({
    '[Content_Types].xml': '<Types/>',
    'word/document.xml': `<w:document ${word}><w:body>${paragraphs
      .map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r><w:r><w:delText>删去</w:delText></w:r></w:p>`)
      .join('')}</w:body></w:document>`,
  });

export function ofdOf(...pages: readonly string[]): Promise<Buffer> {
  const content = (text: string) =>
    `<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer><ofd:TextObject><ofd:TextCode X="0" Y="0">${text}</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>`;
  return zipOf({
    'OFD.xml': '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>',
    ...Object.fromEntries(pages.map((text, page) => [`Doc_0/Pages/Page_${page}/Content.xml`, content(text)])),
  });
}

const stream = (text: string, more = ''): string => {
  const packed = deflateSync(Buffer.from(text, 'latin1')).toString('latin1');
  return `<< /Length ${packed.length} /Filter /FlateDecode ${more}>>\nstream\n${packed}\nendstream`;
};

const hex = (code: number): string => code.toString(16).padStart(4, '0');

/** Codes of the font are numbers of its own; only its table says what they are. */
function tableOf(text: string): { table: string; codes: string } {
  const characters = [...new Set(text)];
  const lines = characters.map((one, index) => `<${hex(index + 1)}> <${hex(one.charCodeAt(0))}>`);
  const table = `begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange ${lines.length} beginbfchar\n${lines.join('\n')}\nendbfchar endcmap`;
  return { table, codes: [...text].map((one) => hex(characters.indexOf(one) + 1)).join('') };
}

export interface PdfShape {
  /** Each character has a place of its own. */
  readonly placed?: boolean;
  /** Objects lie packed in a stream. */
  readonly packed?: boolean;
  readonly trailer?: string;
}

export function pdfOf(text: string, { placed = false, packed = false, trailer = '' }: PdfShape = {}): Buffer {
  const { table, codes } = tableOf(text);
  const pieces = codes.match(/.{4}/g) ?? [];
  const show = placed
    ? pieces.map((code, index) => `1 0 0 1 ${72 + index * 12} 700 Tm <${code}> Tj`).join('\n')
    : `72 700 Td [<${codes}> -300] TJ`;
  const plain = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 4 0 R >> >> >>',
    '<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>',
    '<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 6 0 R >>',
  ];
  const streams = [stream(`BT /F1 12 Tf ${show} ET`), stream(table)];
  const object = (number: number, body: string) => `${number} 0 obj\n${body}\nendobj\n`;
  const bodies = streams.map((body, index) => object(index + 5, body)).join('');
  const whole = packed
    ? object(7, packedOf(plain)) + bodies
    : plain.map((body, index) => object(index + 1, body)).join('') + bodies;
  return Buffer.from(`%PDF-1.5\n${whole}trailer\n<< /Root 1 0 R ${trailer}>>\n%%EOF`, 'latin1');
}

function packedOf(bodies: readonly string[]): string {
  const offsets = bodies.map((_, index) => bodies.slice(0, index).join(' ').length + (index === 0 ? 0 : 1));
  const head = `${offsets.map((offset, index) => `${index + 1} ${offset}`).join(' ')} `;
  return stream(head + bodies.join(' '), `/Type /ObjStm /N ${bodies.length} /First ${head.length} `);
}
