/**
 * What a peer has not got yet. Indexes of the catalog's changes, which may be late, say where to look; the records
 * themselves, read by key, say what is so, and what was sent stands beside each entry: so looking twice sends once.
 */
import type { Outbox, Peer, SentChange } from '../../../../schemas/catalog-exchange.ts';
import type { Ports } from '../../ports/index.ts';
import { absent, definitionChanges, find, type Held } from '../../records.ts';
import { shown } from '../../walk.ts';
import { entryOf, readStanding } from '../entry-record.ts';
import { entryChanges } from '../kinds.ts';
import { sentEntries } from './kinds.ts';
import { isWithin } from './register-peer.ts';

/** A parcel stays well under what one request carries. */
const mostChanges = 25;
const mostBytes = 600_000;
/** Indexes and clocks may be so far behind. */
const overlapMilliseconds = 10 * 60_000;

export interface Found extends Omit<SentChange, 'order'> {
  /** What the peer was sent of it before. */
  readonly held: Held<unknown>;
}

export interface Collected {
  readonly changes: readonly Found[];
  readonly marks: Outbox['marks'];
}

export async function collectChanges(ports: Ports, peer: Peer, { marks }: Outbox): Promise<Collected> {
  const found = new Map<string, Found>();
  let bytes = 0;
  const full = () => found.size >= mostChanges || bytes >= mostBytes;
  const take = async (code: string): Promise<void> => {
    if (found.has(code)) return;
    const change = await changeOf(ports, peer, code);
    if (!change) return;
    found.set(code, change.found);
    bytes += change.bytes;
  };
  const entries = await walk(ports, entryChanges, marks.entries, full, take);
  const legacy = full()
    ? marks.definitions
    : await walk(ports, definitionChanges, marks.definitions, full, take);
  return { changes: [...found.values()], marks: { entries, definitions: legacy } };
}

/** @returns up to where everything was looked at */
async function walk(
  { records }: Ports,
  partition: string,
  mark: string | undefined,
  full: () => boolean,
  take: (code: string) => Promise<void>,
): Promise<string | undefined> {
  const from = mark && new Date(Date.parse(mark) - overlapMilliseconds).toISOString();
  let reached = mark;
  const range = { ...(from ? { from } : {}), limit: 200 };
  for await (const { value } of shown(records, ['owner', partition], range)) {
    if (full()) return reached;
    const { code, at } = placeOf(value);
    await take(code);
    if (reached === undefined || at > reached) reached = at;
  }
  return reached;
}

/** Code and time of an entry or of a description. */
function placeOf(value: unknown): { code: string; at: string } {
  const one = value as { code?: string; changedAt?: string; appliedAt?: string; resource?: { code: string } };
  return { code: one.code ?? one.resource?.code ?? '', at: one.changedAt ?? one.appliedAt ?? '' };
}

/** What came from elsewhere is not ours to pass on. */
async function changeOf(
  ports: Ports,
  peer: Peer,
  code: string,
): Promise<{ found: Found; bytes: number } | undefined> {
  const standing = await readStanding(ports.records, code);
  const entry = entryOf(code, standing);
  if (!entry || entry.origin !== undefined || !peer.sends || !isWithin(peer.sends, entry)) return undefined;
  const sent = await find(ports.records, sentEntries, peer.code, code);
  const held = sent ?? absent(sentEntries.key(peer.code, code));
  const resource = standing.definition?.value.resource;
  if (entry.published && resource) {
    if (sent && !sent.value.withdrawn && sent.value.version === resource.version) return undefined;
    const found: Found = { kind: 'published', code, version: resource.version, held };
    return { found, bytes: JSON.stringify(resource).length * 2 };
  }
  if (!sent || sent.value.withdrawn) return undefined;
  const reason = entry.history.findLast(({ move }) => move === 'withdraw')?.reason;
  const found: Found = { kind: 'withdrawn', code, version: sent.value.version, reason, held };
  return { found, bytes: 1000 };
}
