/** From a record's ordinal to the line a text editor shows. */
import type { Survey } from '../../../schemas/refinery.ts';
import { sizeOf } from './byte-source.ts';
import { markLength, splitRecords } from './divide.ts';

/**
 * Physical line (1-based) on which record `ordinal` of delimited text begins: line breaks in quotes make it larger
 * than the ordinal. Reads the file up to the record. In other formats the ordinal is the line.
 * @returns undefined when there is no such record
 */
export async function lineOfRecord(
  path: string,
  survey: Survey,
  ordinal: number,
): Promise<number | undefined> {
  if (survey.format !== 'csv') return survey.format === 'fixed-width' ? ordinal : undefined;
  const size = await sizeOf(path);
  const start = markLength(survey);
  let records = 0;
  let begin = start;
  await splitRecords(path, survey, { start, end: size }, (end) => {
    if (records + 1 < ordinal) begin = end;
    return ++records < ordinal - 1;
  });
  if (records < ordinal - 1 || begin >= size) return undefined;
  return (await countLineFeeds(path, survey, start, begin)) + 1;
}

async function countLineFeeds(path: string, survey: Survey, start: number, end: number): Promise<number> {
  const flat = { ...survey, format: 'fixed-width' as const };
  let lines = 0;
  await splitRecords(path, flat, { start, end }, () => {
    lines++;
    return true;
  });
  return lines;
}
