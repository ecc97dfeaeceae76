/** The rows of one generation of a resource, by its mode, a stretch at a time. */
import type { LiveEntry } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { currentState } from '../exchange/current-state.ts';
import { deriveList } from '../exchange/live-list.ts';
import { loadParts } from '../exchange/parts-ref.ts';
import type { Ports } from '../ports/index.ts';

const stretch = 10_000;

export async function* readGeneration(
  ports: Pick<Ports, 'records' | 'objects' | 'query'>,
  resource: Resource,
  generation: number,
  items: readonly string[],
): AsyncIterable<Record<string, unknown>> {
  const list = await deriveList(ports as Ports, resource.code, generation);
  const { entries, lastPerKey } = currentState(list, resource);
  const load = async ({ objects, batches }: LiveEntry) => ({
    parts: await loadParts(ports.objects, objects),
    batches: batches.map(({ batch }) => batch),
  });
  const query = { resource, entries: await Promise.all(entries.map(load)), lastPerKey, items };
  for (let offset = 0; ; offset += stretch) {
    let count = 0;
    for await (const row of ports.query.rows({ ...query, limit: stretch, offset })) {
      count += 1;
      yield row;
    }
    if (count < stretch) return;
  }
}
