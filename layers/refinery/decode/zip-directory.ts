/** The central directory of a ZIP, read and judged before anything is inflated. */
import { readRange, sizeOf } from './byte-source.ts';
import type { DecodeLimits } from './limits.ts';
import { refusal } from './refusals.ts';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressed: number;
  readonly size: number;
  readonly crc: number;
  /** Where its local header stands. */
  readonly offset: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const HEADER = 0x02014b50;
const ENCRYPTED = 1;
const UTF8_NAME = 1 << 11;
const MADE_ON_UNIX = 3;
const LINK = 0o120000;
const MOST_DIRECTORY = 16 << 20;

/**
 * Lists the files of a ZIP; folders are left out.
 * @throws PoisonError truncated, encrypted, zip-bomb, zip-slip, malformed-archive
 */
export async function readZipDirectory(path: string, limits: DecodeLimits): Promise<ZipEntry[]> {
  const size = await sizeOf(path);
  const end = await findEnd(path, size);
  if (end.entries > limits.entries) throw refusal('zip-bomb', {}, `${end.entries} entries`);
  if (end.offset + end.length > size) throw refusal('truncated');
  if (end.length > MOST_DIRECTORY) throw refusal('zip-bomb', {}, 'directory too large');
  const directory = await readRange(path, end.offset, end.length);
  const entries = parseEntries(directory, end.entries, limits);
  checkNames(entries);
  checkSizes(entries, size, limits);
  return entries.filter((entry) => !entry.name.endsWith('/'));
}

interface End {
  entries: number;
  length: number;
  offset: number;
}

async function findEnd(path: string, size: number): Promise<End> {
  const start = Math.max(0, size - 65_557);
  const tail = await readRange(path, start, size - start);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END) continue;
    const found = {
      entries: tail.readUInt16LE(at + 10),
      length: tail.readUInt32LE(at + 12),
      offset: tail.readUInt32LE(at + 16),
    };
    const large = found.entries === 0xffff || found.length === 0xffffffff || found.offset === 0xffffffff;
    return large ? findEnd64(path, tail, at, found) : found;
  }
  throw refusal('truncated');
}

async function findEnd64(path: string, tail: Buffer, at: number, found: End): Promise<End> {
  const locator = at - 20;
  if (locator < 0 || tail.readUInt32LE(locator) !== LOCATOR_64) return found;
  const record = await readRange(path, Number(tail.readBigUInt64LE(locator + 8)), 56);
  if (record.length < 56 || record.readUInt32LE(0) !== END_64) throw refusal('malformed-archive');
  return {
    entries: Number(record.readBigUInt64LE(32)),
    length: Number(record.readBigUInt64LE(40)),
    offset: Number(record.readBigUInt64LE(48)),
  };
}

function parseEntries(directory: Buffer, count: number, limits: DecodeLimits): ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === HEADER; ) {
    entries.push(parseEntry(directory, at));
    if (entries.length > limits.entries) throw refusal('zip-bomb', {}, `over ${limits.entries} entries`);
    at +=
      46 +
      directory.readUInt16LE(at + 28) +
      directory.readUInt16LE(at + 30) +
      directory.readUInt16LE(at + 32);
  }
  if (entries.length !== count) throw refusal('malformed-archive');
  return entries;
}

function parseEntry(directory: Buffer, at: number): ZipEntry {
  const flags = directory.readUInt16LE(at + 8);
  if ((flags & ENCRYPTED) !== 0) throw refusal('encrypted');
  if (isLink(directory, at)) throw refusal('zip-slip', {}, 'a link');
  const nameEnd = at + 46 + directory.readUInt16LE(at + 28);
  const extra = directory.subarray(nameEnd, nameEnd + directory.readUInt16LE(at + 30));
  const sizes = {
    size: directory.readUInt32LE(at + 24),
    compressed: directory.readUInt32LE(at + 20),
    offset: directory.readUInt32LE(at + 42),
  };
  return {
    name: entryName(directory.subarray(at + 46, nameEnd), (flags & UTF8_NAME) !== 0),
    method: directory.readUInt16LE(at + 10),
    crc: directory.readUInt32LE(at + 16),
    ...largeSizes(sizes, extra),
  };
}

/** A symbolic link holds a path, not data; only archives made on Unix have them. */
function isLink(directory: Buffer, at: number): boolean {
  return directory[at + 5] === MADE_ON_UNIX && (directory.readUInt16LE(at + 40) & 0o170000) === LINK;
}

/** Names without the UTF-8 flag are in the code page of the machine that packed them: here, GBK. */
function entryName(bytes: Buffer, utf8: boolean): string {
  const text = bytes.toString('utf8');
  return utf8 || !text.includes('\ufffd') ? text : new TextDecoder('gb18030').decode(bytes);
}

type Sizes = Pick<ZipEntry, 'size' | 'compressed' | 'offset'>;

/** ZIP64: sizes that do not fit stand in an extra field, in this order and only those. */
function largeSizes(sizes: Sizes, extra: Buffer): Sizes {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let field = at + 4;
    const large = { ...sizes };
    for (const name of ['size', 'compressed', 'offset'] as const) {
      if (sizes[name] !== 0xffffffff) continue;
      if (field + 8 > extra.length) throw refusal('malformed-archive');
      large[name] = Number(extra.readBigUInt64LE(field));
      field += 8;
    }
    return large;
  }
  return sizes;
}

function checkNames(entries: readonly ZipEntry[]): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    const key = name.toLowerCase();
    if (isUnsafeName(name) || seen.has(key)) throw refusal('zip-slip');
    seen.add(key);
  }
}

function isUnsafeName(name: string): boolean {
  return (
    name === '' ||
    name.includes('\\') ||
    name.includes('\0') ||
    name.startsWith('/') ||
    /^[a-z]:/i.test(name) ||
    name.split('/').includes('..')
  );
}

function checkSizes(entries: readonly ZipEntry[], fileSize: number, limits: DecodeLimits): void {
  let inflated = 0;
  let next = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    inflated += entry.size;
    if (isBomb(entry.size, entry.compressed, limits)) throw refusal('zip-bomb');
    if (entry.offset < next) throw refusal('zip-bomb', {}, 'entries overlap');
    next = entry.offset + 30 + entry.compressed;
    if (next > fileSize) throw refusal('truncated');
  }
  if (inflated > limits.inflated || isBomb(inflated, fileSize, limits)) throw refusal('zip-bomb');
}

/** Does so much come out of so little? */
export function isBomb(inflated: number, compressed: number, limits: DecodeLimits): boolean {
  return inflated > limits.ratioFloor && inflated > compressed * limits.ratio;
}
