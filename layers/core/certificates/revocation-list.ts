/**
 * The list of revoked certificates: made when somebody asks and the one there is knows less, or is growing old. Its
 * number grows with each; the object that counts is the one the record names.
 */
import type { z } from 'zod';
import type { revocationListSchema } from '../../../schemas/certificate.ts';
import { ConditionFailed } from '../errors.ts';
import { readBytes } from '../object-json.ts';
import type { Ports } from '../ports/index.ts';
import { find, findOr, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { type InstalledAuthority, mustAuthority } from './authority-chain.ts';
import { platform, revocationLists, revocationPages, revocations } from './kinds.ts';

type ListRecord = z.infer<typeof revocationListSchema>;

/** Whoever fetched a list may use it for a day; a new one is made after half of it. */
const validMilliseconds = 24 * 3_600_000;
const renewMilliseconds = validMilliseconds / 2;

/** The list in force, DER. @throws Refused while there is no authority */
export const currentList = (ports: Ports) => async (): Promise<Uint8Array> => {
  const authority = await mustAuthority(ports);
  const { total } = (await findOr(ports.records, revocations, { total: 0, page: 0 })).value;
  const held = await find(ports.records, revocationLists);
  if (held && isGood(ports, held.value, authority, total)) return readBytes(ports.objects, held.value.object);
  return makeList(ports, authority, held);
};

function isGood(ports: Ports, list: ListRecord, authority: InstalledAuthority, total: number): boolean {
  const age = ports.clock.now().getTime() - Date.parse(list.thisUpdate);
  const isYoung = age < renewMilliseconds && age > -renewMilliseconds;
  return list.total >= total && list.issuing === digestOf(ports, authority) && isYoung;
}

const digestOf = (ports: Ports, { issuing }: InstalledAuthority): string =>
  ports.certificates.read(issuing).sha256;

async function makeList(
  ports: Ports,
  authority: InstalledAuthority,
  held: Held<ListRecord> | undefined,
): Promise<Uint8Array> {
  const now = ports.clock.now().getTime();
  const { total, revoked } = await readRevoked(ports);
  const number = (held?.value.number ?? 0) + 1;
  const thisUpdate = new Date(now).toISOString();
  const nextUpdate = new Date(now + validMilliseconds).toISOString();
  const lasting = revoked.filter(({ notAfter }) => Date.parse(notAfter) > now - validMilliseconds);
  const der = await ports.authority.signList(authority, { number, thisUpdate, nextUpdate, revoked: lasting });
  const object = `pki/crl/${number}-${ports.ids.next()}`;
  await ports.objects.put(object, der);
  await ports.probe.at('revocation-list: list written');
  const issuing = digestOf(ports, authority);
  const kept = await keep(ports, held, { number, total, thisUpdate, nextUpdate, issuing, object });
  // Somebody else made one meanwhile: it is as new as ours, or the next who asks makes another.
  return kept ? der : currentList(ports)();
}

/** All pages by key: no index, which might not show the newest. */
async function readRevoked(ports: Ports) {
  const { total, page: last } = (await findOr(ports.records, revocations, { total: 0, page: 0 })).value;
  const pages = await Promise.all(
    Array.from({ length: last + 1 }, (_, page) =>
      findOr(ports.records, revocationPages, { page, revoked: [] }, page),
    ),
  );
  return { total, revoked: pages.flatMap(({ value }) => value.revoked) };
}

async function keep(ports: Ports, held: Held<ListRecord> | undefined, value: ListRecord): Promise<boolean> {
  const before = held ?? { key: revocationLists.key(), version: 0, value: undefined };
  const act = { step: 'revocation-list', department: platform, actor: 'system' };
  try {
    await new Transaction(ports, act)
      .put(revocationLists, before, value, {
        action: 'list of revoked certificates issued',
        detail: { number: value.number, total: value.total },
      })
      .commit();
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}
