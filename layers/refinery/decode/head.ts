/** The first records of a table as a survey shows them. */
import { captureRecords, type Decode } from './canonical-file.ts';
import { type DecodeLimits, headRecords } from './limits.ts';

/** At most 60 records, index 0 is record 1, blank ones are []. `keepTrailing`: see WriterOptions. */
export async function captureHead(
  decode: Decode,
  limits: DecodeLimits,
  keepTrailing: boolean,
): Promise<string[][]> {
  const records = await captureRecords(decode, { limits, last: headRecords, keepTrailing });
  const head: string[][] = Array.from({ length: records.at(-1)?.ordinal ?? 0 }, () => []);
  for (const { ordinal, cells } of records) head[ordinal - 1] = cells;
  return head;
}
