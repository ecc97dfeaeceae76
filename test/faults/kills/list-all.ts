/** What there is, listed by the indexes and read by key. */

import type { Ports } from '../../../layers/core/ports/index.ts';
import { batches, parcels, tickets } from '../../../layers/core/records.ts';
import type { Batch, Parcel, Ticket } from '../../../schemas/records.ts';
import { provider } from './sample-files.ts';

type Stores = { readonly ports: Pick<Ports, 'records' | 'objects'> };

async function listed<T>({ ports }: Stores, partition: string, parse: (value: unknown) => T): Promise<T[]> {
  const found: T[] = [];
  let after: string | undefined;
  do {
    const page = await ports.records.query('owner', partition, { after, limit: 100 });
    for (const stored of await ports.records.getMany(page.items.map((item) => item.key)))
      if (stored) found.push(parse(stored.value));
    after = page.next;
  } while (after !== undefined);
  return found;
}

export const allTickets = (stores: Stores, of: string = provider): Promise<Ticket[]> =>
  listed(stores, `tickets/${of}`, (value) => tickets.schema.parse(value));

export const allBatches = (stores: Stores, of: string = provider): Promise<Batch[]> =>
  listed(stores, `batches/${of}`, (value) => batches.schema.parse(value));

/** Parcels and corrections of batches. */
export async function parcelsFor({ ports }: Stores, of: readonly Batch[]): Promise<Parcel[]> {
  const keys = of.flatMap((batch) =>
    batch.routedTo.flatMap((id) => [
      parcels.key('data', batch.id, id),
      parcels.key('correction', batch.id, id),
    ]),
  );
  const found: Parcel[] = [];
  for (let from = 0; from < keys.length; from += 100)
    for (const stored of await ports.records.getMany(keys.slice(from, from + 100)))
      if (stored) found.push(parcels.schema.parse(stored.value));
  return found;
}

export async function allObjects({ ports }: Stores): Promise<string[]> {
  const keys: string[] = [];
  let after: string | undefined;
  do {
    const page = await ports.objects.list('', { after, limit: 1000 });
    for (const { key } of page.objects) keys.push(key);
    after = page.next;
  } while (after !== undefined);
  return keys;
}
