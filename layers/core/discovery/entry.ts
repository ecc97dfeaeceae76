/** A resource's description as the search keeps it. */
import type { ShelfEntry } from '../../../schemas/discovery.ts';
import type { Resource } from '../../../schemas/resource.ts';

export const entryOf = (resource: Resource, appliedAt: string): ShelfEntry => ({
  code: resource.code,
  version: resource.version,
  name: resource.name,
  nameEn: resource.nameEn,
  summary: resource.summary,
  departments: resource.departments,
  ...classOf(resource),
  database: 'raw',
  cycle: resource.cycle,
  grade: resource.grade,
  mode: resource.mode,
  kind: resource.kind,
  form: 'physical',
  open: false,
  items: resource.items.map(({ code, name, synonyms, identifier }) => ({ code, name, synonyms, identifier })),
  appliedAt,
});

const classOf = (_resource: Resource): Pick<ShelfEntry, 'class' | 'classNames'> => ({ classNames: [] });
