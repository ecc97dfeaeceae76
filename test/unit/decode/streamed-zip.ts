/**
 * A ZIP as a program writes that cannot go back, as Java's exports do: sizes and checksum behind the content, and in
 * ZIP64 fields where they may have become large.
 */
import { crc32, deflateRawSync } from 'node:zlib';

export interface StreamedOptions {
  /** The system the entries say they were made on: 0 DOS, 3 Unix. */
  readonly system: number;
  /** Unix mode, in the upper half of the external attributes. */
  readonly mode: number;
  readonly zip64: boolean;
}

const u16 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, i * 2);
  return bytes;
};

const u32 = (...values: readonly number[]): Buffer =>
  u16(...values.flatMap((value) => [value & 0xffff, value >>> 16]));

const u64 = (...values: readonly number[]): Buffer => u32(...values.flatMap((value) => [value, 0]));

const DESCRIPTOR_AND_UTF8 = 0x808;
const DEFLATED = 8;
const LARGE = 0xffffffff;

interface Part {
  readonly local: Buffer;
  readonly central: (offset: number) => Buffer;
}

function part(nameText: string, content: string | Uint8Array, options: StreamedOptions): Part {
  const { system, mode, zip64 } = options;
  const [name, raw] = [Buffer.from(nameText), Buffer.from(content)];
  const packed = deflateRawSync(raw);
  const [needed, crc] = [zip64 ? 45 : 20, crc32(raw)];
  const common = [DESCRIPTOR_AND_UTF8, DEFLATED, 0, 0x21] as const;
  const early = zip64 ? Buffer.concat([u16(1, 16), u64(0, 0)]) : Buffer.alloc(0);
  const head = [u32(0x04034b50), u16(needed, ...common), u32(0, ...(zip64 ? [LARGE, LARGE] : [0, 0]))];
  const sizes = zip64 ? u64(packed.length, raw.length) : u32(packed.length, raw.length);
  const central = (offset: number) => {
    const late = zip64 ? Buffer.concat([u16(1, 28), u64(raw.length, packed.length, offset), u32(0)]) : early;
    const said = zip64 ? [LARGE, LARGE] : [packed.length, raw.length];
    const versions = u16((system << 8) | needed, needed, ...common);
    const lengths = u16(name.length, late.length, 0, zip64 ? 0xffff : 0, 0);
    const place = u32((mode << 16) >>> 0, zip64 ? LARGE : offset);
    return Buffer.concat([u32(0x02014b50), versions, u32(crc, ...said), lengths, place, name, late]);
  };
  const behind = [u32(0x08074b50, crc), sizes];
  return {
    local: Buffer.concat([...head, u16(name.length, early.length), name, early, packed, ...behind]),
    central,
  };
}

export function streamedZip(
  entries: Record<string, string | Uint8Array>,
  options: StreamedOptions,
): Uint8Array {
  let offset = 0;
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  for (const [name, content] of Object.entries(entries)) {
    const { local, central } = part(name, content, options);
    locals.push(local);
    centrals.push(central(offset));
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const count = centrals.length;
  const end = [u32(0x06054b50), u16(0, 0, count, count), u32(directory.length, offset), u16(0)];
  return Buffer.concat([...locals, directory, ...end]);
}
