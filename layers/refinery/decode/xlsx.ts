/** XLSX: an archive of XML parts. Only the parts that hold data are read; the sheets stream. */
import type { SurveyedTable } from '../../../schemas/refinery.ts';
import type { Decode } from './canonical-file.ts';
import { captureHead } from './head.ts';
import { readEntry } from './inflate.ts';
import type { DecodeLimits } from './limits.ts';
import { findMerges } from './merges.ts';
import { refusal } from './refusals.ts';
import { readSharedStrings } from './shared-strings.ts';
import { type SheetContext, SheetScanner } from './sheet-scanner.ts';
import { readWorkbookParts, type Sheet, type WorkbookParts } from './workbook-parts.ts';
import { cutBlocks } from './xml-blocks.ts';
import type { ZipEntry } from './zip-directory.ts';

const rows = { root: 'sheetData', unit: 'row', stop: '/sheetData' };

/** Names of entries that make a workbook more than data, and the reason each is refused for. */
const dangers = [
  [/(^|\/)vbaProject[^/]*\.bin$|^xl\/macrosheets\//i, 'macros'],
  [/^xl\/externalLinks\//i, 'external-links'],
  [/^xl\/(embeddings|activeX|ctrlProps)\//i, 'embedded-objects'],
] as const;

/** The sheets of an XLSX with their first rows. @throws PoisonError for what is never taken */
export async function surveyXlsx(
  path: string,
  entries: readonly ZipEntry[],
  limits: DecodeLimits,
): Promise<SurveyedTable[]> {
  refuseDangers(entries);
  const parts = await readWorkbookParts(path, entries, limits);
  const context = await sheetContext(path, parts, limits);
  const tables: SurveyedTable[] = [];
  for (const sheet of parts.sheets) tables.push(await surveySheet(path, sheet, context, limits));
  return tables;
}

/** Decodes one sheet; ordinals are row numbers. */
export function decodeXlsx(
  path: string,
  entries: readonly ZipEntry[],
  table: string,
  limits: DecodeLimits,
): Decode {
  return async (writer) => {
    refuseDangers(entries);
    const parts = await readWorkbookParts(path, entries, limits);
    const sheet = parts.sheets.find((candidate) => candidate.name === table);
    if (sheet === undefined) throw refusal('no-such-table');
    await decodeSheet(path, sheet, await sheetContext(path, parts, limits), limits)(writer);
  };
}

function refuseDangers(entries: readonly ZipEntry[]): void {
  for (const [pattern, reason] of dangers)
    if (entries.some((entry) => pattern.test(entry.name))) throw refusal(reason);
}

async function sheetContext(path: string, parts: WorkbookParts, limits: DecodeLimits): Promise<SheetContext> {
  const strings = await readSharedStrings(path, parts.strings, limits);
  return { strings, kinds: parts.kinds, is1904: parts.is1904 };
}

function decodeSheet(path: string, sheet: Sheet, context: SheetContext, limits: DecodeLimits): Decode {
  return async (writer) => {
    const scanner = new SheetScanner(writer, context);
    for await (const block of cutBlocks(readEntry(path, sheet.entry, limits), rows, limits))
      if (!scanner.push(block)) return;
  };
}

async function surveySheet(
  path: string,
  sheet: Sheet,
  context: SheetContext,
  limits: DecodeLimits,
): Promise<SurveyedTable> {
  const head = await captureHead(decodeSheet(path, sheet, context, limits), limits, false);
  const merges = await findMerges(path, sheet.entry, limits);
  return { name: sheet.name, hidden: sheet.hidden, head, merges };
}
