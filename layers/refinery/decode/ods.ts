/** ODS: one XML part holds all sheets. It streams; repeated cells are written out within a limit. */
import type { SurveyedTable } from '../../../schemas/refinery.ts';
import { sizeOf } from './byte-source.ts';
import type { Decode } from './canonical-file.ts';
import { captureHead } from './head.ts';
import { readEntry, readSmallEntry } from './inflate.ts';
import type { DecodeLimits } from './limits.ts';
import { OdsListing, OdsSheet } from './ods-sheet.ts';
import { refusal } from './refusals.ts';
import { parseXml } from './xml-events.ts';
import type { ZipEntry } from './zip-directory.ts';

const dangers = [
  [/^(Basic|Scripts)\//, 'macros'],
  [/^Object \d+\//, 'embedded-objects'],
] as const;

/** The sheets with their first rows. @throws PoisonError for what is never taken */
export async function surveyOds(
  path: string,
  entries: readonly ZipEntry[],
  limits: DecodeLimits,
): Promise<SurveyedTable[]> {
  const content = await checkOds(path, entries, limits);
  const listing = new OdsListing();
  await parseXml(readEntry(path, content, limits), listing, limits, 'malformed-workbook');
  const tables: SurveyedTable[] = [];
  for (const { name, hidden, merges } of listing.sheets()) {
    const head = await captureHead(decodeContent(path, content, name, limits), limits, false);
    tables.push({ name, hidden, merges, head });
  }
  return tables;
}

/** Decodes one sheet; ordinals are row numbers. */
export function decodeOds(
  path: string,
  entries: readonly ZipEntry[],
  table: string,
  limits: DecodeLimits,
): Decode {
  return async (writer) => {
    const content = await checkOds(path, entries, limits);
    await decodeContent(path, content, table, limits)(writer);
  };
}

function decodeContent(path: string, content: ZipEntry, table: string, limits: DecodeLimits): Decode {
  return async (writer) => {
    const sheet = new OdsSheet(table, writer);
    await parseXml(readEntry(path, content, limits), sheet, limits, 'malformed-workbook');
    if (!sheet.found) throw refusal('no-such-table');
  };
}

async function checkOds(path: string, entries: readonly ZipEntry[], limits: DecodeLimits): Promise<ZipEntry> {
  if ((await sizeOf(path)) > limits.wholeFile) throw refusal('too-large-for-format');
  for (const [pattern, reason] of dangers)
    if (entries.some((entry) => pattern.test(entry.name))) throw refusal(reason);
  const manifest = entries.find((entry) => entry.name === 'META-INF/manifest.xml');
  if (manifest !== undefined) {
    const text = (await readSmallEntry(path, manifest, limits)).toString('utf8');
    if (text.includes('<!DOCTYPE')) throw refusal('dtd');
    if (/encryption-data/.test(text)) throw refusal('encrypted');
  }
  const content = entries.find((entry) => entry.name === 'content.xml');
  if (content === undefined) throw refusal('malformed-workbook');
  return content;
}
