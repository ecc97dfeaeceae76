/** What departments and the clock do to a bus, act by act. Each act waits until the bus has done its part. */
import { setTimeout as sleep } from 'node:timers/promises';
import { listChains } from '../../../functions/api/list-chains.ts';
import { applyResource, registerDepartment } from '../../../layers/core/catalog/apply-resource.ts';
import { draftEntry } from '../../../layers/core/catalog/draft-entry.ts';
import { enforceDue } from '../../../layers/core/catalog/enforce-due.ts';
import { type MoveWish, moveEntry } from '../../../layers/core/catalog/move-entry.ts';
import { makeParcel } from '../../../layers/core/catalog/peers/make-parcel.ts';
import { registerPeer } from '../../../layers/core/catalog/peers/register-peer.ts';
import { redefineTables } from '../../../layers/core/catalog/redefine-tables.ts';
import {
  acknowledgeParcel,
  answerMapping,
  compactLake,
  eraseObjects,
  issueTicket,
  parcelsOf,
  subscribe,
  sweep,
  unsubscribe,
  withdrawBatch,
} from '../../../layers/core/exchange/index.ts';
import { endGrant } from '../../../layers/core/grants/end-grant.ts';
import { leavesInForce } from '../../../layers/core/grants/in-force.ts';
import { resumeGrant, suspendGrant } from '../../../layers/core/grants/suspend-grant.ts';
import { applications } from '../../../layers/core/identity/kinds.ts';
import { acceptInvitation, inviteAccount } from '../../../layers/core/identity/sign-in-records.ts';
import { addAccount } from '../../../layers/core/identity/tend-accounts.ts';
import { addApplication } from '../../../layers/core/identity/tend-applications.ts';
import { tendTerms } from '../../../layers/core/identity/tend-terms.ts';
import { sealLedgers } from '../../../layers/core/ledger/index.ts';
import { gatherRecords } from '../../../layers/core/realtime/gather-records.ts';
import { batches, findOr, must, parcels, subscribers, tickets } from '../../../layers/core/records.ts';
import { giveGrant } from '../../simulation/give-grant.ts';
import { askStore } from './ask-store.ts';
import { certifyAndRevoke } from './certify.ts';
import { keepFlow } from './keep-flow.ts';
import { keepLibrary } from './keep-library.ts';
import type { Bus } from './open-bus.ts';
import { openToSociety } from './openings.ts';
import { publishTables } from './publish-tables.ts';
import { queryLake } from './query-lake.ts';
import { sendRecords } from './record-channel.ts';
import { revealText } from './reveal-text.ts';
import { digestOf, meters, provider, receiver, resources, scans, secrets } from './sample-files.ts';
import {
  batchAt,
  corrected,
  delivered,
  eventually,
  type Load,
  plain,
  send,
  take,
  ticketAtRest,
} from './send-files.ts';
import { tellOfAlarm } from './tell-of-alarm.ts';

const actor = 'clerk';
/** Nobody signs in with it. */
const password = { algorithm: 'argon2id', memory: 8, passes: 1, lanes: 1, salt: '', hash: '' } as const;
/** Younger files of the drop zone are left to their events. */
const untilSeen = 130_000;
const untilExpired = 31 * 60_000;

/** Until there is something to it: an index may show a resource late. */
const compact = ({ bus }: Load): Promise<number> =>
  eventually(async () => (await compactLake(bus.ports)()) || undefined);

/** The clock's jobs, over and over, until `stop`. */
export function tick({ bus }: Pick<Load, 'bus'>, interval = 100): { stop(): Promise<void> } {
  let stopped = false;
  const turn = async (): Promise<void> => {
    while (!stopped) {
      await sweep(bus.ports)();
      await gatherRecords(bus.ports)();
      await sealLedgers(bus.ports)(await listChains(bus.ports));
      await sleep(interval);
    }
  };
  const turning = turn();
  return {
    async stop() {
      stopped = true;
      await turning;
    },
  };
}

/** Of the receiver on the meters: the one there is, or one asked for and given now. */
async function heldGrant({ ports }: Bus): Promise<string> {
  const [held] = await leavesInForce(ports, meters, receiver);
  return held?.grant ?? (await giveGrant(ports, { resource: meters.code, receiver })).id;
}

/** What can be done to a bus. */
export const acts = {
  register: async ({ bus, id }: Load) => {
    await registerDepartment(bus.ports)({ code: receiver, name: '税务局', nameEn: 'tax' }, actor, false);
    for (const resource of resources) await applyResource(bus.ports)(resource, actor);
    await applyResource(bus.ports)(
      { ...meters, code: `R${id.toUpperCase()}`, departments: [`d${id}`] },
      actor,
    );
  },
  /** An entry on its way from draft to publication on a later day, and then to another installation. */
  catalog: async ({ bus, id }: Load) => {
    const { ports } = bus;
    const code = `E${id.toUpperCase()}`;
    const classification = { code: '201001/00001', names: ['主题', '税收', '摊位'] };
    const draft = { ...meters, code, classification, summary: 'x', gradeReason: 'x', shareCondition: 'x' };
    const move = (name: MoveWish['move'], who: string, effective?: string) =>
      moveEntry(ports)({ code, move: name, actor: who, effective });
    await draftEntry(ports)(draft, actor);
    await move('submit', actor);
    await move('register', 'chief');
    await move('submit-publication', actor);
    await move('publish', 'chief', new Date(ports.clock.now().getTime() + 3_600_000).toISOString());
    bus.advance(2 * 3_600_000);
    await eventually(async () => (await enforceDue(ports)()) > 0 || undefined);
    const rootKey = Buffer.from(`not the root of this home ${id}`.padEnd(91)).toString('base64');
    await registerPeer(ports)('city', { name: 'city', rootKey, sends: { prefixes: ['E'] } }, actor);
    await makeParcel(ports)('city', actor);
  },
  records: sendRecords,
  /** From what is wrong to what was done about it. */
  alarm: ({ bus, id }: Load) => tellOfAlarm(bus.ports, id),
  /** The certificate authority's whole way. */
  certify: ({ bus }: Load) => certifyAndRevoke(bus.ports, bus.advance),
  /** As after a release that stores other columns. */
  redefine: async ({ bus, id }: Load) => {
    await redefineTables(bus.ports, Promise.resolve(`shape-${id}`))();
  },
  /** An account that sets its password, and an application, both with a term which the clock then ends. */
  tend: async ({ bus, id }: Load) => {
    const officer = { name: actor };
    const until = new Date(bus.ports.clock.now().getTime() + 3_600_000).toISOString();
    const term = { department: receiver, until, reason: 'for a day' };
    await addAccount(bus.ports)(officer, { name: `a${id}`, displayName: 'x', roles: ['provider'], ...term });
    await inviteAccount(bus.ports)({ account: `a${id}`, actor, digest: id, resets: 'password', hours: 1 });
    await acceptInvitation(bus.ports)({ digest: id, password });
    await addApplication(bus.ports)(officer, { id: `app-x${id}`, name: 'x', ...term });
    bus.advance(2 * 3_600_000);
    await eventually(async () => {
      await tendTerms(bus.ports)();
      const { value } = await must(bus.ports.records, applications, `app-x${id}`);
      return value.status === 'ended' || undefined;
    });
  },
  subscribe: async ({ bus }: Load) => {
    const { code } = meters;
    const held = await findOr(bus.ports.records, subscribers, { resource: code, list: [] }, code);
    if (held.value.list.length < 2) {
      const grant = await heldGrant(bus);
      await subscribe(bus.ports)({ resource: code, receiver, actor, format: 'csv', grant });
    }
  },
  /** Of a department of its own, so that nobody else's parcels are held up. */
  grant: async ({ bus: { ports } }: Load) => {
    const party = { party: provider, actor: 'chief', reason: 'looked into' };
    const { id } = await giveGrant(ports, { resource: meters.code, receiver: 'finance' });
    await suspendGrant(ports)({ grant: id, ...party });
    await resumeGrant(ports)({ grant: id, ...party });
    await endGrant(ports)({ grant: id, ...party });
  },
  /** Parcels of a grant that is revoked before they are acknowledged: the sweep cancels them, the eraser clears up. */
  cancel: async (load: Load) => {
    const { ports } = load.bus;
    const { id } = await giveGrant(ports, { resource: meters.code, receiver: 'finance' });
    const wish = { resource: meters.code, receiver: 'finance', actor };
    const subscription = await subscribe(ports)({ ...wish, grant: id, format: 'csv' });
    const batch = await take(load, { name: 'cancelled' });
    await delivered(load, batch.id);
    await endGrant(ports)({ grant: id, party: provider, actor: 'chief', reason: 'no longer needed' });
    const stage = async () =>
      (await must(ports.records, parcels, 'data', batch.id, subscription.id)).value.stage;
    await eventually(async () => (await stage()) === 'cancelled' || undefined);
    await unsubscribe(ports)({ ...wish, id: subscription.id });
    load.bus.advance(25 * 3_600_000);
    await eventually(async () => (await eraseObjects(ports)()).parcels || undefined);
  },
  /** Clear text through the provider's side. */
  reveal: ({ bus }: Load) => revealText(bus.ports),
  /** A table of a department's own, by SQL. */
  query: ({ bus, id }: Load) => queryLake(bus, provider, id),
  /** A table of the libraries, made anew when its input commits. */
  library: async (load: Load) => {
    await take(load, { name: 'counted' });
    await keepLibrary(load.bus);
  },
  /** A flow's whole way: deployed, run, failed, taken back, paused, tried out. */
  flow: async (load: Load) => {
    await take(load, { name: 'flowing' });
    await keepFlow(load.bus, load.id);
  },
  /** Plain tables for readers that know no live list, and who may read them. */
  published: async (load: Load) => {
    await take(load, { name: 'published' });
    await publishTables(load.bus, `P${load.id.toUpperCase()}`);
  },
  /** To society, and shut again. */
  open: ({ bus, id }: Load) => openToSociety(bus.ports, `O${id.toUpperCase()}`, provider, bus.advance),
  /** A question to the provider's own store. */
  question: ({ bus }: Load) => askStore(bus.ports),
  plain,
  same: async (load: Load) => {
    await take(load, { name: 'same' });
    await ticketAtRest(load, await send(load, { name: 'same' }));
  },
  odd: async (load: Load) => {
    const batch = await take(load, { kind: 'odd', name: 'odd' }, 'asks');
    const answers = (batch.proposal?.questions ?? []).map(({ column }) => ({
      column,
      item: column === 0 ? 'account_no' : null,
    }));
    await answerMapping(load.bus.ports)({ department: provider, actor, batch: batch.id, answers });
    await batchAt(load, batch.id, ['committed']);
  },
  large: async (load: Load) => {
    await delivered(load, (await take(load, { name: 'large', rows: 300 })).id);
  },
  poison: async (load: Load) => {
    await take(load, { kind: 'poison', name: 'poison' }, 'quarantined');
    await take(load, { kind: 'broken', name: 'broken' }, 'quarantined');
  },
  replace: async (load: Load) => {
    const old = await take(load, { name: 'old' });
    await delivered(load, old.id);
    await take(load, { name: 'new', replaces: old.id });
    await corrected(load, old.id);
  },
  withdraw: async (load: Load) => {
    const batch = await take(load, { name: 'gone' });
    await delivered(load, batch.id);
    const withdrawal = { department: provider, actor, batch: batch.id, reason: 'sent by mistake' };
    await withdrawBatch(load.bus.ports)(withdrawal);
    await corrected(load, batch.id);
  },
  acknowledge: async (load: Load) => {
    const batch = await plain(load);
    for (const { id, sha256 = '' } of await parcelsOf(load.bus.ports, batch.id))
      await acknowledgeParcel(load.bus.ports)({ department: receiver, actor, parcel: id, sha256 });
  },
  compact: async (load: Load) => {
    await take(load, { name: 'one' });
    await take(load, { name: 'two' });
    await compact(load);
  },
  erase: async (load: Load) => {
    await take(load, { name: 'secret', resource: secrets });
    await take(load, { name: 'three' });
    await take(load, { name: 'four' });
    await compact(load);
    load.bus.advance(25 * 3_600_000);
    await eventually(async () => (await eraseObjects(load.bus.ports)()).objects || undefined);
  },
  scan: async (load: Load) => {
    const batch = await take(load, { kind: 'scan', name: 'scan', resource: scans }, 'scanning');
    await eventually(async () => {
      const { version } = await must(load.bus.ports.records, batches, batch.id);
      return version > 4 || undefined;
    });
  },
  /** A scan that is found clean, and withdrawn: its text goes a day later. */
  document: async (load: Load) => {
    const batch = await take(load, { kind: 'scan', name: 'document', resource: scans });
    const withdrawal = { department: provider, actor, batch: batch.id, reason: 'sent by mistake' };
    await withdrawBatch(load.bus.ports)(withdrawal);
    load.bus.advance(25 * 3_600_000);
    await eventually(async () => (await eraseObjects(load.bus.ports)()).texts || undefined);
  },
  remind: async (load: Load) => {
    const batch = await plain(load);
    await eventually(async () => {
      const parcels = await parcelsOf(load.bus.ports, batch.id);
      return parcels.every((one) => one.stage === 'escalated') || undefined;
    });
  },
  expire: async ({ bus }: Load) => {
    const wish = { department: provider, actor, resource: meters.code, fileName: 'never.csv' };
    const digest = digestOf(Buffer.of(1));
    const { ticket } = await issueTicket(bus.ports)({ ...wish, size: 1, sha256: digest });
    bus.advance(untilExpired);
    await eventually(async () => {
      const { value } = await must(bus.ports.records, tickets, ticket.id);
      return value.stage === 'expired' || undefined;
    });
  },
  lost: async (load: Load) => {
    const ticket = await send(load, { name: 'lost', untold: true });
    load.bus.advance(untilSeen);
    await ticketAtRest(load, ticket);
  },
} as const satisfies Record<string, (load: Load) => Promise<unknown>>;

export type Act = keyof typeof acts;
