/**
 * A ZIP as a stream: sizes and digests follow each entry (data descriptors), so nothing is kept in memory and nothing
 * is written twice. Times are fixed: the same content gives the same bytes.
 */

import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';
import { InvalidInput } from '../core/errors.ts';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** 1980-01-01, the first day a ZIP can name. */
const fixedDate = 0x21;
const largest = 0xffff_ffff;
/** Data descriptor, and names in UTF-8. */
const flags = 0x0808;

function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(fixedDate, 12);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function descriptor(entry: Written): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(entry.crc, 4);
  bytes.writeUInt32LE(entry.packed, 8);
  bytes.writeUInt32LE(entry.size, 12);
  return bytes;
}

function centralHeader(entry: Written): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(8, 10);
  header.writeUInt16LE(fixedDate, 14);
  header.writeUInt32LE(entry.crc, 16);
  header.writeUInt32LE(entry.packed, 20);
  header.writeUInt32LE(entry.size, 24);
  header.writeUInt16LE(entry.name.length, 28);
  header.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([header, entry.name]);
}

function directoryEnd(entries: readonly Written[], offset: number, size: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

function checkSize(bytes: number): void {
  if (bytes > largest)
    throw new InvalidInput(
      'the package would exceed 4 GiB; narrow the filter or the items, or use several subscriptions',
      '数据包将超过 4 GiB，请缩小筛选范围或分多个订阅',
    );
}

/** Writes entries one after another. @throws InvalidInput past 4 GiB, where the plain format ends */
export async function* writeZip(
  entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>,
): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const name = Buffer.from(entry.name, 'utf8');
    const header = localHeader(name);
    yield header;
    let crc = 0;
    let size = 0;
    let packed = 0;
    const measured = (async function* () {
      for await (const piece of entry.bytes) {
        crc = crc32(piece, crc);
        size += piece.length;
        yield piece;
      }
    })();
    for await (const piece of Readable.from(measured, { objectMode: false }).compose(
      createDeflateRaw({ level: 4 }),
    )) {
      packed += piece.length;
      yield piece;
    }
    checkSize(Math.max(size, offset + header.length + packed + 16));
    const done = { name, offset, crc, packed, size };
    yield descriptor(done);
    written.push(done);
    offset += header.length + packed + 16;
  }
  const directory = Buffer.concat(written.map(centralHeader));
  checkSize(offset + directory.length);
  yield directory;
  yield directoryEnd(written, offset, directory.length);
}
