/** The file of the ingest benchmarks: seeded, streamed, dirty as departments' files are; kept for the next run. */
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Resource, resourceSchema } from '../../schemas/resource.ts';

/** With `unique` the serial number is a key, and all who take part must see that none occurs twice. */
export const ingestResource = (unique: boolean): Resource => ({
  ...definition,
  items: definition.items.map((item) =>
    unique && item.code === 'serial' ? { ...item, key: 'primary' } : item,
  ),
});

/** Every kind of dirt is cleaned by all who take part; what cannot be cleaned is refused: 1 % of the rows. */
const definition = resourceSchema.parse({
  code: 'BENCH_INV',
  name: '发票明细',
  nameEn: 'invoices',
  departments: ['tax'],
  cycle: 'monthly',
  grade: 1,
  mode: 'full',
  periodItem: 'period',
  items: [
    { code: 'serial', name: '流水号', type: 'text', length: 20, required: true },
    { code: 'tax_id', name: '纳税人识别号', type: 'text', length: 20, key: 'join', required: true },
    { code: 'name', name: '纳税人名称', type: 'text', length: 100 },
    { code: 'period', name: '所属期', type: 'month', required: true },
    { code: 'day', name: '开票日期', type: 'date', required: true },
    { code: 'amount', name: '金额', type: 'decimal', length: 18, scale: 2, required: true },
    { code: 'tax', name: '税额', type: 'decimal', length: 18, scale: 2 },
    { code: 'lines', name: '行数', type: 'integer' },
  ],
});

export const ingestHeader = definition.items.map((item) => item.name).join(',');

/** Mulberry32: small, seeded, the same everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const wide = (text: string) => text.replace(/[0-9]/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0));
const two = (n: number) => String(n).padStart(2, '0');
const streets = ['南明', '云岩', '花溪', '乌当', '白云', '观山湖', '清镇', '修文'];

function writeDay(random: () => number, year: number, month: number, dirt: number): string {
  const day = 1 + Math.floor(random() * 28);
  const kind = random() / dirt;
  if (kind < 0.005) return `${year}-02-30`;
  if (kind < 0.02) return `${year}年${month}月${day}日`;
  if (kind < 0.05) return `${year}/${two(month)}/${two(day)}`;
  if (kind < 0.07) return `${year}${two(month)}${two(day)}`;
  return `${year}-${two(month)}-${two(day)}`;
}

function writeAmount(random: () => number, cents: number, dirt: number): string {
  const plain = `${Math.floor(cents / 100)}.${two(cents % 100)}`;
  const kind = random() / dirt;
  if (kind < 0.005) return `${plain}x`;
  if (kind < 0.015) return `"${plain.replace(/\B(?=(\d{3})+\.)/g, ',')}"`;
  if (kind < 0.02) return `¥${plain}`;
  if (kind < 0.025) return wide(plain);
  return plain;
}

/** One record without its line end; about 86 bytes. */
function writeRow(random: () => number, index: number, dirt: number): string {
  const year = 2014 + Math.floor(random() * 2);
  const month = 1 + Math.floor(random() * 12);
  const owner = Math.floor(random() * 100_000);
  const id = `91520102${String(owner * 7919 + 100_000_000).slice(0, 9)}X`;
  const taxId = random() / dirt < 0.005 ? wide(id) : id;
  const name = `${streets[owner % 8]}${owner}商贸`;
  const cents = Math.floor(random() * 10_000_000);
  const tax = `${Math.floor(cents / 600)}.${two(cents % 97)}`;
  return `S${String(index).padStart(9, '0')},${taxId},${name},${year}${two(month)},${writeDay(random, year, month, dirt)},${writeAmount(random, cents, dirt)},${tax},${1 + (index % 20)}`;
}

/**
 * Makes the file or finds the one of an earlier run.
 * @param dirt 1: 13 % of the dates, 3 % of the amounts and .5 % of the identifiers are dirty; 10: ten times as many
 */
export async function ingestFile(rows: number, dirt = 1) {
  const folder = join(tmpdir(), 'shuiyuan-bench');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `ingest-3-${rows}-${dirt}.csv`);
  if (existsSync(path)) return { path, bytes: statSync(path).size };
  const out = createWriteStream(`${path}.part`, { highWaterMark: 4 << 20 });
  const random = seededRandom(20150303);
  out.write(`${ingestHeader}\n`);
  for (let index = 0; index < rows; ) {
    const lines: string[] = [];
    for (const end = Math.min(rows, index + 20_000); index < end; index++)
      lines.push(writeRow(random, index, dirt));
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  renameSync(`${path}.part`, path);
  return { path, bytes: statSync(path).size };
}
