/** What can never succeed: the batch ends here, with a reason its department reads. */
import type { Batch, Reason } from '../../../schemas/records.ts';
import type { PoisonError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { batches, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { freeHeadAndClaim } from './free-head-and-claim.ts';
import { repeatWhileOwn } from './repeat.ts';

export async function quarantine(ports: Ports, batch: Held<Batch>, error: PoisonError): Promise<void> {
  await repeatWhileOwn(batch.key, () => quarantineAt(ports, batch, error));
}

/** As `quarantine`, of the batch as it is held. @throws ConditionFailed when it, its head or its claim has moved */
export async function quarantineAt(ports: Ports, batch: Held<Batch>, error: PoisonError): Promise<void> {
  const reason: Reason = { code: error.code, en: error.in('en'), zh: error.in('zh') };
  const transaction = new Transaction(ports, {
    step: 'quarantine',
    department: batch.value.department,
    actor: 'system',
  });
  const ended = {
    ...batch.value,
    stage: 'quarantined' as const,
    reason,
    due: undefined,
    changedAt: transaction.at,
  };
  transaction.put(batches, batch, ended, { action: 'batch quarantined', detail: { reason: reason.code } });
  await freeHeadAndClaim(ports, transaction, batch.value);
  await transaction.commit();
}
