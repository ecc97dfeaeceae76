/** A batch may be withdrawn from acceptance on; whoever is at work on it loses its condition. */
import type { Batch } from '../../../schemas/records.ts';
import { Forbidden, Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { absent, batches, changes, findOr, generations, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { isEnded } from './batch-state.ts';
import { freeHeadAndClaim } from './free-head-and-claim.ts';
import { writeList } from './live-list.ts';
import { repeatOnConflict } from './repeat.ts';

export interface Withdrawal {
  readonly department: string;
  readonly actor: string;
  readonly batch: string;
  readonly reason: string;
}

/** @returns the batch as it ended */
export const withdrawBatch =
  (ports: Ports) =>
  async (withdrawal: Withdrawal): Promise<Batch> => {
    await repeatOnConflict(async () => {
      const batch = await must(ports.records, batches, withdrawal.batch);
      refuseWithdrawal(batch.value, withdrawal.department);
      if (batch.value.stage !== 'withdrawn') await withdraw(ports, batch, withdrawal);
    });
    return (await must(ports.records, batches, withdrawal.batch)).value;
  };

function refuseWithdrawal(batch: Batch, department: string): void {
  if (batch.department !== department)
    throw new Forbidden(
      `batch ${batch.id} was provided by another department; only it can withdraw it`,
      `批次 ${batch.id} 由其他部门提供，只有提供部门可以撤回`,
    );
  if (isEnded(batch.stage) && batch.stage !== 'withdrawn')
    throw new Refused(
      'batch-ended',
      `batch ${batch.id} is already ${batch.stage}; there is nothing to withdraw`,
      `批次 ${batch.id} 已终止（${batch.stage}），无需撤回`,
    );
}

async function withdraw(ports: Ports, batch: Held<Batch>, { actor, reason }: Withdrawal): Promise<void> {
  const { department, resource } = batch.value;
  const live = batch.value.stage === 'committed';
  const transaction = new Transaction(ports, { step: 'withdraw-batch', department, actor });
  transaction.put(
    batches,
    batch,
    {
      ...batch.value,
      stage: 'withdrawn',
      due: undefined,
      reason: { code: 'withdrawn', zh: reason, en: reason },
      changedAt: transaction.at,
    },
    { action: 'batch withdrawn', detail: { reason } },
  );
  await freeHeadAndClaim(ports, transaction, batch.value);
  if (!live) return transaction.commit();
  const generation = await findOr(ports.records, generations, { resource, generation: 0 }, resource);
  const next = generation.value.generation + 1;
  transaction
    .put(generations, generation, { resource, generation: next }, { action: 'generation advanced' })
    .put(
      changes,
      absent(changes.key(resource, next)),
      { resource, generation: next, at: transaction.at, remove: [batch.value.id] },
      { action: 'change made', detail: { remove: batch.value.id } },
    )
    .announce('committed', batch.key, batch.version + 1);
  await transaction.commit(() => writeList(ports, resource, next));
}
