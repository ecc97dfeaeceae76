/** What a file really is, by its bytes, and whether its name says so. */
import { readRange } from './byte-source.ts';
import { refusal } from './refusals.ts';

export type RealType =
  | 'empty'
  | 'zip'
  | 'gz'
  | 'ole'
  | 'old-workbook'
  | 'parquet'
  | 'parquet-encrypted'
  | 'dbf'
  | 'html'
  | 'xml'
  | 'json'
  | 'text'
  | 'foreign';

/** Kinds that are no tables: programs, documents, pictures, other archives. */
const foreign: readonly Buffer[] = [
  'MZ',
  '\x7fELF',
  '%PDF',
  '{\\rtf',
  '\x89PNG',
  '\xff\xd8\xff',
  'GIF8',
  'Rar!',
  '7z\xbc\xaf',
  '\xfd7zXZ',
  'BZh',
  '\x28\xb5\x2f\xfd',
  '\xca\xfe\xba\xbe',
  'II*\0',
  'MM\0*',
  'AC10',
  '#!',
  'SQLite format 3',
].map((magic) => Buffer.from(magic, 'latin1'));

const dbfVersions = new Set([0x02, 0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8b, 0x8e, 0xcb, 0xf5]);

/** Reads the first bytes. */
export async function readRealType(path: string): Promise<RealType> {
  const head = await readRange(path, 0, 4096);
  if (head.length === 0) return 'empty';
  return binaryType(head) ?? textType(head);
}

function binaryType(head: Buffer): RealType | undefined {
  const begins = (...bytes: number[]) => bytes.every((byte, i) => head[i] === byte);
  if (begins(0x50, 0x4b, 3, 4) || begins(0x50, 0x4b, 5, 6)) return 'zip';
  if (begins(0x1f, 0x8b)) return 'gz';
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) return 'ole';
  if (isOldWorkbook(head)) return 'old-workbook';
  if (begins(0x50, 0x41, 0x52, 0x31)) return 'parquet';
  if (begins(0x50, 0x41, 0x52, 0x45)) return 'parquet-encrypted';
  if (foreign.some((magic) => head.subarray(0, magic.length).equals(magic))) return 'foreign';
  return isDbf(head) ? 'dbf' : undefined;
}

/** Excel 2, 3 and 4 (and a bare 5) write no container: the file begins with the record that opens a sheet, 4 to 16 bytes. */
function isOldWorkbook(head: Buffer): boolean {
  const [record, version, length, high] = head;
  const versions = [0, 2, 4, 8];
  return (
    record === 9 && versions.includes(version ?? -1) && [4, 6, 8, 16].includes(length ?? 0) && high === 0
  );
}

/** Version, a plausible date, and a header length that fits whole fields. */
function isDbf(head: Buffer): boolean {
  if (head.length < 33 || !dbfVersions.has(head[0] as number)) return false;
  const month = head[2] as number;
  const day = head[3] as number;
  return month <= 12 && day <= 31 && head.readUInt16LE(8) >= 33 && head.readUInt16LE(10) >= 1;
}

function textType(head: Buffer): RealType {
  const text = beginning(head);
  if (/^<!doctype\s+html|^<(html|head|body|table|meta|script|style)[\s>]/i.test(text)) return 'html';
  if (/^<\?xml[^>]*>\s*(<!--[\s\S]*?-->\s*)*<html[\s>]/i.test(text)) return 'html';
  if (/^<([?!]|[\p{L}_])/u.test(text)) return 'xml';
  if (/^\{\s*("|\}|$)|^\[\s*([{[\]"\d]|$)/.test(text)) return 'json';
  return 'text';
}

function beginning(head: Buffer): string {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le').decode(head).trimStart();
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be').decode(head).trimStart();
  return head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
}

const expected: Record<string, readonly RealType[]> = {
  csv: ['text', 'json'],
  tsv: ['text'],
  txt: ['text', 'json', 'xml'],
  dat: ['text', 'json', 'xml'],
  json: ['json'],
  jsonl: ['json'],
  ndjson: ['json'],
  xml: ['xml'],
  xlsx: ['zip'],
  xlsm: ['zip'],
  et: ['zip', 'ole'],
  xls: ['ole', 'zip'],
  ods: ['zip'],
  dbf: ['dbf'],
  parquet: ['parquet'],
  zip: ['zip'],
  gz: ['gz'],
};

/** Small letters behind the last dot, or nothing. */
export function extensionOf(fileName: string): string {
  return /\.([a-z0-9]{1,10})$/i.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

/**
 * Refuses what a name hides.
 * @throws PoisonError empty-file, encrypted, old-workbook, type-mismatch, unknown-format
 */
export function checkRealType(type: RealType, fileName: string): void {
  const extension = extensionOf(fileName);
  const fits = expected[extension];
  if (type === 'empty') throw refusal('empty-file');
  if (type === 'parquet-encrypted') throw refusal('encrypted');
  if (type === 'old-workbook') throw refusal('old-workbook');
  if (type === 'html' && /^(xlsx?|et|csv)$/.test(extension)) throw refusal('html-table');
  if (type === 'ole' && extension === 'xlsx') return;
  if (fits !== undefined && !fits.includes(type))
    throw refusal('type-mismatch', {}, `${type} in .${extension}`);
  if (type === 'foreign' || type === 'html') throw refusal('unknown-format');
}
