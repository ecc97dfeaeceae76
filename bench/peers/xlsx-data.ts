/** The workbook of the XLSX benchmark: written as spreadsheet programs write them, streamed, kept for the next run. */
import { createWriteStream, existsSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeZip } from '../../layers/refinery/zip-writer.ts';
import { resourceSchema } from '../../schemas/resource.ts';
import { seededRandom } from './ingest-data.ts';

export const xlsxResource = resourceSchema.parse({
  code: 'BENCH_XLSX',
  name: '发票明细',
  nameEn: 'invoices in a workbook',
  departments: ['tax'],
  cycle: 'monthly',
  grade: 1,
  mode: 'full',
  periodItem: 'period',
  items: [
    { code: 'serial', name: '流水号', type: 'text', length: 20, key: 'primary', required: true },
    { code: 'tax_id', name: '纳税人识别号', type: 'text', length: 20, key: 'join', required: true },
    { code: 'name', name: '纳税人名称', type: 'text', length: 100 },
    { code: 'period', name: '所属期', type: 'month', required: true },
    { code: 'day', name: '开票日期', type: 'date', required: true },
    { code: 'amount', name: '金额', type: 'decimal', length: 18, scale: 2, required: true },
    { code: 'tax', name: '税额', type: 'decimal', length: 18, scale: 2 },
    { code: 'lines', name: '行数', type: 'integer' },
    { code: 'street', name: '街道', type: 'text', length: 40 },
    { code: 'rate', name: '税率', type: 'decimal', length: 6, scale: 2 },
  ],
});

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const kinds = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const headers = xlsxResource.items.map((item) => item.name);
const taxpayers = 20_000;
const streets = ['南明', '云岩', '花溪', '乌当', '白云', '观山湖', '清镇', '修文'];
const periods = 12;
/** Where each kind of text begins among the shared strings. */
const at = {
  id: headers.length,
  name: headers.length + taxpayers,
  street: headers.length + 2 * taxpayers,
  period: headers.length + 2 * taxpayers + streets.length,
  serial: headers.length + 2 * taxpayers + streets.length + periods,
};

function sharedString(index: number): string {
  if (index >= at.serial) return `FP${String(index - at.serial).padStart(12, '0')}`;
  if (index >= at.period) return `2015${String(index - at.period + 1).padStart(2, '0')}`;
  if (index >= at.street) return `${streets[index - at.street]}区中华路`;
  if (index >= at.name) return `贵阳第${index - at.name}商贸有限公司 &amp; 分店`;
  if (index >= at.id) return `915201${String(index - at.id).padStart(12, '0')}`;
  return headers[index] as string;
}

async function* sharedStrings(rows: number): AsyncGenerator<Buffer> {
  const count = at.serial + rows;
  yield Buffer.from(`${head}<sst xmlns="${main}" count="${rows * 5}" uniqueCount="${count}">`);
  for (let from = 0; from < count; from += 5000) {
    let text = '';
    for (let i = from; i < Math.min(from + 5000, count); i++) text += `<si><t>${sharedString(i)}</t></si>`;
    yield Buffer.from(text);
  }
  yield Buffer.from('</sst>');
}

function rowXml(index: number, random: () => number): string {
  const r = index + 2;
  const who = Math.floor(random() * taxpayers);
  const month = index % periods;
  const cents = Math.floor(random() * 1e7);
  const day = 42005 + month * 30 + Math.floor(random() * 28);
  return (
    `<row r="${r}" spans="1:10"><c r="A${r}" t="s"><v>${at.serial + index}</v></c>` +
    `<c r="B${r}" t="s"><v>${at.id + who}</v></c><c r="C${r}" t="s"><v>${at.name + who}</v></c>` +
    `<c r="D${r}" t="s"><v>${at.period + month}</v></c><c r="E${r}" s="1"><v>${day}</v></c>` +
    `<c r="F${r}"><v>${cents / 100}</v></c><c r="G${r}"><v>${Math.round(cents * 0.13) / 100}</v></c>` +
    `<c r="H${r}"><v>${1 + (index % 40)}</v></c><c r="I${r}" t="s"><v>${at.street + (index % 8)}</v></c>` +
    `<c r="J${r}"><v>0.13</v></c></row>`
  );
}

async function* sheet(rows: number): AsyncGenerator<Buffer> {
  const random = seededRandom(20150101);
  const titles = headers.map((_, i) => `<c r="${String.fromCharCode(65 + i)}1" t="s"><v>${i}</v></c>`);
  const size = `<dimension ref="A1:J${rows + 1}"/>`;
  yield Buffer.from(`${head}<worksheet xmlns="${main}">${size}<sheetData><row r="1" spans="1:10">`);
  yield Buffer.from(`${titles.join('')}</row>`);
  for (let from = 0; from < rows; from += 2000) {
    let text = '';
    for (let i = from; i < Math.min(from + 2000, rows); i++) text += rowXml(i, random);
    yield Buffer.from(text);
  }
  yield Buffer.from('</sheetData></worksheet>');
}

function fixedParts(): [name: string, text: string][] {
  const override = (part: string, kind: string) =>
    `<Override PartName="/xl/${part}" ContentType="${kinds}.${kind}+xml"/>`;
  const link = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${office}/${type}" Target="${target}"/>`;
  const overrides = [
    override('workbook.xml', 'sheet.main'),
    override('worksheets/sheet1.xml', 'worksheet'),
    override('sharedStrings.xml', 'sharedStrings'),
    override('styles.xml', 'styles'),
  ];
  return [
    [
      '[Content_Types].xml',
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="${relations}">${link(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="发票" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${relations}">${link(1, 'worksheet', 'worksheets/sheet1.xml')}${link(2, 'sharedStrings', 'sharedStrings.xml')}${link(3, 'styles', 'styles.xml')}</Relationships>`,
    ],
    [
      'xl/styles.xml',
      `<styleSheet xmlns="${main}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" xfId="0"/><xf numFmtId="14" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ],
  ];
}

/** @returns path of the workbook with `rows` rows below its header */
export async function makeWorkbook(rows: number): Promise<string> {
  const path = join(tmpdir(), `shuiyuan-bench-${rows}-v2.xlsx`);
  if (existsSync(path)) return path;
  const parts = fixedParts().map(([name, text]) => ({ name, bytes: [Buffer.from(head + text)] }));
  const large = [
    { name: 'xl/sharedStrings.xml', bytes: sharedStrings(rows) },
    { name: 'xl/worksheets/sheet1.xml', bytes: sheet(rows) },
  ];
  await pipeline(writeZip([...parts, ...large]), createWriteStream(`${path}.part`));
  renameSync(`${path}.part`, path);
  return path;
}
