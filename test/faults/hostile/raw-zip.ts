/** ZIPs as no honest program writes them: every field of every header can be a lie. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface RawEntry {
  readonly name: string | Buffer;
  readonly content?: string | Uint8Array;
  /** Default 8, deflated. */
  readonly method?: number;
  readonly flags?: number;
  /** What the headers say instead of the truth. */
  readonly claimedSize?: number;
  readonly claimedPacked?: number;
  readonly claimedOffset?: number;
  /** Unix mode in the upper half: 0o120777 << 16 is a symbolic link. */
  readonly attributes?: number;
  /** Packed already: taken as it is, with `claimedSize`. */
  readonly packed?: Buffer;
  readonly crc?: number;
}

interface Placed {
  readonly name: Buffer;
  readonly packed: Buffer;
  readonly size: number;
  readonly crc: number;
  readonly entry: RawEntry;
}

function place(entry: RawEntry): Placed {
  const content = Buffer.from(entry.content ?? '');
  const packed = entry.packed ?? (entry.method === 0 ? content : deflateRawSync(content));
  return {
    name: Buffer.from(entry.name),
    packed,
    size: entry.claimedSize ?? content.length,
    crc: entry.crc ?? crc32(content),
    entry,
  };
}

function fields({ packed, size, crc, name, entry }: Placed): Buffer {
  const bytes = Buffer.alloc(26);
  bytes.writeUInt16LE(20, 0);
  bytes.writeUInt16LE(entry.flags ?? 0x800, 2);
  bytes.writeUInt16LE(entry.method ?? 8, 4);
  bytes.writeUInt32LE(crc, 10);
  bytes.writeUInt32LE(entry.claimedPacked ?? packed.length, 14);
  bytes.writeUInt32LE(size, 18);
  bytes.writeUInt16LE(name.length, 22);
  return bytes;
}

function centralHeader(placed: Placed, offset: number): Buffer {
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE((placed.entry.attributes ?? 0) >>> 0, 6);
  tail.writeUInt32LE(placed.entry.claimedOffset ?? offset, 10);
  const made = Buffer.from([0x50, 0x4b, 1, 2, 20, 3]);
  return Buffer.concat([made, fields(placed), tail, placed.name]);
}

/** @param claimedEntries what the end of the directory says instead of the truth */
export function rawZip(entries: readonly RawEntry[], claimedEntries = entries.length): Buffer {
  const body: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const placed of entries.map(place)) {
    directory.push(centralHeader(placed, offset));
    const local = Buffer.concat([
      Buffer.from([0x50, 0x4b, 3, 4]),
      fields(placed),
      placed.name,
      placed.packed,
    ]);
    body.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(claimedEntries, 8);
  end.writeUInt16LE(claimedEntries, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...body, list, end]);
}

/** A deflate stream of `mebibytes` MiB of zeros, its size and CRC, made without holding them. */
export function zeros(mebibytes: number): { packed: Buffer; size: number; crc: number } {
  const piece = Buffer.alloc(1 << 20);
  let crc = 0;
  for (let i = 0; i < mebibytes; i++) crc = crc32(piece, crc);
  const full = deflateRawSync(Buffer.alloc(mebibytes << 20), { level: 9 });
  return { packed: full, size: mebibytes << 20, crc };
}
