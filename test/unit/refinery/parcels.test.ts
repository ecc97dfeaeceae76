import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as XLSX from '@e965/xlsx';
import { unzipSync } from 'fflate';
import { InvalidInput, NotFound } from '../../../layers/core/errors.ts';
import type { PackJob, RejectsJob } from '../../../layers/core/ports/refinery.ts';
import type { Part } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { defineResource, jobOf, refineryOf } from './job.ts';
import { type TempFiles, tempFiles } from './temp-files.ts';

const money = { type: 'decimal', length: 18, scale: 2 } as const;
const items = [
  { code: 'id', key: 'primary' as const, required: true },
  { code: 'name' },
  { code: 'amount', ...money },
  { code: 'n', type: 'integer' as const },
];
const invoices = defineResource(items);
const header = 'id,name,amount,n\n';

describe('parcels and lake objects', () => {
  let files: TempFiles;
  beforeEach(() => {
    files = tempFiles();
  });
  afterEach(() => files.remove());

  async function refineBatch(resource: Resource, batch: string, text: string) {
    const job = await jobOf(files, resource, header + text, { batch, attempt: `a-${batch}` });
    return { job, refined: await refineryOf(files).refine(job) };
  }
  const packJob = (parts: readonly Part[], more: Partial<PackJob> = {}): PackJob => ({
    output: 'parcels/p1',
    resource: invoices,
    parts,
    batches: ['b1'],
    items: ['id', 'name', 'amount'],
    format: 'csv',
    manifest: { parcel: 'p1' },
    ...more,
  });
  const unpack = (key: string) => unzipSync(readFileSync(files.path(key)));
  async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const all: Uint8Array[] = [];
    for await (const piece of pieces) all.push(piece);
    return Buffer.concat(all);
  }

  test('hold filtered rows, a digest and a row count', async () => {
    const { refined } = await refineBatch(invoices, 'b1', '2,=HYPERLINK(1),2,1\n1,乙,1.5,2\n3,丙,30,3\n');
    const packed = await refineryOf(files).pack(packJob(refined.parts, { filter: 'amount < 10' }));
    const entries = unpack('parcels/p1');
    const data = Buffer.from(entries['data.csv'] as Uint8Array);
    expect(data.toString()).toBe("id,name,amount,_batch,_line\n2,'=HYPERLINK(1),2.00,b1,2\n1,乙,1.50,b1,3\n");
    expect(JSON.parse(Buffer.from(entries['manifest.json'] as Uint8Array).toString())).toEqual({
      parcel: 'p1',
      data: 'data.csv',
      rows: 2,
      size: data.length,
      sha256: createHash('sha256').update(data).digest('hex'),
    });
    expect(packed).toMatchObject({ rows: 2, key: 'parcels/p1' });
  });

  test('are found again by whoever packs a second time', async () => {
    const { refined } = await refineBatch(invoices, 'b1', '1,a,1,1\n2,b,2,2\n');
    const first = await refineryOf(files).pack(packJob(refined.parts));
    const again = await refineryOf(files).pack(packJob(refined.parts, { filter: 'amount > 1' }));
    expect(again).toEqual(first);
  });

  test.each(['csv', 'json', 'xlsx', 'parquet'] as const)(
    'are the same bytes from the same rows as %s',
    async (format) => {
      const { refined } = await refineBatch(invoices, 'b1', '1,a,1,1\n2,b,2,2\n');
      const pack = (output: string) => refineryOf(files).pack(packJob(refined.parts, { output, format }));
      expect((await pack('parcels/x')).sha256).toBe((await pack('parcels/y')).sha256);
    },
  );

  test('keep the order of the lines in a workbook, also past the ninth', async () => {
    const text = Array.from({ length: 12 }, (_, i) => `${i + 1},a,1,1\n`).join('');
    const { refined } = await refineBatch(invoices, 'b1', text);
    await refineryOf(files).pack(packJob(refined.parts, { format: 'xlsx' }));
    const book = XLSX.read(unpack('parcels/p1')['data.xlsx'], { type: 'array' });
    const rows = XLSX.utils.sheet_to_json<string[]>(
      book.Sheets[book.SheetNames[0] as string] as XLSX.WorkSheet,
      {
        header: 1,
      },
    );
    expect(rows.slice(1).map((row) => Number(row[0]))).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
  });

  test('keep decimals exact in JSON', async () => {
    const { refined } = await refineBatch(invoices, 'b1', '1,a,9999999999999999.99,1\n');
    await refineryOf(files).pack(packJob(refined.parts, { format: 'json' }));
    expect(JSON.parse(Buffer.from(unpack('parcels/p1')['data.json'] as Uint8Array).toString())).toEqual([
      { id: '1', name: 'a', amount: '9999999999999999.99', _batch: 'b1', _line: 2 },
    ]);
  });

  test('refuse unknown items and filters that are no conditions', async () => {
    const { refined } = await refineBatch(invoices, 'b1', '1,a,1,1\n');
    await expect(refineryOf(files).pack(packJob(refined.parts, { items: ['salary'] }))).rejects.toThrow(
      InvalidInput,
    );
    await expect(refineryOf(files).pack(packJob(refined.parts, { filter: '1 = 1; DROP' }))).rejects.toThrow(
      InvalidInput,
    );
  });

  test('leave out rows of batches that do not count', async () => {
    const one = await refineBatch(invoices, 'b1', '1,a,1,1\n');
    const two = await refineBatch(invoices, 'b2', '2,b,2,2\n');
    const merged = await refineryOf(files).merge({
      resource: invoices,
      attempt: 'm',
      period: '201503',
      parts: [...one.refined.parts, ...two.refined.parts],
    });
    expect(merged.rows).toBe(2);
    expect(await refineryOf(files).count([merged])).toBe(2);
    expect(await refineryOf(files).pack(packJob([merged], { batches: ['b2'] }))).toMatchObject({ rows: 1 });
  });

  test('the current state takes the last write and drops tombstones', async () => {
    const resource = defineResource([...items, { code: 'gone' }], {
      mode: 'increment',
      tombstone: { item: 'gone', value: 'D' },
    });
    const one = await jobOf(files, resource, 'id,name,amount,n,gone\n1,a,1,1,\n2,b,2,2,\n', {
      batch: 'b1',
      attempt: 'x1',
    });
    const two = await jobOf(files, resource, 'id,name,amount,n,gone\n2,b,2,2,D\n1,A,1,1,\n', {
      batch: 'b2',
      attempt: 'x2',
    });
    const refinery = refineryOf(files);
    const entries = [
      { parts: (await refinery.refine(one)).parts, batches: ['b1'] },
      { parts: (await refinery.refine(two)).parts, batches: ['b2'] },
    ];
    const rows = await refinery.rows({
      resource,
      entries,
      lastPerKey: true,
      items: ['id', 'name', 'n'],
      limit: 10,
    });
    expect(rows).toEqual([{ id: '1', name: 'A', n: 1, _batch: 'b2', _line: 3 }]);
    expect(
      await refinery.rows({ resource, entries, lastPerKey: false, filter: "name = 'a'", limit: 10 }),
    ).toHaveLength(1);
  });

  test('parts of an older version read as today’s columns', async () => {
    const { refined } = await refineBatch(invoices, 'b1', '1,a,1,1\n');
    const newer = defineResource([...items, { code: 'added', type: 'date' }], { version: 2 });
    const rows = await refineryOf(files).rows({
      resource: newer,
      entries: [{ parts: refined.parts, batches: ['b1'] }],
      lastPerKey: true,
      limit: 1,
    });
    expect(rows).toMatchObject([{ id: '1', added: null }]);
  });

  test('chunks of one batch lose duplicates across them', async () => {
    const lines = Array.from(
      { length: 200 },
      (_, i) => `${i % 150},name ${i % 150},${i < 150 ? 1 : 2},1`,
    ).join('\n');
    const job = await jobOf(files, invoices, `${header}${lines}\n`);
    const refinery = refineryOf(files);
    const chunks = await refinery.divide(job.source, job.survey, job.layout, 1000);
    expect(chunks.length).toBeGreaterThan(2);
    const parts: Part[] = [];
    for (const chunk of chunks) parts.push(...(await refinery.refine({ ...job, chunk })).parts);
    const unified = await refinery.unify({
      resource: invoices,
      batch: 'b1',
      attempt: 'u1',
      parts,
      department: 'tax',
      mapping: job.mapping,
    });
    expect(unified.refused).toBe(50);
    expect(await refinery.count(unified.parts)).toBe(150);
    expect(unified.findings).toEqual([{ rule: 'duplicate-key', level: 'refuse', rows: 50, firstLine: 152 }]);
    const [first] = await refinery.refusedRows([unified.rejects as string], { limit: 1 });
    expect(first).toMatchObject({
      line: 152,
      cells: ['0', 'name 0', '2.00', '1'],
      problems: [{ firstLine: 2, zh: expect.stringContaining('入库后的值') }],
    });
    const twice = await refinery.unify({
      resource: invoices,
      batch: 'b1',
      attempt: 'u2',
      parts: unified.parts,
    });
    expect(twice).toEqual({ parts: unified.parts, refused: 0, findings: [] });
  });

  describe('refused rows', () => {
    const rejects = async (more: Partial<RejectsJob>) => {
      const { job, refined } = await refineBatch(invoices, 'b1', '=1+1,"a,b",x,1\n2,b,2,2\n');
      const request = {
        rejects: [refined.rejects as string],
        layout: job.layout,
        fileName: 'd.csv',
        format: 'csv' as const,
        language: 'zh' as const,
      };
      return collect(refineryOf(files).rejects({ ...request, ...more }));
    };

    test('come in the department’s columns with line, reason and advice', async () => {
      expect((await rejects({})).toString()).toBe(
        '\ufeffid,name,amount,n,行号,原因,怎么改\r\n\'=1+1,"a,b",x,1,2,C2 amount：不是数字,请填写数字，例如 1234.50\r\n',
      );
    });

    test('are a workbook without formulas', async () => {
      const book = XLSX.read(await rejects({ format: 'xlsx', language: 'en' }));
      const rows = XLSX.utils.sheet_to_json(book.Sheets.Sheet1 as XLSX.WorkSheet, { header: 1 });
      expect(rows).toEqual([
        ['id', 'name', 'amount', 'n', 'Line', 'Reason', 'What to do'],
        ["'=1+1", 'a,b', 'x', '1', '2', 'C2 amount: not a number', 'write a number such as 1234.50'],
      ]);
    });

    test('come under the unit their title stated, and with our columns once', async () => {
      const { job, refined } = await refineBatch(invoices, 'b1', '1,a,x,1\n');
      const headers = [...job.layout.headers, 'Line', 'Reason', 'What to do'];
      const write = (format: 'csv' | 'xlsx') =>
        collect(
          refineryOf(files).rejects({
            rejects: [refined.rejects as string],
            layout: { ...job.layout, headers, titleUnit: '万元' },
            fileName: 'd.csv',
            format,
            language: 'zh',
          }),
        );
      const lines = (await write('csv')).toString().split('\r\n');
      const titles = 'id,name,amount,n,行号,原因,怎么改';
      expect(lines.slice(0, 3)).toEqual(['\ufeff单位：万元', titles, expect.stringMatching(/^1,a,x,1,2,C2/)]);
      const book = XLSX.read(await write('xlsx'));
      const rows = XLSX.utils.sheet_to_json(book.Sheets.Sheet1 as XLSX.WorkSheet, { header: 1 });
      expect(rows.slice(0, 2)).toEqual([['单位：万元'], titles.split(',')]);
    });

    test('are JSON', async () => {
      expect(JSON.parse((await rejects({ format: 'json' })).toString())).toMatchObject([
        { line: 2, problems: [{ rule: 'bad-number' }] },
      ]);
    });

    test('keep the order of their lines, across objects and many vectors', async () => {
      const lines = Array.from({ length: 9000 }, (_, i) => `${i},name,${i % 3 === 0 ? 'x' : 1},1`).join('\n');
      const job = await jobOf(files, invoices, `${header}${lines}\n`);
      const refinery = refineryOf(files);
      const found: string[] = [];
      for (const chunk of await refinery.divide(job.source, job.survey, job.layout, 50_000))
        found.push((await refinery.refine({ ...job, chunk })).rejects as string);
      expect(found.length).toBeGreaterThan(1);
      const rows = JSON.parse((await rejects({ rejects: found.reverse(), format: 'json' })).toString());
      expect(rows.map((row: { line: number }) => row.line)).toEqual(
        Array.from({ length: 3000 }, (_, i) => 3 * i + 2),
      );
    });

    test('fail for the reader when an object is missing', async () => {
      await expect(rejects({ rejects: ['nowhere'] })).rejects.toThrow(NotFound);
    });
  });
});
