/**
 * Packs what changed in the catalog since the last parcel to a peer: numbered, chained to the parcel before, signed.
 * What is kept is the list of changes; the descriptions are found again under their versions, so that a parcel can be
 * given out as often as it is asked for, always the same.
 */
import type {
  CatalogParcel,
  Outbox,
  Peer,
  SentChange,
  SignedParcel,
} from '../../../../schemas/catalog-exchange.ts';
import { NotFound, Refused } from '../../errors.ts';
import { repeatOnConflict } from '../../exchange/repeat.ts';
import type { Ports } from '../../ports/index.ts';
import { absent, definitions, find, findOr, must } from '../../records.ts';
import { Transaction } from '../../transaction.ts';
import { collectChanges } from './collect-changes.ts';
import { keptParcels, noDigest, outboxes, peers, sentEntries } from './kinds.ts';
import { keyName, parcelDigest, signedBytes } from './parcel-signature.ts';

/** @returns number of the newest parcel, 0 for none yet, and whether it was made just now */
export const makeParcel =
  (ports: Ports) =>
  async (code: string, actor: string): Promise<{ made: boolean; number: number }> => {
    const peer = (await must(ports.records, peers, code)).value;
    if (peer.sends === undefined)
      throw new Refused(
        'not-sent-to',
        `nothing is sent to ${code}: register it with what it is to get`,
        `未设定向 ${code} 发送目录，请在登记对方平台时写明发送范围`,
      );
    let result = { made: false, number: 0 };
    await repeatOnConflict(async () => {
      result = await makeOnce(ports, peer, actor);
    });
    return result;
  };

async function makeOnce(ports: Ports, peer: Peer, actor: string): Promise<{ made: boolean; number: number }> {
  const empty: Outbox = { peer: peer.code, number: 0, order: 0, digest: noDigest, marks: {} };
  const held = await findOr(ports.records, outboxes, empty, peer.code);
  const { changes, marks } = await collectChanges(ports, peer, held.value);
  if (changes.length === 0) return { made: false, number: held.value.number };
  const act = { step: 'catalog-exchange', department: 'operator', actor };
  const transaction = new Transaction(ports, act);
  const { number: last, order, digest: previous } = held.value;
  const kept = {
    peer: peer.code,
    number: last + 1,
    previous,
    at: transaction.at,
    from: await keyName(await ports.signer.rootPublicKey()),
    to: await keyName(peer.rootKey),
    changes: changes.map(
      ({ held: _held, ...change }, index): SentChange => ({ ...change, order: order + index + 1 }),
    ),
  };
  const parcel = await assemble(ports, kept);
  const sha256 = await parcelDigest(parcel);
  const signature = await ports.signer.sign(signedBytes(parcel, sha256));
  const number = last + 1;
  transaction
    .put(
      keptParcels,
      absent(keptParcels.key(peer.code, number)),
      { ...kept, sha256, signature },
      {
        action: 'catalog parcel made',
        digest: sha256,
        detail: { to: peer.code, changes: changes.length },
      },
    )
    .put(
      outboxes,
      held,
      { peer: peer.code, number, order: order + changes.length, digest: sha256, marks },
      {
        action: 'catalog sent',
        detail: { number },
      },
    );
  for (const change of changes)
    transaction.put(
      sentEntries,
      change.held,
      { version: change.version, withdrawn: change.kind === 'withdrawn' },
      { action: 'catalog entry sent', detail: { number } },
    );
  await transaction.commit();
  return { made: true, number };
}

type Listed = Pick<CatalogParcel, 'from' | 'to' | 'number' | 'previous' | 'at'> & {
  readonly changes: readonly SentChange[];
};

async function assemble(
  ports: Ports,
  { from, to, number, previous, at, changes }: Listed,
): Promise<CatalogParcel> {
  const whole = await Promise.all(
    changes.map(async (change) => {
      if (change.kind === 'withdrawn') return change;
      const { resource } = (await must(ports.records, definitions, change.code, change.version)).value;
      return { ...change, resource };
    }),
  );
  return { schema: 'catalog-parcel/1', from, to, number, previous, at, changes: whole };
}

/** A parcel that was made, as it was signed. @throws NotFound */
export async function readParcel(ports: Ports, peer: string, number: number): Promise<SignedParcel> {
  const held = await find(ports.records, keptParcels, peer, number);
  if (!held)
    throw new NotFound(
      `there is no catalog parcel ${number} to ${peer}; shuiyuan catalog peers shows how many there are`,
      `没有发给 ${peer} 的第 ${number} 个目录包，可用 shuiyuan catalog peers 查看`,
    );
  const { sha256, signature } = held.value;
  return { parcel: await assemble(ports, held.value), sha256, signature };
}
