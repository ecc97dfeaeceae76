/**
 * The viewer of the log: where a message is and who had it, and what happened in a department since a time. It reads
 * the ledger and nothing else: of a message by the keys of its records, of a department backwards through its chain.
 */
import type { Entry } from '../../../schemas/records.ts';
import { parcelsOf } from '../exchange/route-batch.ts';
import type { Ports } from '../ports/index.ts';
import { batches, chains, entries, find, findOr, parcels, tickets, unsealed } from '../records.ts';
import { shown } from '../walk.ts';
import { findTree, noTree } from './tree.ts';

/** A record of a message, as it is now. */
export interface Whereabouts {
  readonly record: string;
  readonly department: string;
  readonly stage: string;
  readonly version: number;
}

/** Ticket, batch and parcels of a message, by the number of its ticket or its batch; none: nobody knows the number. */
export async function recordsOfMessage(ports: Ports, id: string): Promise<Whereabouts[]> {
  const batch = await find(ports.records, batches, id);
  const ticket = await find(ports.records, tickets, batch?.value.ticket ?? id);
  const own = [ticket, batch]
    .filter((held) => held !== undefined)
    .map(({ key, version, value }) => ({
      record: key,
      version,
      department: value.department,
      stage: value.stage,
    }));
  const sent = batch ? await parcelsOf(ports, id) : [];
  const held = await Promise.all(
    sent.map(({ kind, batch: of, subscription }) => find(ports.records, parcels, kind, of, subscription)),
  );
  const theirs = held
    .filter((one) => one !== undefined)
    .map(({ key, version, value }) => ({
      record: key,
      version,
      department: value.receiver,
      stage: value.stage,
    }));
  return [...own, ...theirs];
}

/** All that the ledger has of those records, in the order of time. */
export async function entriesOfRecords(ports: Ports, records: readonly Whereabouts[]): Promise<Entry[]> {
  const keys = records.flatMap(({ record, version }) =>
    Array.from({ length: version }, (_, index) => entries.key(record, index + 1)),
  );
  return (await readEntries(ports, keys)).toSorted((a, b) => (a.at < b.at ? -1 : 1));
}

export interface Stretch {
  readonly department: string;
  /** ISO 8601, both included. */
  readonly since: string;
  readonly until?: string | undefined;
  readonly digest?: string | undefined;
}

/** What happened, newest first, `most` at the most: to go on, ask until the time of the last. */
export async function entriesSince(ports: Ports, stretch: Stretch, most: number): Promise<Entry[]> {
  const { department, since, until, digest } = stretch;
  const found = new Map<string, Entry>();
  const take = (entry: Entry): void => {
    const isIn = entry.at >= since && (until === undefined || entry.at <= until);
    if (isIn && (digest === undefined || entry.digest === digest))
      found.set(entries.key(entry.record, entry.version), entry);
  };
  for await (const { value } of shown(ports.records, ['topic', unsealed(department)], { from: since }))
    take(entries.schema.parse(value));
  const head = await findOr(ports.records, chains, { department, tree: 0, hash: noTree }, department);
  for (let number = head.value.tree; number > 0 && found.size < most; number -= 1) {
    const tree = await findTree(ports, department, number);
    // A tree holds nothing younger than itself.
    if (!tree || tree.sealedAt < since) break;
    const keys = tree.entries.map(({ record, version }) => entries.key(record, version));
    for (const entry of await readEntries(ports, keys)) take(entry);
  }
  return [...found.values()].toSorted((a, b) => (a.at > b.at ? -1 : 1)).slice(0, most);
}

async function readEntries({ records }: Ports, keys: readonly string[]): Promise<Entry[]> {
  const found: Entry[] = [];
  for (let from = 0; from < keys.length; from += 100)
    for (const stored of await records.getMany(keys.slice(from, from + 100)))
      if (stored) found.push(entries.schema.parse(stored.value));
  return found;
}
