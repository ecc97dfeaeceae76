/** The small parts of an XLSX: which sheets there are, where they lie, and what their styles make of numbers. */
import { SaxesParser } from 'saxes';
import { readSmallEntry } from './inflate.ts';
import type { DecodeLimits } from './limits.ts';
import { refusal } from './refusals.ts';
import { formatKind } from './workbook-values.ts';
import type { ZipEntry } from './zip-directory.ts';

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly entry: ZipEntry;
}

export interface WorkbookParts {
  readonly sheets: readonly Sheet[];
  readonly strings?: ZipEntry;
  readonly kinds: Uint8Array;
  readonly is1904: boolean;
}

type Attributes = Record<string, string>;

/** Reads workbook, relations, content types and styles. @throws PoisonError malformed-workbook, macros, dtd */
export async function readWorkbookParts(
  path: string,
  entries: readonly ZipEntry[],
  limits: DecodeLimits,
): Promise<WorkbookParts> {
  const find = (name: string) => entries.find((entry) => entry.name.toLowerCase() === name.toLowerCase());
  const read = async (name: string, visit: (element: string, attributes: Attributes) => void) => {
    const entry = find(name);
    if (entry !== undefined) visitElements(await readSmallEntry(path, entry, limits), visit);
    return entry !== undefined;
  };
  await read('[Content_Types].xml', (element, { ContentType = '' }) => {
    if (element === 'Override' && /macroEnabled|vbaProject/i.test(ContentType)) throw refusal('macros');
  });
  const relations = await readRelations(read);
  const book = await readBook(read);
  const sheets = book.sheets.flatMap((sheet) => {
    const relation = relations.get(sheet.id);
    if (relation === undefined || !/\/worksheet$/.test(relation.type)) return [];
    const entry = find(relation.target);
    if (entry === undefined) throw refusal('malformed-workbook', {}, 'a sheet is missing');
    return [{ name: sheet.name, hidden: sheet.hidden, entry }];
  });
  if (sheets.length === 0) throw refusal('malformed-workbook', {}, 'no sheet');
  const strings = [...relations.values()].find((relation) => /\/sharedStrings$/.test(relation.type));
  const kinds = await readKinds(read);
  return { sheets, strings: strings && find(strings.target), kinds, is1904: book.is1904 };
}

type Read = (name: string, visit: (element: string, attributes: Attributes) => void) => Promise<boolean>;

async function readRelations(read: Read): Promise<Map<string, { type: string; target: string }>> {
  const relations = new Map<string, { type: string; target: string }>();
  await read('xl/_rels/workbook.xml.rels', (element, attributes) => {
    if (element !== 'Relationship') return;
    const { Id = '', Type = '', Target = '' } = attributes;
    if (/\/externalLink$/i.test(Type)) throw refusal('external-links');
    if (/\/vbaProject$/i.test(Type)) throw refusal('macros');
    relations.set(Id, { type: Type, target: partName(Target) });
  });
  return relations;
}

function partName(target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  return `xl/${target.replace(/^\.\//, '')}`;
}

async function readBook(read: Read) {
  const sheets: { name: string; hidden: boolean; id: string }[] = [];
  let is1904 = false;
  const found = await read('xl/workbook.xml', (element, attributes) => {
    // Newer programs add a second workbookPr under extLst, which says nothing about dates.
    if (element === 'workbookPr' && isTrue(attributes.date1904)) is1904 = true;
    if (element !== 'sheet') return;
    const id = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1] ?? '';
    const { name = '', state = 'visible' } = attributes;
    sheets.push({ name, hidden: state !== 'visible', id });
  });
  if (!found) throw refusal('malformed-workbook', {}, 'no workbook part');
  return { sheets, is1904 };
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

async function readKinds(read: Read): Promise<Uint8Array> {
  const codes = new Map<number, string>();
  const kinds: number[] = [];
  let inCells = false;
  await read('xl/styles.xml', (element, attributes) => {
    if (element === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
    else if (element === 'cellXfs') inCells = true;
    else if (element === 'cellStyles' || element === 'dxfs') inCells = false;
    else if (element === 'xf' && inCells) {
      const id = Number(attributes.numFmtId ?? 0);
      kinds.push(formatKind(id, codes.get(id)));
    }
  });
  return Uint8Array.from(kinds);
}

function visitElements(bytes: Buffer, visit: (element: string, attributes: Attributes) => void): void {
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw refusal('dtd');
  });
  parser.on('error', (error) => {
    throw refusal('malformed-workbook', {}, '', error);
  });
  parser.on('opentag', (tag) =>
    visit(tag.name.slice(tag.name.indexOf(':') + 1), tag.attributes as Attributes),
  );
  parser.write(bytes.toString('utf8')).close();
}
