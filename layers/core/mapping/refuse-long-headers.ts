/**
 * A batch's record holds its headers, in layout, mapping and questions, and a record has 400 kB in the cloud. A file
 * whose headers would not fit is damaged or cut at the wrong place: it is refused, with the column to look at.
 */
import type { Question } from '../../../schemas/mapping.ts';
import type { Layout, Mapping } from '../../../schemas/refinery.ts';
import { PoisonError } from '../errors.ts';
import { columnName } from './column-name.ts';

/** Bytes of UTF-8; the rest of the record (findings, checks, chunks that are in) takes the other half. */
const mostBytes = 200_000;

interface Headed {
  readonly layout: Layout;
  readonly mapping: Mapping;
  readonly questions: readonly Question[];
}

/** @throws PoisonError header-too-long, naming the longest header's column, never its text: it may be data */
export function refuseLongHeaders({ layout, mapping, questions }: Headed): void {
  const bytes = new TextEncoder().encode(JSON.stringify([layout, mapping, questions])).length;
  if (bytes <= mostBytes) return;
  const lengths = layout.headers.map((header) => header.length);
  const longest = lengths.reduce(
    (best, length, column) => (length > (lengths[best] ?? 0) ? column : best),
    0,
  );
  const characters = lengths[longest] ?? 0;
  throw new PoisonError(
    'header-too-long',
    `the headers are too long to be kept; the longest is that of column ${columnName(longest)} with ${characters} characters: shorten it, or check that the header row is where it should be, and upload again`,
    `表头过长，无法保存；最长的是第 ${columnName(longest)} 列，共 ${characters} 个字符：请缩短表头或核对表头所在行后重新上传`,
  );
}
