/**
 * Files for the kill tests. What a file holds follows from its name, so that whoever finds it in the lake later knows
 * what was sent: `{kind}-{id}-{rows}.csv`.
 */
import { createHash } from 'node:crypto';
import { type Resource, resourceSchema } from '../../../schemas/resource.ts';

export const provider = 'power';
export const receiver = 'tax';

const items = [
  { code: 'account_no', name: '用电户号', type: 'text', length: 40, key: 'primary', required: true },
  { code: 'cust_name', name: '客户名称', type: 'text', length: 100, required: true },
  { code: 'kwh', name: '用电量', type: 'decimal', length: 18, scale: 2 },
];
const usual = { departments: [provider], cycle: 'monthly', grade: 1, mode: 'increment', items };

export const meters: Resource = resourceSchema.parse({
  ...usual,
  code: 'METER',
  name: '电表',
  nameEn: 'meters',
});
/** Its uploads are erased once their rows are in. */
export const secrets: Resource = resourceSchema.parse({
  ...usual,
  code: 'SECRET',
  name: '脱敏电表',
  nameEn: 'desensitised meters',
  grade: 2,
  items: items.map((item) => (item.code === 'cust_name' ? { ...item, desensitise: 'token' } : item)),
});
export const scans: Resource = resourceSchema.parse({
  ...usual,
  code: 'SCAN',
  name: '扫描件',
  nameEn: 'scans',
  kind: 'unstructured',
  mode: 'full-per-period',
  items: [],
});
export const resources: readonly Resource[] = [meters, secrets, scans];

/** plain: rows; odd: its header is asked about; poison: a required column is missing; broken: not what its name says. */
export type FileKind = 'plain' | 'odd' | 'poison' | 'broken' | 'scan';

export const nameOf = (kind: FileKind, id: string, rows: number): string =>
  `${kind}-${id}-${rows}.${kind === 'broken' ? 'xlsx' : kind === 'scan' ? 'pdf' : 'csv'}`;

export interface SentRow {
  readonly account_no: string;
  readonly cust_name: string;
  readonly kwh: string;
}

/** The rows that a file's name promises. */
export function rowsOf(fileName: string): SentRow[] {
  const [, kind = '', id = '', rows = '0'] = /^([a-z]+)-(\w+)-(\d+)\./.exec(fileName) ?? [];
  if (kind !== 'plain' && kind !== 'odd') return [];
  return Array.from({ length: Number(rows) }, (_, row) => ({
    account_no: `${id}X${row}`,
    cust_name: `客户${id}第${row}`,
    kwh: `${row}.25`,
  }));
}

/** Row 7 of each file of rows is refused: it has no account. */
export const refusedRows = 1;

const headers: Readonly<Record<string, string>> = { plain: '用电户号', odd: '用电户好' };

/** The bytes under a name. */
/** A page with a text layer, so that there is a text to take out. */
function pdfOf(id: string): Buffer {
  const content = `BT /F1 12 Tf (${id}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(`%PDF-1.4\n${body}trailer\n<< /Root 1 0 R >>\n%%EOF\n`);
}

export function bytesOf(fileName: string): Buffer {
  const [kind = '', id = ''] = fileName.split('-');
  if (kind === 'poison') return Buffer.from(`客户名称,用电量\n客户${id},1\n`);
  if (kind === 'broken') return Buffer.from(`no workbook ${id}`);
  if (kind === 'scan') return pdfOf(id);
  // Each odd layout is asked about anew: its last column tells it apart.
  const extra = kind === 'odd' ? `附注${id}` : '附注';
  const lines = rowsOf(fileName).map((row) => `${row.account_no},${row.cust_name},${row.kwh},`);
  lines.splice(7, 0, ',无户,1,');
  return Buffer.from(`${headers[kind]},客户名称,用电量,${extra}\n${lines.join('\n')}\n`);
}

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
