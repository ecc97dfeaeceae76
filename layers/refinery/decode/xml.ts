/** XML as canonical records: a repeated element is a row. */
import type { Survey, SurveyedTable } from '../../../schemas/refinery.ts';
import type { Decode } from './canonical-file.ts';
import { captureHead } from './head.ts';
import type { DecodeLimits } from './limits.ts';
import { refusal } from './refusals.ts';
import { utf8Bytes } from './transcode.ts';
import { parseXml } from './xml-events.ts';
import { RowCollector, RowFinder } from './xml-rows.ts';

type TextSurvey = Pick<Survey, 'encoding'>;

/** How much of a document shows which elements repeat. */
const LEARN_FROM = 8 << 20;

/** Finds the row elements (a table each, named by path) and their columns; reads the document to its end. */
export async function surveyXml(
  path: string,
  survey: TextSurvey,
  limits: DecodeLimits,
): Promise<SurveyedTable[]> {
  const finder = new RowFinder(LEARN_FROM);
  await parseXml(bytesOf(path, survey, limits), finder, limits, 'malformed-xml');
  const tables: SurveyedTable[] = [];
  for (const name of finder.rowPaths()) tables.push(await surveyRows(path, survey, name, limits));
  if (tables.length === 0) throw refusal('malformed-xml');
  return tables;
}

async function surveyRows(
  path: string,
  survey: TextSurvey,
  name: string,
  limits: DecodeLimits,
): Promise<SurveyedTable> {
  const names = new Map<string, boolean>();
  let records = 0;
  const collector = new RowCollector(name, limits, (row) => {
    records++;
    for (const [key, cell] of row) names.set(key, names.get(key) === true || cell !== '');
    return true;
  });
  await parseXml(bytesOf(path, survey, limits), collector, limits, 'malformed-xml');
  if (names.size > limits.columns) throw refusal('too-many-columns');
  const columns = withoutContainers(names);
  const head = await captureHead(decodeXml(path, survey, name, columns, limits), limits, true);
  return { name, hidden: false, merges: [], head, columns, records };
}

/** An element that only holds others is no column, unless it has text of its own. */
function withoutContainers(names: ReadonlyMap<string, boolean>): string[] {
  const containers = new Set([...names.keys()].flatMap((name) => parentsOf(name)));
  return [...names].filter(([name, filled]) => filled || !containers.has(name)).map(([name]) => name);
}

function parentsOf(name: string): string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** Decodes the rows at one path; ordinals count them. */
export function decodeXml(
  path: string,
  survey: TextSurvey,
  table: string,
  columns: readonly string[],
  limits: DecodeLimits,
): Decode {
  return async (writer) => {
    const collector = new RowCollector(table, limits, (row, ordinal) => {
      writer.begin(ordinal);
      for (const column of columns) writer.cell(row.get(column) ?? '');
      return writer.end();
    });
    await parseXml(bytesOf(path, survey, limits), collector, limits, 'malformed-xml');
  };
}

function bytesOf(path: string, survey: TextSurvey, limits: DecodeLimits): AsyncIterable<Buffer> {
  return utf8Bytes(path, survey.encoding ?? 'utf-8', limits);
}
