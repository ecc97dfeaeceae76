/** What the sweep does with a request or grant whose time has come: reminds, tells that it ends soon, ends it. */
import type { Grant, GrantEvent } from '../../../schemas/grant.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { resolveView } from '../views/resolve-view.ts';
import { undecided } from './approvers.ts';
import { noticeAt, withDue } from './due.ts';
import { withEvent } from './history.ts';
import { enterList, leaveList } from './holders.ts';
import { grants, isOver } from './kinds.ts';
import { ended, endsSoon, granted, noticeOf, stillToDecide } from './notices.ts';

const step = 'sweep';

/** @returns whether there was anything to do. @throws ConditionFailed when somebody else was at it */
export async function tendGrant(ports: Ports, held: Held<Grant>, now: string): Promise<boolean> {
  const grant = held.value;
  if (isOver(grant.stage) || grant.due === undefined || grant.due > now) return false;
  if (now >= grant.terms.until) await expire(ports, held);
  else if (grant.stage === 'requested') await remind(ports, held);
  else await tellEnd(ports, held);
  return true;
}

const transactionFor = (ports: Ports, grant: Grant): Transaction =>
  new Transaction(ports, { step, department: grant.receiver, actor: 'system' });

const noted = (grant: Grant, at: string, action: GrantEvent['action']): Grant =>
  withEvent(grant, { at, by: 'system', party: 'platform', action });

async function expire(ports: Ports, held: Held<Grant>): Promise<void> {
  const transaction = transactionFor(ports, held.value);
  const { at } = transaction;
  const next: Grant = { ...noted(held.value, at, 'expired'), stage: 'expired', suspensions: [] };
  const grant = withDue(next, at, ports.settings);
  transaction
    .put(grants, held, grant, { action: 'grant expired' })
    .tell(noticeOf(grant, held.version + 1, grant.receiver, 'info', ended(grant)));
  if (held.value.stage !== 'requested') await leaveList(ports, transaction, grant);
  await transaction.commit();
}

async function remind(ports: Ports, held: Held<Grant>): Promise<void> {
  const definition = await find(ports.records, definitions, held.value.resource);
  const resolved = definition && (await resolveView(ports.records, definition.value.resource));
  const missing = resolved ? undecided(held.value, resolved.resource) : [];
  if (definition && resolved && missing.length === 0)
    return complete(ports, held, [definition, ...resolved.read]);
  const transaction = transactionFor(ports, held.value);
  const { at } = transaction;
  const grant = withDue(noted(held.value, at, 'reminded'), at, ports.settings);
  transaction.put(grants, held, grant, { action: 'request put again' });
  for (const party of missing)
    transaction.tell(noticeOf(grant, held.version + 1, party, 'warning', stillToDecide(grant)));
  await transaction.commit();
}

/** The description changed meanwhile, and nobody is left who has to decide: all who do have said yes. */
async function complete(ports: Ports, held: Held<Grant>, read: readonly Held<unknown>[]): Promise<void> {
  const transaction = transactionFor(ports, held.value);
  const { at } = transaction;
  const next: Grant = { ...noted(held.value, at, 'approved'), stage: 'granted' };
  const grant = withDue(next, at, ports.settings);
  transaction
    .put(grants, held, grant, { action: 'request complete' })
    .tell(noticeOf(grant, held.version + 1, grant.receiver, 'info', granted(grant)));
  for (const one of read) transaction.check(one);
  await enterList(ports, transaction, grant);
  await transaction.commit();
}

async function tellEnd(ports: Ports, held: Held<Grant>): Promise<void> {
  const transaction = transactionFor(ports, held.value);
  const { at } = transaction;
  const isTime = noticeAt(held.value, ports.settings) <= at;
  const next: Grant = isTime ? { ...noted(held.value, at, 'ends-soon'), endTold: true } : held.value;
  const grant = withDue(next, at, ports.settings);
  transaction.put(grants, held, grant, { action: 'grant ends soon' });
  if (isTime) transaction.tell(noticeOf(grant, held.version + 1, grant.receiver, 'warning', endsSoon(grant)));
  await transaction.commit();
}
