/**
 * Takes a parcel of another installation in, whole or not at all: signed under the pinned root key, meant for us, next
 * in its line, and within what that peer may change. Its entries come as registered; nobody's rows, files or grants
 * feel it until the operator publishes them.
 */
import type { CatalogEntry } from '../../../../schemas/catalog-entry.ts';
import type { CatalogParcel, Peer, Received, SignedParcel } from '../../../../schemas/catalog-exchange.ts';
import type { Resource } from '../../../../schemas/resource.ts';
import { IntegrityError, Refused } from '../../errors.ts';
import { repeatOnConflict } from '../../exchange/repeat.ts';
import type { Ports } from '../../ports/index.ts';
import { absent, find, findOr, must } from '../../records.ts';
import { Transaction } from '../../transaction.ts';
import { entered, entryOf, readStanding } from '../entry-record.ts';
import { catalogEntries } from '../kinds.ts';
import { conflicts, inboxStates, noDigest, peers, receivedParcels } from './kinds.ts';
import { isSound, keyName } from './parcel-signature.ts';
import { isWithin } from './register-peer.ts';

/**
 * The same parcel again changes nothing and says so.
 * @throws IntegrityError when it was touched, is not the peer's or not for us, or forks the line
 * @throws Refused `gap` when one before it is missing, `outside-scope`, `not-taken-from`
 */
export const receiveParcel =
  (ports: Ports) =>
  async (code: string, signed: SignedParcel, actor: string): Promise<Received> => {
    const peer = (await must(ports.records, peers, code)).value;
    await checkSigned(ports, peer, signed);
    checkScope(peer, signed.parcel);
    let received: Received | undefined;
    await repeatOnConflict(async () => {
      received = await receiveOnce(ports, peer, signed, actor);
    });
    return received as Received;
  };

/** A clock may be a little ahead. */
const aheadMilliseconds = 5 * 60_000;

async function checkSigned(ports: Ports, { code, rootKey }: Peer, signed: SignedParcel): Promise<void> {
  const { from, to, at } = signed.parcel;
  if (to !== (await keyName(await ports.signer.rootPublicKey())))
    throw new IntegrityError(
      'this parcel is not for this installation; ask the sender to register our root key',
      '该目录包不是发给本平台的，请对方核对登记的本平台根公钥',
    );
  const late = Date.parse(at) > ports.clock.now().getTime() + aheadMilliseconds;
  if (from === (await keyName(rootKey)) && !late && (await isSound(signed, rootKey))) return;
  throw new IntegrityError(
    `this parcel is not what ${code} signed: it was touched, or signed under another root key than the pinned one; nothing was taken`,
    `该目录包与 ${code} 的签名不符：内容被改动，或不是登记的根公钥所签；未接收任何内容`,
  );
}

function checkScope({ code, receives }: Peer, { changes }: CatalogParcel): void {
  if (receives === undefined)
    throw new Refused(
      'not-taken-from',
      `nothing is taken from ${code}: register it with what it may change`,
      `未设定接收 ${code} 的目录，请在登记对方平台时写明接收范围`,
    );
  const outside = changes.find(
    (change) =>
      !isWithin(change.resource ? receives : { prefixes: receives.prefixes }, {
        code: change.code,
        departments: change.resource?.departments ?? [],
      }) ||
      (change.kind === 'published' && change.resource?.code !== change.code),
  );
  if (!outside) return;
  throw new Refused(
    'outside-scope',
    `change ${outside.order} is about ${outside.code}, which ${code} may not change here; nothing was taken`,
    `第 ${outside.order} 项变更涉及 ${outside.code}，超出 ${code} 的接收范围；未接收任何内容`,
    { place: { resource: outside.code } },
  );
}

async function receiveOnce(
  ports: Ports,
  peer: Peer,
  { parcel, sha256 }: SignedParcel,
  actor: string,
): Promise<Received> {
  const { code } = peer;
  const { number, changes } = parcel;
  const start = { peer: code, number: 0, order: 0, digest: noDigest };
  const state = await findOr(ports.records, inboxStates, start, code);
  const result = { number, registered: [] as string[], withdrawn: [] as string[], conflicts: [] as string[] };
  if (number <= state.value.number) {
    await checkSame(ports, code, number, sha256);
    return { outcome: 'same', ...result };
  }
  checkNext(code, parcel, state.value);
  const transaction = new Transaction(ports, { step: 'catalog-exchange', department: 'operator', actor });
  for (const change of changes) {
    const kind = await takeChange(ports, transaction, peer, change);
    if (kind) result[kind].push(change.code);
  }
  const order = state.value.order + changes.length;
  transaction
    .put(
      inboxStates,
      state,
      { peer: code, number, order, digest: sha256 },
      {
        action: 'catalog parcel received',
        digest: sha256,
        detail: { from: code, number },
      },
    )
    .put(
      receivedParcels,
      absent(receivedParcels.key(code, number)),
      { sha256, at: transaction.at },
      {
        action: 'catalog received',
      },
    )
    .tell({
      id: `${receivedParcels.key(code, number)}@1`,
      to: 'operator',
      severity: result.conflicts.length > 0 ? 'warning' : 'info',
      subject: `收到 ${code} 的目录变更 ${changes.length} 项，待审核发布 / ${changes.length} catalog changes came from ${code}, to be published`,
      body:
        [...result.registered, ...result.conflicts.map((one) => `冲突 conflict: ${one}`)].join('\n') ||
        number.toString(),
    });
  await transaction.commit();
  return { outcome: 'received', ...result };
}

async function checkSame(ports: Ports, code: string, number: number, sha256: string): Promise<void> {
  const before = await find(ports.records, receivedParcels, code, number);
  if (before?.value.sha256 === sha256) return;
  throw new IntegrityError(
    `parcel ${number} of ${code} was received before with other contents; nothing was taken, ask the sender`,
    `${code} 的第 ${number} 个目录包此前已接收且内容不同；未接收任何内容，请与对方核对`,
  );
}

function checkNext(
  code: string,
  { number, previous, changes }: CatalogParcel,
  state: { number: number; order: number; digest: string },
): void {
  if (number > state.number + 1)
    throw new Refused(
      'gap',
      `parcels ${state.number + 1} to ${number - 1} of ${code} are missing; take them in first`,
      `缺少 ${code} 的第 ${state.number + 1} 至 ${number - 1} 个目录包，请先接收`,
    );
  const inOrder = changes.every(({ order }, index) => order === state.order + index + 1);
  if (previous === state.digest && inOrder) return;
  throw new IntegrityError(
    `parcel ${number} of ${code} does not follow on the one received before it; ask the sender`,
    `${code} 的第 ${number} 个目录包与此前接收的不衔接，请与对方核对`,
  );
}

type Change = CatalogParcel['changes'][number];

/** @returns what became of it; undefined: withdrawn there, and never here */
async function takeChange(
  ports: Ports,
  transaction: Transaction,
  { code: peer }: Peer,
  { kind, code, order, resource, reason }: Change,
): Promise<'registered' | 'withdrawn' | 'conflicts' | undefined> {
  const standing = await readStanding(ports.records, code);
  const entry = entryOf(code, standing);
  const holder = entry && (entry.origin?.peer ?? 'here');
  if (kind === 'withdrawn') {
    if (!entry || holder !== peer) return undefined;
    transaction.put(catalogEntries, standing.entry, withdrawnThere(entry, peer, transaction.at, reason), {
      action: 'catalog entry withdrawn at its origin',
      detail: { peer, order },
    });
    return 'withdrawn';
  }
  if (!resource) return undefined;
  if (entry && holder !== undefined && holder !== peer) {
    const held = await find(ports.records, conflicts, peer, code);
    const value = { peer, code, order, resource, holder, at: transaction.at };
    transaction.put(conflicts, held ?? absent(conflicts.key(peer, code)), value, {
      action: 'catalog conflict',
    });
    return 'conflicts';
  }
  transaction.put(
    catalogEntries,
    standing.entry,
    registeredFrom(entry, resource, { peer, order }, transaction.at),
    { action: 'catalog entry received', detail: { peer, order } },
  );
  return 'registered';
}

/** Also what the operator takes in spite of a conflict. */
export function registeredFrom(
  entry: CatalogEntry | undefined,
  resource: Resource,
  origin: { readonly peer: string; readonly order: number },
  at: string,
): CatalogEntry {
  const by = `peer:${origin.peer}`;
  const departments = entry?.departments ?? resource.departments;
  const moved = entered(resource.code, entry, departments, { move: 'receive', at, by });
  return { ...moved, draft: resource, origin, draftedBy: by, submittedBy: by, approval: undefined };
}

/** Not withdrawn here by it: whoever uses it here is told by the operator first. */
function withdrawnThere(entry: CatalogEntry, peer: string, at: string, reason?: string): CatalogEntry {
  const to = entry.published ? entry.state : 'withdrawn';
  const text = `对方平台已撤销 / withdrawn at its origin${reason === undefined ? '' : `：${reason}`}`;
  const line = { move: 'receive', at, by: `peer:${peer}`, reason: text, to } as const;
  const moved = entered(entry.code, entry, entry.departments, line);
  return entry.published ? moved : { ...moved, draft: undefined, approval: undefined };
}
