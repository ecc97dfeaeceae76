/** When a batch ends: the head that named it is emptied, and before its commit its own claim is freed. */
import type { Batch } from '../../../schemas/records.ts';
import type { Ports } from '../ports/index.ts';
import { claims, find, heads } from '../records.ts';
import type { Transaction } from '../transaction.ts';

export async function freeHead(ports: Ports, transaction: Transaction, batch: Batch): Promise<void> {
  const head = await find(ports.records, heads, batch.department, batch.resource, batch.period);
  if (head?.value.batch === batch.id) transaction.put(heads, head, {}, { action: 'head emptied' });
}

export async function freeHeadAndClaim(ports: Ports, transaction: Transaction, batch: Batch): Promise<void> {
  await freeHead(ports, transaction, batch);
  if (batch.replaces === undefined) return;
  const claim = await find(ports.records, claims, batch.replaces);
  if (claim?.value.by === batch.id) transaction.put(claims, claim, {}, { action: 'claim freed' });
}
