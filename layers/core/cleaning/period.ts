/** The period (partition) of a row: from the item the definition names, else the batch's. */
import type { Resource } from '../../../schemas/resource.ts';
import { quoteText } from './sql-text.ts';

/** SQL of a row's period. What would not make a safe partition name takes the batch's period. */
export function periodSql(resource: Resource, batchPeriod: string, value: (item: string) => string): string {
  const fallback = quoteText(batchPeriod);
  const item = resource.items.find((i) => i.code === resource.periodItem);
  if (!item) return fallback;
  const own = value(item.code);
  if (item.type === 'date') return `coalesce(strftime(${own}, '%Y%m'), ${fallback})`;
  if (item.type === 'month') return `coalesce(${own}, ${fallback})`;
  const text = `CAST(${own} AS VARCHAR)`;
  return `CASE WHEN regexp_full_match(${text}, '[0-9A-Za-z-]{1,16}') THEN ${text} ELSE ${fallback} END`;
}
