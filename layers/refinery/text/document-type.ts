/** What a document really is, by its bytes. */
import type { documentTypes } from '../../../schemas/document.ts';
import { readRange } from '../decode/byte-source.ts';
import { defaultLimits } from '../decode/limits.ts';
import { readRealType } from '../decode/real-type.ts';
import { readZipDirectory, type ZipEntry } from '../decode/zip-directory.ts';

export type DocumentType = (typeof documentTypes)[number];

export interface RealDocument {
  readonly type: DocumentType;
  /** Of a ZIP. */
  readonly entries: readonly ZipEntry[];
}

const magics: readonly (readonly [string, DocumentType])[] = [
  ['%PDF-', 'pdf'],
  ['\x89PNG', 'png'],
  ['\xff\xd8\xff', 'jpeg'],
  ['GIF8', 'gif'],
  ['II*\0', 'tiff'],
  ['MM\0*', 'tiff'],
  ['AC10', 'dwg'],
];

const parts: readonly (readonly [string, DocumentType])[] = [
  ['word/document.xml', 'docx'],
  ['OFD.xml', 'ofd'],
  ['xl/workbook.xml', 'xlsx'],
];

/** @throws PoisonError of a ZIP that is damaged or dangerous */
export async function readDocumentType(path: string): Promise<RealDocument> {
  const head = (await readRange(path, 0, 1024)).toString('latin1');
  const plain = (type: DocumentType): RealDocument => ({ type, entries: [] });
  // A few bytes may stand before the mark of a PDF.
  if (head.includes('%PDF-')) return plain('pdf');
  const magic = magics.find(([bytes]) => head.startsWith(bytes));
  if (magic) return plain(magic[1]);
  const type = await readRealType(path);
  if (type === 'zip') return zipType(await readZipDirectory(path, defaultLimits));
  if (type === 'html' || type === 'xml' || type === 'ole' || type === 'empty') return plain(type);
  if (type === 'json') return plain('txt');
  return plain(type === 'text' && !isBinary(head) ? 'txt' : 'unknown');
}

function zipType(entries: readonly ZipEntry[]): RealDocument {
  const found = parts.find(([name]) => entries.some((entry) => entry.name === name));
  return { type: found?.[1] ?? 'zip', entries };
}

/** Control characters that no text has. In UTF-16, which has zeros, a byte of any value may stand. */
function isBinary(head: string): boolean {
  if (/^(?:\xff\xfe|\xfe\xff)/.test(head)) return false;
  const odd = [...head].filter((one) => /[^\P{Cc}\0\s\b]/u.test(one) && one < '\x80').length;
  return odd * 50 > head.length;
}
