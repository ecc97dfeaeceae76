import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { utils, write } from '@e965/xlsx';
import fc from 'fast-check';
import { ShuiyuanError } from '../../../layers/core/errors.ts';
import { decodeTable, surveyFile } from '../../../layers/refinery/decode/index.ts';
import { canonical, file, folder, gbk, resource, xlsx, zip } from './fixtures.ts';

function workbook(bookType: 'biff8' | 'ods' | 'xlsx'): Buffer {
  const made = utils.book_new();
  const rows = Array.from({ length: 20 }, (_, i) => [i, `名称 ${i}`, i * 1.37, i % 2 === 0]);
  utils.book_append_sheet(made, utils.aoa_to_sheet(rows), '数据');
  return write(made, { type: 'buffer', bookType, bookSST: true }) as Buffer;
}

const seeds: [name: string, bytes: Buffer][] = [
  ['a.xlsx', workbook('xlsx')],
  ['a.xls', workbook('biff8')],
  ['a.ods', workbook('ods')],
  ['a.zip', Buffer.from(zip({ 'a.csv': 'a,b\n1,2\n'.repeat(40) }))],
  ['a.csv', gbk('名称,"金额"\n贵阳,"1,2"\n'.repeat(20))],
  ['a.json', Buffer.from('[{"a":1.50,"b":"贵\\n阳"},{"c":[1,{"d":2}]}]')],
  ['a.jsonl', Buffer.from('{"a":1}\n{"b":"贵阳"}\n')],
  ['a.xml', Buffer.from('<r><x i="1"><a>贵</a><b>&amp;</b></x><x><a>2</a></x></r>')],
];

describe('damaged files', () => {
  it.each(seeds)('end in a named refusal or a table, never in a fault: %s', async (name, bytes) => {
    const damage = fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat({ max: bytes.length }), fc.boolean(), async (changes, length, cut) => {
        const copy = Buffer.from(bytes);
        for (const [at, value] of changes) copy[at] = value;
        await takeOrRefuse(file(cut ? copy.subarray(0, length) : copy), name);
      }),
      { numRuns: 30 },
    );
  });

  it('end so when a part inside a workbook is damaged', async () => {
    const row =
      '<row r="1"><c r="A1" t="inlineStr"><is><t>x&amp;</t></is></c><c r="B1"><f>1</f><v>1.5</v></c></row><row r="2"/>';
    const sheet = Buffer.from(`<worksheet><sheetData>${row.repeat(1)}</sheetData></worksheet>`);
    const letters = fc.constantFrom(...'<>/"= rcvtis&![-1A');
    const damage = fc.array(fc.tuple(fc.nat({ max: sheet.length - 1 }), letters), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (changes) => {
        const copy = Buffer.from(sheet);
        for (const [at, letter] of changes) copy[at] = letter.charCodeAt(0);
        await takeOrRefuse(file(xlsx('', { 'xl/worksheets/sheet1.xml': copy })), 'a.xlsx');
      }),
      { numRuns: 60 },
    );
  });
});

async function takeOrRefuse(path: string, fileName: string): Promise<void> {
  try {
    const survey = await surveyFile(path, { fileName, resource });
    for (const { name } of survey.tables)
      await decodeTable(path, { survey, table: name, resource }, join(folder, 'hostile'));
  } catch (error) {
    if (!(error instanceof ShuiyuanError)) throw error;
    expect(error.code).not.toBe('transient');
  }
}

describe('the canonical file', () => {
  it('is read by DuckDB as it was meant', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.stringMatching(/^[",\r\n 贵a]{0,6}$/),
    );
    const rows = fc.sample(fc.tuple(cell, cell, fc.constant('x')), 500);
    const { tables, out } = await decodedJson(rows);
    expect(tables).toBe(1);
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    const columns = "{'n':'BIGINT','a':'VARCHAR','b':'VARCHAR','c':'VARCHAR'}";
    const options = `header=false, auto_detect=false, delim=',', quote='"', escape='"', new_line='\\n', columns=${columns}`;
    const read = await connection.runAndReadAll(
      `SELECT a, b, c FROM read_csv('${out}', ${options}) ORDER BY n`,
    );
    connection.closeSync();
    const found = read.getRows().map((row) => row.map((value) => value ?? ''));
    expect(found).toEqual(rows.map((row) => row.map(clean)));
  });
});

async function decodedJson(rows: readonly (readonly string[])[]) {
  const path = file(JSON.stringify(rows.map(([a, b, c]) => ({ a, b, c }))));
  const survey = await surveyFile(path, { fileName: 'a.json', resource });
  const out = join(folder, `duck.csv`);
  await decodeTable(path, { survey, table: '', resource }, out);
  return { tables: survey.tables.length, out };
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd').replaceAll('\ufeff', '');
}

describe('a workbook that claims to be huge', () => {
  it('costs no more than what is in it', async () => {
    const started = process.memoryUsage().rss;
    const { records } = await canonical(
      file(xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
      'a.xlsx',
    );
    expect(records).toBe(1);
    expect(process.memoryUsage().rss - started).toBeLessThan(200_000_000);
  });
});
