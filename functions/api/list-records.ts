/** Pages of an index for a reader: what the index shows is read again by key, so that no stale state is answered. */
import { z } from 'zod';
import type { IndexName, Stored } from '../../layers/core/ports/records.ts';
import type { Kind } from '../../layers/core/records.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { ApiHome } from './home.ts';

export interface Listing<T> {
  /** Its key function is not needed, so any key shape will do. */
  readonly kind: Pick<Kind<T, never>, 'schema'>;
  readonly index: IndexName;
  readonly partition: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly newestFirst?: boolean;
  /** Which to show; a page may then look through several pages of the index. */
  readonly wanted?: (value: T, stored: Stored) => boolean;
}

export interface Page<T> {
  readonly items: T[];
  readonly next?: string;
}

/** Index pages one answer may look through; past them it is given as it is, with a cursor to go on. */
const mostPages = 10;

/** @throws InvalidInput for a cursor of another list */
export async function listRecords<T>({ ports }: ApiHome, listing: Listing<T>): Promise<Page<T>> {
  const { kind, index, partition, limit, newestFirst, wanted } = listing;
  const scope = `${index}/${partition}`;
  let after = readCursor(scope, listing.cursor, z.string());
  const items: T[] = [];
  for (let pages = 0; pages < mostPages; pages += 1) {
    const page = await ports.records.query(index, partition, {
      after,
      limit: Math.min(100, limit - items.length),
      descending: newestFirst ?? false,
    });
    const stored = await ports.records.getMany(page.items.map((item) => item.key));
    for (const one of stored) {
      const value = one && kind.schema.parse(one.value);
      if (one && value !== undefined && (wanted?.(value, one) ?? true)) items.push(value);
    }
    after = page.next;
    if (after === undefined || items.length >= limit) break;
  }
  return { items, ...(after === undefined ? {} : { next: writeCursor(scope, after) }) };
}
