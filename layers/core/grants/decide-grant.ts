/**
 * A party's word on a request: approve, reduce or refuse. Who asks never approves. The last yes puts it in force; one
 * no ends it. A party that a later change of the description made necessary decides on the grant as it stands.
 */
import type { Decision, Grant, Terms } from '../../../schemas/grant.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { checkExpression } from '../cleaning/check-expression.ts';
import { Forbidden, InvalidInput, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { resolveView } from '../views/resolve-view.ts';
import { approversOf, askableItems, undecided } from './approvers.ts';
import { withDue } from './due.ts';
import { withEvent } from './history.ts';
import { enterList, leaveList } from './holders.ts';
import { grants } from './kinds.ts';
import { granted, happened, noticeOf } from './notices.ts';

export interface Verdict {
  readonly grant: string;
  /** Code of a providing department, or `operator`. */
  readonly party: string;
  readonly actor: string;
  readonly verdict: Decision['verdict'];
  /** Needed to reduce or refuse. */
  readonly reason?: string | undefined;
  /** reduced: the items that stay; a further condition; a shorter term, ISO 8601 in UTC. */
  readonly items?: readonly string[] | undefined;
  readonly filter?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/**
 * @throws Forbidden to who asked
 * @throws Refused when there is nothing to decide any more, this party has decided, or has no say in it
 * @throws InvalidInput for a missing reason or a reduction that takes nothing away
 */
export const decideGrant =
  (ports: Ports) =>
  async (given: Verdict): Promise<Grant> => {
    let decided: Grant | undefined;
    await repeatOnConflict(async () => {
      decided = await decideOnce(ports, given);
    });
    return decided as Grant;
  };

async function decideOnce(ports: Ports, given: Verdict): Promise<Grant> {
  const held = await must(ports.records, grants, given.grant);
  const definition = await must(ports.records, definitions, held.value.resource);
  const { resource, read } = await resolveView(ports.records, definition.value.resource);
  const { party, actor } = given;
  const department = party === 'operator' ? (resource.departments[0] ?? 'platform') : party;
  const transaction = new Transaction(ports, { step: 'decide-grant', department, actor });
  mayDecide(held.value, resource, given, transaction.at);
  const decision = decisionOf(held.value, resource, given, transaction.at);
  const grant = withDue(applied(held.value, resource, decision), transaction.at, ports.settings);
  const account = { resource: resource.code, receiver: grant.receiver, party, reason: given.reason };
  transaction
    .put(grants, held, grant, {
      action: `request ${decision.verdict}`,
      detail: { ...account, stage: grant.stage },
    })
    .check(definition)
    .tell(noticeOf(grant, held.version + 1, grant.receiver, 'info', wordsOf(grant, decision)));
  for (const one of read) transaction.check(one);
  if (grant.stage === 'granted' && held.value.stage === 'requested')
    await enterList(ports, transaction, grant);
  if (grant.stage === 'refused' && held.value.stage !== 'requested')
    await leaveList(ports, transaction, grant);
  await transaction.commit();
  return grant;
}

function mayDecide(grant: Grant, resource: Resource, { party, actor }: Verdict, at: string): void {
  if (party === grant.receiver || actor === grant.requestedBy)
    throw new Forbidden(
      'who asks never approves: another person of another department decides',
      '申请人不得审批：须由其他部门的其他人员审批',
    );
  if (!approversOf(resource, { receiver: grant.receiver, items: grant.terms.items }).includes(party))
    throw new Refused(
      'no-say',
      `${party} has no say in request ${grant.id}: those who provide ${resource.code} decide, and for grade 2 the exchange centre`,
      `申请 ${grant.id} 无需 ${party} 审批：由 ${resource.code} 的提供部门审批，有条件共享的另由交换中心审批`,
    );
  if (grant.decisions.some((one) => one.party === party))
    throw new Refused(
      'already-decided',
      `${party} has decided on ${grant.id}; to take it back, suspend or revoke the grant`,
      `${party} 已审批 ${grant.id}；如需收回，请暂停或撤销授权`,
    );
  const isOpen = grant.stage === 'requested' || grant.stage === 'granted' || grant.stage === 'suspended';
  if (!isOpen || at >= grant.terms.until)
    throw new Refused(
      'nothing-to-decide',
      `request ${grant.id} is ${isOpen ? 'past its term' : grant.stage}; there is nothing to decide`,
      `申请 ${grant.id} ${isOpen ? '期限已过' : `当前为 ${grant.stage}`}，无需审批`,
    );
}

function decisionOf(grant: Grant, resource: Resource, given: Verdict, at: string): Decision {
  const { party, verdict, reason, actor } = given;
  if (verdict !== 'approved' && reason === undefined)
    throw new InvalidInput('say why: --reason', '请写明理由：--reason');
  const decision: Decision = { party, verdict, by: actor, at, reason, dropped: [] };
  return verdict === 'reduced' ? { ...decision, ...reductionOf(grant.terms, resource, given) } : decision;
}

/** What is taken away. Nothing can be added. */
function reductionOf(terms: Terms, resource: Resource, given: Verdict): Partial<Decision> {
  const { items, filter, from, until } = given;
  const added = (items ?? []).filter((item) => !terms.items.includes(item));
  if (added.length > 0 || items?.length === 0)
    throw new InvalidInput(
      `a reduction leaves some of the items that were asked for; ${added.join(', ')} was not among them`,
      `缩减后的信息项须在申请范围之内且不得为空；${added.join('、')} 不在其中`,
    );
  if (filter !== undefined) checkExpression(filter, askableItems(resource));
  const dropped = items ? terms.items.filter((item) => !items.includes(item)) : [];
  const later = from !== undefined && from > terms.from ? from : undefined;
  const earlier = until !== undefined && until < terms.until ? until : undefined;
  if (dropped.length === 0 && filter === undefined && later === undefined && earlier === undefined)
    throw new InvalidInput(
      'a reduction takes items, rows or time away; give --items, --filter or --until, or approve',
      '缩减须减少信息项、数据行或期限：请给出 --items、--filter 或 --until，否则请直接批准',
    );
  if ((earlier ?? terms.until) <= (later ?? terms.from))
    throw new InvalidInput('nothing is left of the term; refuse instead', '缩减后期限为空，请改为不批准');
  return { dropped, filter, from: later, until: earlier };
}

function applied(grant: Grant, resource: Resource, decision: Decision): Grant {
  const { terms } = grant;
  const { by, at, party, reason, verdict } = decision;
  const next = withEvent(grant, { at, by, party, action: verdict, reason });
  const decisions = [...grant.decisions, decision];
  if (verdict === 'refused') return { ...next, decisions, stage: 'refused', suspensions: [] };
  const reduced: Terms = {
    items: terms.items.filter((item) => !decision.dropped.includes(item)),
    filters: decision.filter === undefined ? terms.filters : [...terms.filters, decision.filter],
    from: decision.from ?? terms.from,
    until: decision.until ?? terms.until,
  };
  const after: Grant = { ...next, decisions, terms: reduced };
  const isComplete = grant.stage === 'requested' && undecided(after, resource).length === 0;
  return isComplete ? { ...after, stage: 'granted' } : after;
}

function wordsOf(grant: Grant, { party, verdict, reason }: Decision) {
  if (grant.stage === 'granted') return granted(grant);
  const [zh, en] = {
    approved: [`已由 ${party} 批准`, `was approved by ${party}`],
    reduced: [`已由 ${party} 缩减后批准`, `was reduced by ${party}`],
    refused: [`未获 ${party} 批准`, `was refused by ${party}`],
  }[verdict] as [string, string];
  return happened(zh, en, grant, reason);
}
