/** Keeps, in the transactions that give and end grants, who holds one on a resource, and which renewal follows which. */
import type { Grant } from '../../../schemas/grant.ts';
import type { Ports } from '../ports/index.ts';
import { find, findOr, type Held } from '../records.ts';
import type { Transaction } from '../transaction.ts';
import { withEvent } from './history.ts';
import { grantees, grants } from './kinds.ts';

/** Whose grants stand on the resource is kept beside it; a renewal is named by the one it follows on. */
export async function enterList(ports: Ports, transaction: Transaction, grant: Grant): Promise<void> {
  const { id, resource, receiver, renews } = grant;
  const list = await findOr(ports.records, grantees, { resource, list: [] }, resource);
  const next = { resource, list: [...list.value.list, { grant: id, receiver }] };
  transaction.put(grantees, list, next, { action: 'grant in force', detail: { grant: id, receiver } });
  const old = renews === undefined ? undefined : await find(ports.records, grants, renews);
  if (old) transaction.put(grants, old, renewed(old, grant, transaction.at), { action: 'grant renewed' });
}

const renewed = (old: Held<Grant>, { id, receiver, requestedBy }: Grant, at: string): Grant => ({
  ...withEvent(old.value, { at, by: requestedBy, party: receiver, action: 'renewed' }),
  renewedBy: id,
  changedAt: at,
});

/** Takes an ended grant off its resource's list, in the transaction that ends it. */
export async function leaveList(
  ports: Ports,
  transaction: Transaction,
  { id, resource }: Grant,
): Promise<void> {
  const held = await find(ports.records, grantees, resource);
  const rest = held?.value.list.filter((one) => one.grant !== id) ?? [];
  if (!held || rest.length === held.value.list.length) return;
  transaction.put(grantees, held, { resource, list: rest }, { action: 'grant over', detail: { grant: id } });
}
