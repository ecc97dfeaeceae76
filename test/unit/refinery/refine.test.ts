import { createHmac } from 'node:crypto';
import { DuckDBInstance } from '@duckdb/node-api';
import * as XLSX from '@e965/xlsx';
import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { InvalidInput, PoisonError } from '../../../layers/core/errors.ts';
import type { Refined } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { keyedTokens } from '../../contract/keyed-tokens.ts';
import { defineResource, jobOf, refineryOf } from './job.ts';
import { type TempFiles, tempFiles } from './temp-files.ts';

const money = { type: 'decimal', length: 18, scale: 2 } as const;
const invoices = defineResource([
  { code: 'id', key: 'primary', required: true },
  { code: 'name', length: 20 },
  { code: 'amount', ...money, required: true },
]);

describe('refine', () => {
  let files: TempFiles;
  beforeEach(() => {
    files = tempFiles();
  });
  afterEach(() => files.remove());

  const run = async (
    resource: Resource,
    bytes: string | Uint8Array,
    more: Parameters<typeof jobOf>[3] = {},
    options = {},
  ) => {
    const job = await jobOf(files, resource, bytes, more);
    const refined = await refineryOf(files, options).refine(job);
    return { job, refined };
  };
  const rowsOf = (resource: Resource, refined: Refined) =>
    refineryOf(files).rows({
      resource,
      entries: [{ parts: refined.parts, batches: ['b1'] }],
      lastPerKey: false,
      limit: 1000,
    });
  const refusedOf = (refined: Refined) =>
    refineryOf(files).refusedRows(refined.rejects ? [refined.rejects] : [], { limit: 1000 });

  test('keeps money exact', async () => {
    const values = ['0.10', '0.20', '9999999999999999.99', '-0.01', '1234567890123.45'];
    const { refined } = await run(
      invoices,
      `id,name,amount\n${values.map((v, i) => `${i},a,${v}`).join('\n')}\n`,
    );
    expect((await rowsOf(invoices, refined)).map((row) => row.amount)).toEqual(values);
  });

  test('numbers rows by record, over blank lines and line breaks in cells', async () => {
    const { refined } = await run(invoices, 'id,name,amount\n1,"a\nb",1\n\n2,c,x\n3,d,3\n');
    expect(refined.rows).toEqual({ read: 4, accepted: 2, refused: 1, ignored: 1 });
    expect((await rowsOf(invoices, refined)).map((row) => [row.id, row.name, row._line])).toEqual([
      ['1', 'a b', 2],
      ['3', 'd', 5],
    ]);
    const [refused] = await refusedOf(refined);
    expect(refused).toMatchObject({
      line: 4,
      cells: ['2', 'c', 'x'],
      problems: [{ rule: 'bad-number', cell: 'C4', item: 'amount' }],
    });
  });

  test('leaves out totals, signatures and repeated headers', async () => {
    const text = 'id,name,amount\n1,a,1\n合 计,,1\nid,name,amount\n审核人：张三,,\n南明区小计,,1\n';
    const { refined } = await run(invoices, text);
    expect(refined.rows).toEqual({ read: 5, accepted: 1, refused: 0, ignored: 4 });
    expect(refined.findings.map((f) => [f.rule, f.rows])).toEqual([
      ['header-row', 1],
      ['total-row', 3],
    ]);
  });

  test('keeps ragged and badly quoted rows out of their neighbours', async () => {
    const text = 'id,name,amount\n1,a,1\n2,b,2,surplus\n3,c\n4,"d"x,4\n5,e"f,5\n';
    const { refined } = await run(invoices, text);
    expect(refined.rows).toEqual({ read: 5, accepted: 4, refused: 1, ignored: 0 });
    expect((await rowsOf(invoices, refined)).map((row) => row.id)).toEqual(['1', '2', '4', '5']);
  });

  test.each(['gb18030', 'utf-16le', 'gz', 'xlsx'])('gives the same rows from %s', async (form) => {
    const text = 'id,name,amount\n1,贵阳（甲）,"1,234.50"\n2,乙,x\n3,丙,3\n';
    const { refined: plain } = await run(invoices, text);
    const forms: Record<string, () => [Uint8Array, string]> = {
      gb18030: () => [
        Buffer.from('aWQsbmFtZSxhbW91bnQKMSy587n0o6i816OpLCIxLDIzNC41MCIKMizS0Sx4CjMssfssMwo=', 'base64'),
        'd.csv',
      ],
      'utf-16le': () => [Buffer.from(`\ufeff${text}`, 'utf16le'), 'd.csv'],
      gz: () => [gzipSync(Buffer.from(text)), 'd.csv.gz'],
      xlsx: () => {
        const rows = [
          ['id', 'name', 'amount'],
          ['1', '贵阳（甲）', 1234.5],
          ['2', '乙', 'x'],
          ['3', '丙', 3],
        ];
        const book = XLSX.utils.book_new();
        XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), '表');
        return [XLSX.write(book, { type: 'buffer', bookType: 'xlsx' }), 'd.xlsx'];
      },
    };
    const [bytes, fileName] = (forms[form] as () => [Uint8Array, string])();
    const { refined } = await run(invoices, bytes, { fileName, attempt: 'a2' });
    expect(refined.rows).toEqual({ read: 3, accepted: 2, refused: 1, ignored: 0 });
    const names = (await rowsOf(invoices, refined)).map(({ id, amount, _line }) => ({ id, amount, _line }));
    expect(names).toEqual(
      (await rowsOf(invoices, plain)).map(({ id, amount, _line }) => ({ id, amount, _line })),
    );
  });

  test('multiplies columns in 万元 exactly', async () => {
    const { refined } = await run(invoices, 'id,name,amount\n1,a,12.345678\n2,b,12.3456789\n', {
      factors: { amount: '10000' },
    });
    expect((await rowsOf(invoices, refined)).map((row) => row.amount)).toEqual(['123456.78']);
    expect((await refusedOf(refined))[0]?.problems).toMatchObject([{ rule: 'surplus-digits' }]);
  });

  test('refuses later duplicates and names the first', async () => {
    const { refined } = await run(invoices, 'id,name,amount\n1,a,1\n1,a,1.00\n1,b,1\n2,c,3\n');
    expect(refined.rows).toMatchObject({ accepted: 2, refused: 2 });
    expect(
      (await refusedOf(refined)).map((r) => [
        r.line,
        r.cells[2],
        r.problems[0]?.rule,
        r.problems[0]?.firstLine,
      ]),
    ).toEqual([
      [3, '1.00', 'duplicate-row', 2],
      [4, '1', 'duplicate-key', 2],
    ]);
  });

  test('keeps changed rows of one key in an increment', async () => {
    const increment = { ...invoices, mode: 'increment' as const };
    const { refined } = await run(increment, 'id,name,amount\n1,a,1\n1,a,1\n1,a,2\n');
    expect(refined.rows).toMatchObject({ accepted: 2, refused: 1 });
    const last = await refineryOf(files).rows({
      resource: increment,
      entries: [{ parts: refined.parts, batches: ['b1'] }],
      lastPerKey: true,
      limit: 9,
    });
    expect(last.map((row) => row.amount)).toEqual(['2.00']);
  });

  test('partitions by the rows own period', async () => {
    const resource = defineResource([{ code: 'id' }, { code: 'period', type: 'month' }], {
      periodItem: 'period',
    });
    const { refined } = await run(resource, 'id,period\n1,201501\n2,2015年2月\n3,\n');
    expect(refined.parts.map((part) => [part.period, part.rows])).toEqual([
      ['201501', 1],
      ['201502', 1],
      ['201503', 1],
    ]);
    expect(refined.parts[0]?.key).toBe('lake/raw/TEST/period=201501/batch=b1/a1-0.parquet');
  });

  test('keeps unknown columns aside', async () => {
    const { refined } = await run(invoices, 'id,name,amount,备注,备注\n1,a,1,x,y\n2,b,2,,\n', {
      extra: ['备注', '备注'],
    });
    const connection = await (await DuckDBInstance.create()).connect();
    const read = await connection.runAndReadAll(
      `SELECT _extra FROM read_parquet('${files.path(refined.parts[0]?.key as string)}') ORDER BY _line`,
    );
    expect(read.getRowsJson()).toEqual([['{"备注#4":"x","备注#5":"y"}'], [null]]);
    expect(refined.rows.accepted).toBe(2);
  });

  test('checks items against one another', async () => {
    const resource = defineResource(
      [
        { code: 'a', ...money },
        { code: 'b', ...money },
      ],
      {
        checks: [{ id: 'a-over-b', name: 'a 不小于 b', expression: 'a >= b', level: 'refuse' }],
      },
    );
    const { refined } = await run(resource, 'a,b\n2,1\n1,2\n1,\n');
    expect(refined.rows).toMatchObject({ accepted: 2, refused: 1 });
    expect(refined.findings).toMatchObject([{ rule: 'a-over-b', rows: 1, firstLine: 3 }]);
  });

  test('says which required item has no column', async () => {
    const job = await jobOf(files, invoices, 'id,name\n1,a\n');
    const mapping = { columns: job.mapping.columns.slice(0, 2) };
    await expect(refineryOf(files).refine({ ...job, mapping })).rejects.toThrow(PoisonError);
  });

  describe('of grade 2', () => {
    const key = new Uint8Array(32).map((_, i) => i);
    const people = defineResource(
      [
        { code: 'id', identifier: 'resident-id', desensitise: 'token', required: true },
        { code: 'name', desensitise: 'mask' },
        { code: 'phone', identifier: 'phone', desensitise: 'mask' },
        { code: 'secret', desensitise: 'drop' },
        { code: 'amount', ...money },
      ],
      { grade: 2 },
    );
    const token = (text: string) => createHmac('sha256', key).update(text).digest('hex');
    const text =
      'id,name,phone,secret,amount\n52010219900101991x,欧阳锋,13812345678,s,1\n520102900101998,张三,1,s,x\n';

    test('stores tokens and masks instead of values', async () => {
      const { refined } = await run(people, text, {}, { tokens: keyedTokens(key) });
      expect(await rowsOf(people, refined)).toMatchObject([
        {
          id: token('52010219900101991X'),
          name: '欧阳**',
          phone: '138****5678',
          secret: null,
          amount: '1.00',
        },
      ]);
    });

    test('shows refused rows desensitised too', async () => {
      const { refined } = await run(people, text, {}, { tokens: keyedTokens(key) });
      expect((await refusedOf(refined))[0]?.cells).toEqual([
        token('520102199001019987'),
        '张*',
        '*',
        '***',
        'x',
      ]);
    });

    test('is refused without a key', async () => {
      await expect(run(people, text)).rejects.toThrow(InvalidInput);
    });
  });

  test('accounts for every record of random dirty files', async () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '1',
        '2.50',
        'x',
        '',
        '合计',
        'id',
        '"a,b"',
        '"a\nb"',
        '"',
        ' ',
        '１２',
        '-',
        'a"b',
        '\u00a0',
      ),
      fc.string({ maxLength: 6 }),
    );
    const line = fc.array(cell, { minLength: 0, maxLength: 4 }).map((cells) => cells.join(','));
    let attempt = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 12 }), async (lines) => {
        attempt += 1;
        const text = `id,name,amount\n${lines.join('\n')}\n`;
        const job = await jobOf(files, invoices, text, { attempt: `r${attempt}` }).catch((e) => {
          if (e instanceof PoisonError) return undefined;
          throw e;
        });
        if (job?.survey.delimiter !== ',') return;
        const refined = await refineryOf(files)
          .refine(job)
          .catch((e) => {
            if (e instanceof PoisonError) return undefined;
            throw e;
          });
        if (!refined) return;
        const { read, accepted, refused, ignored } = refined.rows;
        expect(accepted + refused + ignored).toBe(read);
        expect(await rowsOf(invoices, refined)).toHaveLength(accepted);
        expect(await refusedOf(refined)).toHaveLength(refused);
      }),
      { numRuns: 15, seed: 7 },
    );
  });
});
