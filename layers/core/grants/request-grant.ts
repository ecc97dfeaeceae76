/** Asks for data: whoever provides it, and for grade 2 the exchange centre, is told and decides. */
import type { Grant, GrantWay, Terms } from '../../../schemas/grant.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { mustBeInForce } from '../catalog/in-force.ts';
import { checkExpression } from '../cleaning/check-expression.ts';
import { Forbidden, InvalidInput, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { absent, definitions, find, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { resolveView } from '../views/resolve-view.ts';
import { approversOf, askableItems } from './approvers.ts';
import { withDue } from './due.ts';
import { grants } from './kinds.ts';
import { gradeThree, NoLeave } from './leave.ts';
import { noticeOf, toDecide } from './notices.ts';

export interface GrantRequest {
  readonly resource: string;
  readonly receiver: string;
  readonly actor: string;
  readonly purpose: string;
  readonly basis: string;
  /** All that can be asked for when absent. */
  readonly items?: readonly string[] | undefined;
  /** Conditions that a row must all meet. */
  readonly filters?: readonly string[] | undefined;
  /** ISO 8601 in UTC; now, or the end of the grant that is renewed, when absent. */
  readonly from?: string | undefined;
  readonly until: string;
  readonly ways?: readonly GrantWay[] | undefined;
  readonly frequency: Grant['frequency'];
  /** Number of the grant that this one follows on. */
  readonly renews?: string | undefined;
}

const longestDays = 1096;

/**
 * @throws NoLeave for a resource of grade 3, or a view that cannot be read
 * @throws InvalidInput for items, a filter or a term that cannot be asked for
 * @throws Refused when the grant to be renewed is another's or was renewed already
 */
export const requestGrant =
  (ports: Ports) =>
  async (wish: GrantRequest): Promise<Grant> => {
    let made: Grant | undefined;
    const id = ports.ids.next();
    await repeatOnConflict(async () => {
      made = await requestOnce(ports, wish, id);
    });
    return made as Grant;
  };

async function requestOnce(ports: Ports, wish: GrantRequest, id: string): Promise<Grant> {
  await mustBeInForce(ports.records, wish.resource);
  const definition = await must(ports.records, definitions, wish.resource);
  const { resource, read } = await resolveView(ports.records, definition.value.resource);
  if (resource.closed) throw new NoLeave(resource.closed);
  if (resource.grade === 3) throw new NoLeave(gradeThree(resource.code).denial);
  const old = wish.renews === undefined ? undefined : await renewable(ports, wish, wish.renews);
  const { receiver, actor } = wish;
  const transaction = new Transaction(ports, { step: 'request-grant', department: receiver, actor });
  const terms = termsOf(resource, wish, old?.value, transaction.at);
  const grant = withDue(draft(wish, resource, id, terms, transaction.at), transaction.at, ports.settings);
  const { purpose, basis } = wish;
  transaction
    .put(grants, absent(grants.key(id)), grant, {
      action: 'data requested',
      detail: { resource: resource.code, receiver, purpose, basis, renews: wish.renews },
    })
    .check(definition);
  for (const one of read) transaction.check(one);
  if (old) transaction.check(old);
  for (const party of approversOf(resource, { receiver, items: terms.items }))
    transaction.tell(noticeOf(grant, 1, party, 'warning', toDecide(grant)));
  await transaction.commit();
  return grant;
}

const draft = (wish: GrantRequest, { view }: Resource, id: string, terms: Terms, at: string): Grant => ({
  id,
  resource: wish.resource,
  receiver: wish.receiver,
  purpose: wish.purpose,
  basis: wish.basis,
  ways: [...(wish.ways ?? (view ? (['service'] as const) : (['file', 'service'] as const)))],
  frequency: wish.frequency,
  asked: terms,
  terms,
  stage: 'requested',
  decisions: [],
  suspensions: [],
  renews: wish.renews,
  requestedBy: wish.actor,
  requestedAt: at,
  changedAt: at,
  endTold: false,
  history: [{ at, by: wish.actor, party: wish.receiver, action: 'requested' }],
});

/** The grant that this one follows on. */
async function renewable(ports: Ports, wish: GrantRequest, id: string): Promise<Held<Grant>> {
  const old = await must(ports.records, grants, id);
  const { receiver, resource, stage, renewedBy } = old.value;
  if (receiver !== wish.receiver || resource !== wish.resource)
    throw new Forbidden(
      `grant ${id} is not yours, or not on ${wish.resource}; renew your own`,
      `授权 ${id} 不属于本部门，或不是 ${wish.resource} 的授权`,
    );
  if (stage !== 'granted' && stage !== 'suspended' && stage !== 'expired')
    throw new Refused(
      'not-renewable',
      `grant ${id} is ${stage}; ask anew with shuiyuan grant request ${resource}`,
      `授权 ${id} 当前为 ${stage}，不能续期，请以 shuiyuan grant request ${resource} 重新申请`,
    );
  const next = renewedBy === undefined ? undefined : await find(ports.records, grants, renewedBy);
  if (next && (next.value.stage === 'granted' || next.value.stage === 'suspended'))
    throw new Refused(
      'renewed',
      `grant ${id} was renewed as ${renewedBy}; renew that one`,
      `授权 ${id} 已续期为 ${renewedBy}，请对后者续期`,
    );
  return old;
}

function termsOf(resource: Resource, wish: GrantRequest, old: Grant | undefined, at: string): Terms {
  const askable = askableItems(resource).map((item) => item.code);
  const items = wish.items && wish.items.length > 0 ? [...new Set(wish.items)] : askable;
  checkItems(resource, items, askable);
  const filters = [...(wish.filters ?? [])];
  for (const filter of filters) checkExpression(filter, askableItems(resource));
  const earliest = old && old.terms.until > at ? old.terms.until : at;
  const from = wish.from !== undefined && wish.from > earliest ? wish.from : earliest;
  checkTerm({ from, until: wish.until });
  return { items, filters, from, until: wish.until };
}

function checkItems(resource: Resource, items: readonly string[], askable: readonly string[]): void {
  const known = new Set(resource.items.map((item) => item.code));
  const unknown = items.filter((item) => !known.has(item));
  if (unknown.length > 0)
    throw new InvalidInput(
      `${resource.code} has no item ${unknown.join(', ')}; it has ${askable.join(', ')}`,
      `${resource.code} 没有信息项 ${unknown.join('、')}；可申请：${askable.join('、')}`,
      { place: { resource: resource.code } },
    );
  const closed = items.filter((item) => !askable.includes(item));
  if (closed.length > 0)
    throw new Refused(
      'item-not-shareable',
      `${closed.join(', ')} cannot be asked for: of grade 3, or never collected; ask for ${askable.join(', ')}`,
      `信息项 ${closed.join('、')} 不予共享或不采集；可申请：${askable.join('、')}`,
      { place: { resource: resource.code } },
    );
}

function checkTerm({ from, until }: { readonly from: string; readonly until: string }): void {
  const days = (Date.parse(until) - Date.parse(from)) / 86_400_000;
  if (days > 0 && days <= longestDays) return;
  throw new InvalidInput(
    `a term ends after it begins and lasts at most ${longestDays} days; this one goes from ${from} to ${until}`,
    `授权期限须晚于开始时间，且最长 ${longestDays} 天；所填为 ${from} 至 ${until}`,
  );
}
