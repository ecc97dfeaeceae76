/** The same deaths in every format: what all damage starts from, and the reference for what is undamaged. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { utils, write } from '@e965/xlsx';
import { gbk } from '../../unit/decode/fixtures.ts';
import { rawZip } from './raw-zip.ts';

/** Values that must never be met in an error: made up, and found nowhere else. */
export const personal = ['金丝雀', '520102198001019', 'CANARY'] as const;

export const rowCount = 24;
const columns = ['记录号', '身份证号', '姓名', '死亡日期'] as const;
const rows = Array.from({ length: rowCount }, (_, i) => [
  `CANARY${String(i).padStart(4, '0')}`,
  `520102198001019${String(100 + i)}`,
  `金丝雀${'甲乙丙丁'[i % 4]}`,
  `2015-01-${String(1 + i).padStart(2, '0')}`,
]);
const lines = [columns, ...rows];
const text = lines.map((line) => line.join(',')).join('\n');
const objects = rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));

export function dbf(): Buffer {
  const widths = [20, 18, 30, 10];
  const names = ['记录号', '身份证号', '姓名', '死亡日期'];
  const head = Buffer.alloc(32 + 32 * 4 + 1);
  head.set([3, 115, 1, 1]);
  head.writeUInt32LE(rows.length, 4);
  head.writeUInt16LE(head.length, 8);
  head.writeUInt16LE(1 + widths.reduce((sum, width) => sum + width, 0), 10);
  head[29] = 77;
  for (const [i, name] of names.entries()) {
    head.set(gbk(name), 32 + 32 * i);
    head[32 + 32 * i + 11] = 'C'.charCodeAt(0);
    head[32 + 32 * i + 16] = widths[i] as number;
  }
  head[head.length - 1] = 0x0d;
  const cell = (value: string, width: number) =>
    Buffer.concat([gbk(value), Buffer.alloc(width, ' ')]).subarray(0, width);
  const records = rows.map((row) =>
    Buffer.concat([Buffer.from(' '), ...row.map((value, i) => cell(value, widths[i] as number))]),
  );
  return Buffer.concat([head, ...records, Buffer.from([0x1a])]);
}

export async function parquet(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'hostile-parquet-'));
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  try {
    const path = join(folder, 'a.parquet');
    const values = rows.map((row) => `(${row.map((value) => `'${value}'`).join(', ')})`).join(', ');
    const names = columns.map((column) => `"${column}"`).join(', ');
    await connection.run(
      `COPY (SELECT * FROM (VALUES ${values}) AS t(${names})) TO '${path}' (FORMAT parquet)`,
    );
    return await readFile(path);
  } finally {
    connection.closeSync();
    await rm(folder, { recursive: true });
  }
}

function sheets(bookType: 'xlsx' | 'biff8' | 'ods'): Buffer {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet(lines.map((line) => [...line])), '死亡');
  return write(book, { type: 'buffer', bookType, bookSST: true }) as Buffer;
}

const xmlText = () => {
  const cells = (row: readonly string[]) =>
    columns.map((column, i) => `<${column}>${row[i]}</${column}>`).join('');
  return `<?xml version="1.0"?><deaths>${rows.map((row) => `<row>${cells(row)}</row>`).join('')}</deaths>`;
};

/** Deaths as `fileName → bytes`, undamaged. */
export async function validFiles(): Promise<ReadonlyMap<string, Buffer>> {
  return new Map<string, Buffer>([
    ['a.csv', Buffer.from(text)],
    ['gbk.csv', gbk(text)],
    ['wide.csv', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['a.xlsx', sheets('xlsx')],
    ['a.xls', sheets('biff8')],
    ['a.ods', sheets('ods')],
    ['a.dbf', dbf()],
    ['a.json', Buffer.from(JSON.stringify(objects))],
    ['a.jsonl', Buffer.from(objects.map((row) => JSON.stringify(row)).join('\n'))],
    ['a.xml', Buffer.from(xmlText())],
    ['a.parquet', await parquet()],
    ['a.csv.gz', gzipSync(text)],
    ['a.zip', rawZip([{ name: '数据.csv', content: text }])],
  ]);
}
