/** Puts a description in force within a transaction: the next version, and its entry in the catalog beside it. */
import type { CatalogEntry } from '../../../schemas/catalog-entry.ts';
import type { Resource } from '../../../schemas/resource.ts';
import type { Ports } from '../ports/index.ts';
import { absent, definitions, findOr } from '../records.ts';
import type { Transaction } from '../transaction.ts';
import type { Standing } from './entry-record.ts';
import { catalogEntries, viewers } from './kinds.ts';

/** The version a description would come in force under. */
export const nextVersion = (old: Resource | undefined, resource: Resource): number =>
  old ? Math.max(old.version + 1, resource.version) : resource.version;

export interface Enactment {
  readonly standing: Standing;
  /** With the version it comes in force under. */
  readonly next: Resource;
  readonly actor: string;
  readonly entry: CatalogEntry;
}

/** A view, or a table of the libraries, is entered beside each resource that it shows: these know whom they would break. */
export async function enact(
  ports: Ports,
  transaction: Transaction,
  { standing: { entry: held, definition }, next, actor, entry }: Enactment,
): Promise<void> {
  const value = { resource: next, appliedBy: actor, appliedAt: transaction.at };
  const account = {
    action: definition ? 'resource changed' : 'resource created',
    detail: { version: next.version },
  };
  transaction
    .put(definitions, definition ?? absent(definitions.key(next.code)), value, account)
    .put(definitions, absent(definitions.key(next.code, next.version)), value, account)
    .put(catalogEntries, held, entry, { action: 'catalog entry published', detail: account.detail });
  for (const parent of (next.view ?? next.library)?.over ?? []) {
    const known = await findOr(ports.records, viewers, { resource: parent, list: [] }, parent);
    if (known.value.list.includes(next.code)) continue;
    const list = [...known.value.list, next.code];
    transaction.put(
      viewers,
      known,
      { resource: parent, list },
      { action: 'viewed', detail: { by: next.code } },
    );
  }
}
