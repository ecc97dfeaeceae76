/** Records of published tables, and where their objects lie. */
import { publishedTableSchema } from '../../../schemas/published-table.ts';
import { kind } from '../records.ts';

export const publishedTables = kind({
  name: 'published',
  key: (resource: string) => `published/${resource}`,
  schema: publishedTableSchema,
});

/** All their objects lie below it: `lake/shared/{resource}/{attempt}/…`. */
export const publishedFolder = 'lake/shared/';

export const publishedAttempt = (resource: string, attempt: string): string =>
  `${publishedFolder}${resource}/${attempt}/`;
