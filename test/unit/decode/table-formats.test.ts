import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readRecord, surveyFile } from '../../../layers/refinery/decode/index.ts';
import { canonical, file, fixedResource, folder, gbk, reasonOf, survey } from './fixtures.ts';

interface Field {
  name: string;
  type: string;
  width: number;
  decimals?: number;
}

/** A DBF of fields and raw records (deletion flag included). */
function dbf(fields: Field[], records: Buffer[], codePage = 0, version = 3): Buffer {
  const width = 1 + fields.reduce((sum, field) => sum + field.width, 0);
  const header = Buffer.alloc(32 + fields.length * 32 + 1);
  header.set([version, 124, 1, 31]);
  header.writeUInt32LE(records.length, 4);
  header.writeUInt16LE(header.length, 8);
  header.writeUInt16LE(width, 10);
  header[29] = codePage;
  for (const [i, field] of fields.entries()) {
    const at = 32 + i * 32;
    gbk(field.name).copy(header, at);
    header.write(field.type, at + 11);
    header[at + 16] = field.width;
    header[at + 17] = field.decimals ?? 0;
  }
  header[header.length - 1] = 0x0d;
  return Buffer.concat([header, ...records, Buffer.from([0x1a])]);
}

const plain: Field[] = [
  { name: '名称', type: 'C', width: 10 },
  { name: 'JE', type: 'N', width: 20, decimals: 2 },
  { name: 'RQ', type: 'D', width: 8 },
  { name: 'SF', type: 'L', width: 1 },
];

function plainRecord(flag: string, name: string, amount: string, date: string, yes: string): Buffer {
  const text = Buffer.alloc(10, 0x20);
  gbk(name).copy(text);
  return Buffer.concat([Buffer.from(flag), text, Buffer.from(amount.padStart(20) + date + yes)]);
}

describe('DBF', () => {
  it('reads GBK text, exact numbers, dates and truth values, and leaves deleted records out', async () => {
    const records = [
      plainRecord(' ', '贵阳公司', '12345678901234567.10', '20240131', 'T'),
      plainRecord('*', '已删', '1', '20240131', 'F'),
      plainRecord(' ', '乙', '-0.50', '        ', '?'),
    ];
    const path = file(dbf(plain, records, 0x4d));
    const { survey: seen, text } = await canonical(path, 'a.dbf');
    expect(seen.tables[0]).toMatchObject({ columns: ['名称', 'JE', 'RQ', 'SF'], records: 3 });
    expect(text).toBe('"1","贵阳公司","12345678901234567.10","2024-01-31","TRUE"\n"3","乙","-0.50","",""\n');
    expect(await readRecord(path, seen, '', 3)).toEqual({ line: 3, cells: ['乙', '-0.50', '', ''] });
  });

  it('reads the binary types of FoxPro', async () => {
    const fields: Field[] = [
      { name: 'I', type: 'I', width: 4 },
      { name: 'Y', type: 'Y', width: 8 },
      { name: 'B', type: 'B', width: 8 },
      { name: 'T', type: 'T', width: 8 },
    ];
    const record = Buffer.alloc(29, 0x20);
    record.writeInt32LE(-7, 1);
    record.writeBigInt64LE(-123456789012345678n, 5);
    record.writeDoubleLE(0.1 + 0.2, 13);
    record.writeInt32LE(2_460_311, 21);
    record.writeInt32LE(3_600_000, 25);
    expect((await canonical(file(dbf(fields, [record], 0x7a, 0x30)), 'a.dbf')).text).toBe(
      '"1","-7","-12345678901234.5678","0.3","2024-01-01 01:00:00"\n',
    );
  });

  it('refuses a file that was cut off, and a damaged header', async () => {
    const bytes = dbf(plain, [plainRecord(' ', 'a', '1', '20240131', 'T')]);
    expect(await reasonOf(survey(file(bytes.subarray(0, bytes.length - 5)), 'a.dbf'))).toBe('truncated');
    expect(await reasonOf(survey(file(bytes.subarray(0, 100)), 'a.dbf'))).toBe('truncated');
    const damaged = Buffer.from(bytes);
    damaged[32 + 11] = 1;
    expect(await reasonOf(survey(file(damaged), 'a.dbf'))).toBe('malformed-dbf');
  });
});

describe('fixed-width text', () => {
  const text = '贵阳公司  00123.45\r\n\r\n甲        00000.10剩余\r\n';

  it('cuts by bytes of the file’s encoding and keeps what stands behind the last column', async () => {
    const path = file(gbk(text));
    const { survey: seen, text: out } = await canonical(path, 'a.txt', '', fixedResource);
    expect(seen).toMatchObject({ format: 'fixed-width', encoding: 'gb18030', divisible: true });
    expect(out).toContain('"1","贵阳公司","00123.45",""\n');
    expect(out).toMatch(/^"3","甲","00000.10","剩余"$/m);
    expect(await readRecord(path, seen, '', 3, undefined, fixedResource)).toEqual({
      line: 3,
      cells: ['甲', '00000.10', '剩余'],
    });
  });

  it('cuts UTF-16 too', async () => {
    const path = file(Buffer.from('\ufeffabc  12.5\nde贵  07.0', 'utf16le'));
    const { text: out } = await canonical(path, 'a.txt', '', fixedResource);
    expect(out).toBe('"1","abc","12.5"\n"2","de贵","07.0"\n');
  });

  it('is told from a CSV by name', async () => {
    const seen = await surveyFile(file('a,b\n1,2\n'), { fileName: 'a.csv', resource: fixedResource });
    expect(seen.format).toBe('csv');
  });
});

describe('Parquet', () => {
  async function parquet(select: string): Promise<string> {
    const path = join(folder, `table-${Math.abs(hash(select))}.parquet`);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
    connection.closeSync();
    return path;
  }

  it('keeps decimals exact, dates ISO and empty rows out', async () => {
    const path = await parquet(
      `SELECT * FROM (VALUES ('甲"', 1234567890123456.10::DECIMAL(18,2), DATE '2024-01-31'), (NULL, NULL, NULL), (E'二\n行', -0.05, NULL)) t("名称", "a""b", d)`,
    );
    const { survey: seen, text, columns, records } = await canonical(path, 'a.parquet');
    expect(seen.tables[0]).toMatchObject({ columns: ['名称', 'a"b', 'd'], records: 3 });
    expect(seen.tables[0]?.head[1]).toEqual([]);
    expect(text).toBe('"1","甲""","1234567890123456.10","2024-01-31"\n"3","二\n行","-0.05",""\n');
    expect({ columns, records }).toEqual({ columns: 3, records: 2 });
    expect(await readRecord(path, seen, '', 3)).toEqual({ line: 3, cells: ['二\n行', '-0.05', ''] });
  });

  it('refuses damaged and encrypted files', async () => {
    expect(await reasonOf(survey(file('PAR1 and nothing more PAR1'), 'a.parquet'))).toBe('malformed-parquet');
    expect(await reasonOf(survey(file('PARE....'), 'a.parquet'))).toBe('encrypted');
  });
});

function hash(text: string): number {
  let value = 0;
  for (const letter of text) value = (value * 31 + letter.charCodeAt(0)) | 0;
  return value;
}
