/** A resource's description as the search keeps it. */
import type { ShelfEntry } from '../../../schemas/discovery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { elementsOf } from '../catalog/elements.ts';

export function entryOf(resource: Resource, appliedAt: string): ShelfEntry {
  const { database, open } = elementsOf(resource);
  return {
    code: resource.code,
    version: resource.version,
    name: resource.name,
    nameEn: resource.nameEn,
    summary: resource.summary,
    departments: resource.departments,
    class: resource.classification?.code,
    classNames: resource.classification?.names ?? [],
    database,
    cycle: resource.cycle,
    grade: resource.grade,
    mode: resource.mode,
    kind: resource.kind,
    form: formOf(resource),
    open,
    ...over(resource),
    items: resource.items.map(({ code, name, synonyms, identifier }) => ({
      code,
      name,
      synonyms,
      identifier,
    })),
    appliedAt,
  };
}

function over({ view, library }: Resource): Pick<ShelfEntry, 'over'> {
  const parents = (view ?? library)?.over;
  return parents ? { over: parents } : {};
}

function formOf(resource: Resource): ShelfEntry['form'] {
  if (resource.location === 'department') return 'remote';
  return elementsOf(resource).form;
}
