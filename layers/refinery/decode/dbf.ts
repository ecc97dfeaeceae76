/** DBF, the tables of dBASE and FoxPro: fixed records behind a header that names the columns. Streamed. */
import { TextDecoder } from 'node:util';
import { readBytes, readRange, sizeOf } from './byte-source.ts';
import type { Decode } from './canonical-file.ts';
import type { DbfField } from './dbf-field.ts';
import { dbfText } from './dbf-values.ts';
import { refusal } from './refusals.ts';

interface DbfHeader {
  readonly fields: readonly DbfField[];
  readonly records: number;
  readonly start: number;
  readonly width: number;
  /** Encoding of text, by the code page byte; GBK when it says nothing. */
  readonly encoding: string;
  readonly warnings: readonly string[];
}

const DELETED = 0x2a;

/** Code pages by the byte that names them. The western ones on Chinese machines hold GBK all the same. */
const codePages: Record<number, string> = {
  77: 'gb18030',
  122: 'gb18030',
  79: 'big5',
  120: 'big5',
  240: 'utf-8',
};

/**
 * Reads the header.
 * @throws PoisonError malformed-dbf, truncated
 */
export async function readDbfHeader(path: string): Promise<DbfHeader> {
  const base = await readRange(path, 0, 32);
  if (base.length < 32) throw refusal('truncated');
  const start = base.readUInt16LE(8);
  const width = base.readUInt16LE(10);
  const records = base.readUInt32LE(4);
  const header = await readRange(path, 0, start);
  if (header.length < start) throw refusal('truncated');
  const encoding = codePages[base[29] as number] ?? 'gb18030';
  const fields = readFields(header, new TextDecoder(encoding));
  const last = fields.at(-1);
  if (last === undefined || last.start + last.width > width) throw refusal('malformed-dbf');
  if (start + records * width > (await sizeOf(path))) throw refusal('truncated');
  const memo = fields.some((field) => 'MGPW'.includes(field.type));
  const warnings = memo ? ['memo fields lie in a file of their own and are empty here'] : [];
  return { fields: fields.filter((field) => field.type !== '0'), records, start, width, encoding, warnings };
}

function readFields(header: Buffer, decoder: TextDecoder): DbfField[] {
  const fields: DbfField[] = [];
  let start = 1;
  for (let at = 32; at + 32 <= header.length && header[at] !== 0x0d; at += 32) {
    const type = String.fromCharCode(header[at + 11] as number).toUpperCase();
    const name = header.subarray(at, at + 11);
    const end = name.indexOf(0);
    const low = header[at + 16] as number;
    const high = header[at + 17] as number;
    const width = type === 'C' ? low + high * 256 : low;
    if (!/[A-Z0-9@+]/.test(type) || width === 0) throw refusal('malformed-dbf');
    const text = decoder.decode(end < 0 ? name : name.subarray(0, end)).trim();
    fields.push({ name: text, type, start, width, decimals: type === 'C' ? 0 : high });
    start += width;
  }
  return fields;
}

/** Decodes all records; deleted ones are left out but counted. */
export function decodeDbf(path: string, header: DbfHeader): Decode {
  return async (writer) => {
    const decoder = new TextDecoder(header.encoding);
    const end = header.start + header.records * header.width;
    let ordinal = 0;
    for await (const record of fixedRecords(path, header.start, end, header.width)) {
      ordinal++;
      if (record[0] === DELETED) continue;
      writer.begin(ordinal);
      for (const field of header.fields) writer.cell(dbfText(record, field, decoder));
      if (!writer.end()) return;
    }
  };
}

async function* fixedRecords(
  path: string,
  start: number,
  end: number,
  width: number,
): AsyncGenerator<Buffer> {
  let carry: Buffer = Buffer.alloc(0);
  for await (const piece of readBytes(path, start, end)) {
    const bytes = carry.length === 0 ? piece : Buffer.concat([carry, piece]);
    let at = 0;
    for (; at + width <= bytes.length; at += width) yield bytes.subarray(at, at + width);
    carry = bytes.subarray(at);
  }
}
