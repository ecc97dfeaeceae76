/** Records of the catalog beside the descriptions in force. */
import { z } from 'zod';
import { catalogEntrySchema } from '../../../schemas/catalog-entry.ts';
import { kind } from '../records.ts';

/** Partition of the due index: approved changes that wait for their day. */
export const catalogWaits = 'catalog-waits';
/** Partition of the entries in the order they changed, for those who follow the catalog. */
export const entryChanges = 'catalog-entry-changes';

export const catalogEntries = kind({
  name: 'catalog-entry',
  key: (code: string) => `catalog-entry/${code}`,
  schema: catalogEntrySchema,
  indexes: (entry) => ({
    topic: ['catalog-entries', entry.code],
    owner: [entryChanges, `${entry.changedAt}/${entry.code}`],
    ...(entry.approval ? { due: [catalogWaits, entry.approval.effective] as const } : {}),
  }),
});

/** Beside each resource, the views that were made over it. One that no longer is over it may still be named. */
export const viewers = kind({
  name: 'viewers',
  key: (resource: string) => `viewers/${resource}`,
  schema: z.object({ resource: z.string(), list: z.array(z.string()) }),
});
