/** Ends a grant before its time: revoked by who gave it, or given up by who has it. For good: it is asked for anew. */
import type { Grant } from '../../../schemas/grant.ts';
import { Forbidden, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { givenNow } from '../views/resolve-view.ts';
import { withDue } from './due.ts';
import { withEvent } from './history.ts';
import { leaveList } from './holders.ts';
import { grants, isOver } from './kinds.ts';
import { happened, noticeOf } from './notices.ts';

export interface Ending {
  readonly grant: string;
  /** The receiver gives it up; a providing department or `operator` revokes it. */
  readonly party: string;
  readonly actor: string;
  readonly reason: string;
}

/** @throws Refused when it is over already, or is a request that another has yet to decide */
export const endGrant =
  (ports: Ports) =>
  async (ending: Ending): Promise<Grant> => {
    let ended: Grant | undefined;
    await repeatOnConflict(async () => {
      ended = await endOnce(ports, ending);
    });
    return ended as Grant;
  };

async function endOnce(ports: Ports, { grant: id, party, actor, reason }: Ending): Promise<Grant> {
  const held = await must(ports.records, grants, id);
  const { receiver, resource, stage } = held.value;
  const action = party === receiver ? 'given-up' : 'revoked';
  mayEnd(held.value, action);
  const definition = await find(ports.records, definitions, resource);
  const given = definition && (await givenNow(ports.records, definition.value.resource));
  const providers = given?.departments ?? [];
  if (action === 'revoked' && party !== 'operator' && !providers.includes(party))
    throw new Forbidden(`${party} does not provide ${resource}`, `${party} 不是 ${resource} 的提供部门`);
  const transaction = new Transaction(ports, { step: 'end-grant', department: receiver, actor });
  const { at } = transaction;
  const next = withEvent(held.value, { at, by: actor, party, action, reason });
  const grant = withDue({ ...next, stage: action, suspensions: [] }, at, ports.settings);
  transaction.put(grants, held, grant, { action: `grant ${action}`, detail: { receiver, party, reason } });
  if (stage !== 'requested') await leaveList(ports, transaction, grant);
  const told = action === 'revoked' ? [receiver] : providers.filter((one) => one !== receiver);
  const [zh, en] = action === 'revoked' ? ['被撤销', 'was revoked'] : ['已由使用部门放弃', 'was given up'];
  for (const to of told)
    transaction.tell(noticeOf(grant, held.version + 1, to, 'warning', happened(zh, en, grant, reason)));
  await transaction.commit();
  return grant;
}

function mayEnd({ id, stage }: Grant, action: 'given-up' | 'revoked'): void {
  if (isOver(stage))
    throw new Refused('grant-over', `grant ${id} is over: ${stage}`, `授权 ${id} 已结束（${stage}）`);
  if (stage === 'requested' && action === 'revoked')
    throw new Refused(
      'not-granted',
      `${id} is still a request: refuse it with shuiyuan grant refuse ${id}`,
      `${id} 尚未批准：请以 shuiyuan grant refuse ${id} 不予批准`,
    );
}
