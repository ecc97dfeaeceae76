/**
 * By the clock: what seats in the console may read is brought to what grants give now. What is to go goes first, whatever
 * nobody here gave with it; then the rest is given; then results of queries go of each seat that may read less. One at a
 * time does it: a second one, deciding by an older look, might give what the first took away.
 */
import type { ConsoleLeaveRecord } from '../../../schemas/console-leave.ts';
import { canonicalJson } from '../canonical-json.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import { Faults } from '../faults.ts';
import { sha256 } from '../ledger/merkle.ts';
import type { Library } from '../libraries/read-library.ts';
import type { Ports } from '../ports/index.ts';
import type { ConsoleResults, LakeLeave } from '../ports/lake-leave.ts';
import { findOr, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { type DueChanges, dueChanges } from './due-changes.ts';
import { consoleLeaves } from './kinds.ts';
import { leaveToGive } from './leave-to-give.ts';
import { type Seat, seatFromName } from './seats.ts';

const step = 'tend-lake-leave';
/** Longer than the step may take. */
const claimSeconds = 90;
/** After so long what stands is compared though nothing changed: somebody may have changed it by hand. */
const checkSeconds = 3600;

export interface Console {
  readonly seats: readonly Seat[];
  /** All that there are. */
  readonly libraries: readonly Library[];
  readonly leave: LakeLeave;
  readonly results: ConsoleResults;
}

export interface Tended {
  readonly outcome: 'done' | 'as it was' | 'somebody is at it' | 'to be continued';
  readonly revoked: number;
  readonly granted: number;
  /** Objects. */
  readonly erased: number;
  /** Grants whose condition the console cannot keep. */
  readonly withheld: number;
}

/**
 * @param seconds after which nothing more is granted: the next turn goes on
 * @throws what the first revocation or grant failed with, after all others
 */
export const tendLakeLeave =
  (ports: Ports, console: Console) =>
  async (seconds: number): Promise<Tended> => {
    const now = ports.clock.now();
    const end = now.getTime() + seconds * 1000;
    const held = await findOr(ports.records, consoleLeaves, { erase: {} });
    const nothing = { revoked: 0, granted: 0, erased: 0 };
    const { leave: wanted, withheld, tables } = await leaveToGive(ports, console.seats, console.libraries);
    const told = { ...nothing, withheld: withheld.length };
    if ((held.value.claimedUntil ?? '') > now.toISOString()) return { ...told, outcome: 'somebody is at it' };
    const digest = await sha256(new TextEncoder().encode(canonicalJson(wanted)));
    if (isAsItWas(held.value, digest, now)) return { ...told, outcome: 'as it was' };
    const claimed = await claim(ports, held);
    if (!claimed) return { ...told, outcome: 'somebody is at it' };
    const due = dueChanges(await console.leave.standing(console.seats, tables), wanted);
    const marked = await markResults(ports, claimed, due.lessened);
    const faults = new Faults();
    const revoked = await revokeAll(ports, console.leave, due, faults);
    const granted = await grantAll(ports, console.leave, due, faults, end);
    const erased = await eraseResults(ports, console.results, marked.value);
    const isWhole = faults.isNone && granted === due.grant.length;
    await release(ports, marked, isWhole ? digest : undefined, { revoked, granted, erased });
    faults.throwFirst();
    return { ...told, revoked, granted, erased, outcome: isWhole ? 'done' : 'to be continued' };
  };

const isAsItWas = ({ digest, checkedAt = '' }: ConsoleLeaveRecord, wanted: string, now: Date): boolean =>
  digest === wanted && checkedAt > new Date(now.getTime() - checkSeconds * 1000).toISOString();

async function put(
  ports: Ports,
  held: Held<ConsoleLeaveRecord>,
  value: ConsoleLeaveRecord,
  action: string,
  detail?: Record<string, number>,
): Promise<Held<ConsoleLeaveRecord>> {
  await new Transaction(ports, { step, department: 'platform', actor: 'system' })
    .put(consoleLeaves, held, value, { action, ...(detail && { detail }) })
    .commit();
  return { key: held.key, version: held.version + 1, value };
}

/** What was known of the leave is known no more until the end. */
const claim = (
  ports: Ports,
  held: Held<ConsoleLeaveRecord>,
): Promise<Held<ConsoleLeaveRecord> | undefined> => {
  const claimedUntil = new Date(ports.clock.now().getTime() + claimSeconds * 1000).toISOString();
  return unlessMoved(() =>
    put(ports, held, { erase: held.value.erase, claimedUntil }, 'console leave looked at'),
  );
};

/** Before anything is taken away: whoever dies over it leaves the results to the next one. */
async function markResults(
  ports: Ports,
  held: Held<ConsoleLeaveRecord>,
  lessened: readonly string[],
): Promise<Held<ConsoleLeaveRecord>> {
  if (lessened.length === 0) return held;
  const at = ports.clock.now().toISOString();
  const erase = { ...held.value.erase, ...Object.fromEntries(lessened.map((seat) => [seat, at])) };
  const detail = { seats: lessened.length };
  return put(ports, held, { ...held.value, erase }, 'console leave to be taken away', detail);
}

async function revokeAll(
  ports: Ports,
  leave: LakeLeave,
  { revoke }: DueChanges,
  faults: Faults,
): Promise<number> {
  let revoked = 0;
  for (const one of revoke) {
    if (await faults.unless(() => leave.revoke(one).then(() => true))) revoked += 1;
    await ports.probe.at(`${step}: leave revoked`);
  }
  return revoked;
}

/** Nothing is given on top of what could not be taken away. */
async function grantAll(
  ports: Ports,
  leave: LakeLeave,
  { grant }: DueChanges,
  faults: Faults,
  end: number,
): Promise<number> {
  let granted = 0;
  if (!faults.isNone) return granted;
  for (const one of grant) {
    if (ports.clock.now().getTime() >= end) break;
    if (await faults.unless(() => leave.grant(one).then(() => true))) granted += 1;
    await ports.probe.at(`${step}: leave granted`);
  }
  return granted;
}

async function eraseResults(
  ports: Ports,
  results: ConsoleResults,
  { erase }: ConsoleLeaveRecord,
): Promise<number> {
  let erased = 0;
  for (const seat of Object.keys(erase)) {
    erased += await results.erase(seatFromName(seat), ports.clock.now());
    await ports.probe.at(`${step}: results erased`);
  }
  return erased;
}

/** With a digest: what stands is what is wanted. */
async function release(
  ports: Ports,
  held: Held<ConsoleLeaveRecord>,
  digest: string | undefined,
  detail: Record<string, number>,
): Promise<void> {
  const checkedAt = ports.clock.now().toISOString();
  const value = digest === undefined ? { erase: {} } : { digest, checkedAt, erase: {} };
  await put(ports, held, value, 'console leave tended', detail);
}
