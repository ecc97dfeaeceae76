/**
 * Looks for clear values in bytes, however they may lie there: UTF-8, GBK, UTF-16 either way, Base64 of each at any
 * offset, and all of it again in what gzip, deflate, zip and Parquet hide.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';

/** Characters by their two bytes, from the decoder the platform has. */
function gbkTable(): Map<string, readonly number[]> {
  const decoder = new TextDecoder('gbk');
  const table = new Map<string, readonly number[]>();
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1) {
      const text = decoder.decode(Uint8Array.of(high, low));
      if (text.length === 1 && !table.has(text)) table.set(text, [high, low]);
    }
  return table;
}
const gbk = gbkTable();

/** Base64 text without what depends on the bytes around it. */
function base64Cores(bytes: Buffer): Buffer[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const start = Math.ceil((offset * 8) / 6);
    const end = Math.floor(((offset + bytes.length) * 8) / 6);
    return Buffer.from(text.slice(start, end));
  });
}

/** Every form a value may lie in. */
export function formsOf(value: string): Buffer[] {
  const utf16 = Buffer.from(value, 'utf16le');
  const plain = [
    Buffer.from(value),
    Buffer.from([...value].flatMap((one) => gbk.get(one) ?? [...Buffer.from(one)])),
    utf16,
    Buffer.from(utf16).swap16(),
  ];
  return [...plain, ...plain.flatMap(base64Cores)];
}

const tries = [gunzipSync, inflateSync, inflateRawSync];
/** gzip, zlib, and the data of a zip's member. */
const beginnings = [Buffer.from([0x1f, 0x8b, 8]), Buffer.from([0x78, 0x9c]), Buffer.from('PK\x03\x04')];

function inflated(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (const [kind, mark] of beginnings.entries())
    for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
      const from = kind === 2 ? at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28) : at;
      try {
        found.push((tries[kind] as typeof gunzipSync)(bytes.subarray(from), { finishFlush: 2 }));
      } catch {
        // Chance bytes that look like a beginning.
      }
    }
  return found;
}

async function parquetText(bytes: Buffer): Promise<Buffer[]> {
  if (bytes.subarray(0, 4).toString() !== 'PAR1') return [];
  const folder = await mkdtemp(join(tmpdir(), 'shuiyuan-parquet-'));
  try {
    await writeFile(join(folder, 'a.parquet'), bytes);
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const read = await connection.runAndReadAll(`SELECT * FROM read_parquet('${folder}/a.parquet')`);
    connection.closeSync();
    instance.closeSync();
    return [Buffer.from(JSON.stringify(read.getRowObjectsJson()))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Names of what holds one of the values, with the value. */
export async function findClear(
  stored: ReadonlyMap<string, Buffer>,
  values: readonly string[],
): Promise<string[]> {
  const forms = values.map((value) => [value, formsOf(value)] as const);
  const found: string[] = [];
  for (const [name, bytes] of stored)
    for (const one of [bytes, ...inflated(bytes), ...(await parquetText(bytes))])
      for (const [value, shapes] of forms)
        if (shapes.some((shape) => one.includes(shape))) found.push(`${name}: ${value}`);
  return [...new Set(found)];
}
