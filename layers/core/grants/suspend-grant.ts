/** Stops a grant at once, and lets it go on. Each party lifts its own suspension; while one stands, nothing flows. */
import type { Grant } from '../../../schemas/grant.ts';
import { Forbidden, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { withDue } from './due.ts';
import { withEvent } from './history.ts';
import { grants } from './kinds.ts';
import { happened, noticeOf } from './notices.ts';

export interface Halt {
  readonly grant: string;
  /** Code of a providing department, `operator` or `security-officer`. */
  readonly party: string;
  readonly actor: string;
  readonly reason: string;
}

/** @throws Refused when it is not in force, or this party has suspended it already */
export const suspendGrant =
  (ports: Ports) =>
  (halt: Halt): Promise<Grant> =>
    change(ports, halt, 'suspended', (grant, at) => {
      const { party, actor: by, reason } = halt;
      if (grant.stage !== 'granted' && grant.stage !== 'suspended') throw notRunning(grant);
      if (grant.suspensions.some((one) => one.party === party))
        throw new Refused(
          'already-suspended',
          `${party} has suspended grant ${grant.id} already`,
          `${party} 已暂停授权 ${grant.id}`,
        );
      return { ...grant, stage: 'suspended', suspensions: [...grant.suspensions, { party, by, at, reason }] };
    });

/** @throws Refused when this party has not suspended it; Forbidden to who asked for it */
export const resumeGrant =
  (ports: Ports) =>
  (halt: Omit<Halt, 'reason'> & { readonly reason?: string | undefined }): Promise<Grant> =>
    change(ports, halt, 'resumed', (grant) => {
      if (halt.actor === grant.requestedBy)
        throw new Forbidden('who asks never lets it go on', '申请人不得恢复本人申请的授权');
      const rest = grant.suspensions.filter((one) => one.party !== halt.party);
      if (grant.stage !== 'suspended' || rest.length === grant.suspensions.length)
        throw new Refused(
          'not-suspended',
          `${halt.party} has not suspended grant ${grant.id}; each lifts its own suspension`,
          `${halt.party} 未暂停授权 ${grant.id}；暂停须由提出方解除`,
        );
      return { ...grant, suspensions: rest, stage: rest.length === 0 ? 'granted' : 'suspended' };
    });

const notRunning = ({ id, stage }: Grant): Refused =>
  new Refused(
    'not-in-force',
    `grant ${id} is ${stage}; there is nothing to suspend`,
    `授权 ${id} 当前为 ${stage}，无需暂停`,
  );

async function change(
  ports: Ports,
  { grant: id, party, actor, reason }: Omit<Halt, 'reason'> & { readonly reason?: string | undefined },
  action: 'suspended' | 'resumed',
  apply: (grant: Grant, at: string) => Grant,
): Promise<Grant> {
  let changed: Grant | undefined;
  await repeatOnConflict(async () => {
    const held = await must(ports.records, grants, id);
    const { receiver } = held.value;
    const transaction = new Transaction(ports, { step: 'suspend-grant', department: receiver, actor });
    const { at } = transaction;
    const next = withEvent(apply(held.value, at), { at, by: actor, party, action, reason });
    changed = withDue(next, at, ports.settings);
    const [zh, en] = action === 'suspended' ? ['被暂停', 'is suspended'] : ['已恢复', 'goes on'];
    await transaction
      .put(grants, held, changed, { action: `grant ${action}`, detail: { receiver, party, reason } })
      .tell(noticeOf(changed, held.version + 1, receiver, 'warning', happened(zh, en, changed, reason)))
      .commit();
  });
  return changed as Grant;
}
