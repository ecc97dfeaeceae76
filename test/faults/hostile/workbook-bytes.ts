/** Workbooks part by part, so that one part at a time can be hostile. */
import { type RawEntry, rawZip } from './raw-zip.ts';

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const parts: Record<string, string> = {
  '[Content_Types].xml': '<Types/>',
  'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    `<Relationships><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/>` +
    `<Relationship Id="rId2" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
};

/** @param more adds parts or puts others in their place */
export function workbook(sheetData: string, more: Record<string, string | Uint8Array> = {}): Buffer {
  const sheet = `<worksheet><sheetData>${sheetData}</sheetData></worksheet>`;
  return workbookOf(sheet, more);
}

/** The same with the whole XML of the sheet given. */
export function workbookOf(sheet: string, more: Record<string, string | Uint8Array> = {}): Buffer {
  const all = { ...parts, 'xl/worksheets/sheet1.xml': sheet, ...more };
  return rawZip(Object.entries(all).map(([name, content]): RawEntry => ({ name, content })));
}

export const inline = (reference: string, text: string) =>
  `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;

export const headerRow = (row = 1) =>
  `<row r="${row}">${inline(`A${row}`, '记录号')}${inline(`B${row}`, '姓名')}${inline(`C${row}`, '死亡日期')}</row>`;

export const dataRow = (row: number, id: string) =>
  `<row r="${row}">${inline(`A${row}`, id)}${inline(`B${row}`, '赵某')}${inline(`C${row}`, '2015-01-02')}</row>`;

/** An OpenDocument sheet with this content. */
export function openDocument(content: string, more: Record<string, string> = {}): Buffer {
  const all = {
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'META-INF/manifest.xml':
      '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
    'content.xml': content,
    ...more,
  };
  return rawZip(Object.entries(all).map(([name, text]): RawEntry => ({ name, content: text })));
}
