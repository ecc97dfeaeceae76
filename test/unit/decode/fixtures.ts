/** Files for the decoders' tests, made here so that what is in them can be read. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import type { DecodeLimits } from '../../../layers/refinery/decode/index.ts';
import { decodeTable, surveyFile } from '../../../layers/refinery/decode/index.ts';
import type { Survey } from '../../../schemas/refinery.ts';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';

export const folder = mkdtempSync(join(tmpdir(), 'decode-test-'));
let made = 0;

export const resource: Resource = resourceSchema.parse({
  code: 'TEST_ROWS',
  name: '测试',
  nameEn: 'test rows',
  departments: ['tax'],
  cycle: 'monthly',
  grade: 1,
  mode: 'full',
  items: [
    { code: 'name', name: '名称', type: 'text' },
    { code: 'amount', name: '金额', type: 'decimal', length: 18, scale: 2 },
  ],
});

export const fixedResource: Resource = resourceSchema.parse({
  ...resource,
  fixedWidth: [
    { item: 'name', start: 0, width: 10 },
    { item: 'amount', start: 10, width: 8 },
  ],
});

/** Writes bytes (or text as UTF-8) to a file of its own. */
export function file(content: string | Uint8Array): string {
  const path = join(folder, `file-${made++}`);
  writeFileSync(path, content);
  return path;
}

/** Encodes as GB18030 by turning the decoder round: every character the texts use is looked up. */
export function gbk(text: string): Buffer {
  return Buffer.concat([...text].map((letter) => Buffer.from(gbkBytes(letter))));
}

const table = new Map<string, number[]>();

function gbkBytes(letter: string): number[] {
  if (letter.charCodeAt(0) < 0x80) return [letter.charCodeAt(0)];
  if (table.size === 0) fillTable();
  const bytes = table.get(letter);
  if (bytes === undefined) throw new Error(`${letter} is not in GBK`);
  return bytes;
}

function fillTable(): void {
  const decoder = new TextDecoder('gb18030');
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++)
      if (trail !== 0x7f) table.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
}

export function survey(path: string, fileName: string, limits?: Partial<DecodeLimits>): Promise<Survey> {
  return surveyFile(path, { fileName, resource, limits });
}

/** Surveys, decodes one table (the first) and gives the canonical text. */
export async function canonical(path: string, fileName: string, tableName?: string, given = resource) {
  const surveyed = await surveyFile(path, { fileName, resource: given });
  const out = join(folder, `out-${made++}`);
  const name = tableName ?? surveyed.tables[0]?.name ?? '';
  const result = await decodeTable(path, { survey: surveyed, table: name, resource: given }, out);
  return { survey: surveyed, text: readFileSync(out, 'utf8'), ...result };
}

/** The code a refused file is refused for. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    const { code, zh, message } = error as { code?: string; zh?: string; message: string };
    if (code === undefined || !zh || !message) throw error;
    return code;
  }
  return 'accepted';
}

export function zip(entries: Record<string, string | Uint8Array>): Uint8Array {
  const bytes: Zippable = {};
  for (const [name, content] of Object.entries(entries))
    bytes[name] = typeof content === 'string' ? strToU8(content) : content;
  return zipSync(bytes);
}

/** The parts of a small XLSX; `more` adds or replaces parts. */
export function xlsx(sheetData: string, more: Record<string, string | Uint8Array> = {}): Uint8Array {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return zip({
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels':
      `<Relationships><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/>` +
      `<Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet><dimension ref="A1:XFD1048576"/><sheetData>${sheetData}</sheetData></worksheet>`,
    ...more,
  });
}
