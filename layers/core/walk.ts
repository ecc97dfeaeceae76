/** Goes through what is listed in pages, a page at a time as it is wanted. */
import type { ListedObject, ObjectStore } from './ports/object-store.ts';
import type { IndexName, Records, Stored } from './ports/records.ts';
import type { Held, Kind } from './records.ts';

type Place = readonly [index: IndexName, partition: string];
type Range = Omit<NonNullable<Parameters<Records['query']>[2]>, 'after'>;

/** Pages of `limit` items at most, some of them perhaps empty. */
async function* pagesOf(
  records: Pick<Records, 'query'>,
  [index, partition]: Place,
  range: Range,
): AsyncGenerator<readonly Stored[]> {
  let after: string | undefined;
  do {
    const page = await records.query(index, partition, { ...range, after });
    yield page.items;
    after = page.next;
  } while (after !== undefined);
}

/** What a partition of an index shows, in its order. It may be stale: decide on what is read by key. */
export async function* shown(
  records: Pick<Records, 'query'>,
  place: Place,
  range: Range = {},
): AsyncGenerator<Stored> {
  for await (const items of pagesOf(records, place, range)) yield* items;
}

/** The records a partition of an index shows, each read again by its key; what is gone is left out. */
export async function* readAgain<T>(
  records: Pick<Records, 'query' | 'getMany'>,
  of: Pick<Kind<T, never>, 'schema'>,
  place: Place,
  range: Omit<Range, 'limit'> = {},
): AsyncGenerator<Held<T>> {
  for await (const items of pagesOf(records, place, { ...range, limit: 100 }))
    for (const stored of await records.getMany(items.map(({ key }) => key)))
      if (stored) yield { ...stored, value: of.schema.parse(stored.value) };
}

/** Objects under a prefix, in the order of their keys. */
export async function* objectsUnder(
  objects: Pick<ObjectStore, 'list'>,
  prefix: string,
): AsyncGenerator<ListedObject> {
  let after: string | undefined;
  do {
    const page = await objects.list(prefix, { after, limit: 1000 });
    yield* page.objects;
    after = page.next;
  } while (after !== undefined);
}
