/** The catalog as it is shipped, searchable. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDepartments, parseResource } from '../../../layers/core/catalog/parse-resource.ts';
import { CatalogSearch } from '../../../layers/core/discovery/catalog-search.ts';
import { discover } from '../../../layers/core/discovery/discover.ts';
import { entryOf } from '../../../layers/core/discovery/entry.ts';
import type { Discover } from '../../../schemas/discovery.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'resources');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');

export function shippedCatalog(): CatalogSearch {
  const departments = parseDepartments(read('departments.yaml'), 'departments.yaml');
  const search = new CatalogSearch(new Map(departments.map(({ code, name }) => [code, name])));
  for (const name of readdirSync(folder))
    if (name.endsWith('.yaml') && name !== 'departments.yaml')
      search.put(entryOf(parseResource(read(name), name), '2015-03-01T00:00:00.000Z'));
  return search;
}

export const find = (search: CatalogSearch, asked: Discover) =>
  discover(search, asked, { offset: 0, limit: 20 });
