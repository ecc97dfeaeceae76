/**
 * [chunks] One chunk of a large file. The batch's record keeps the set of chunks that are in; the transaction that
 * completes it announces the commit. Other chunks move the record meanwhile: the transaction is repeated, not the
 * work, for as long as this chunk is not in.
 */

import type { Message } from '../../../schemas/messages.ts';
import type { Batch } from '../../../schemas/records.ts';
import type { Refined } from '../../../schemas/refinery.ts';
import { PoisonError, TransientError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { absent, batches, chunkRecords, find, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { boundResource, jobOf } from './batch-source.ts';
import { readPlan } from './plan-chunks.ts';
import { quarantineAt } from './quarantine.ts';
import { repeatOnConflict } from './repeat.ts';

const step = 'transform-chunk';

export const transformChunk =
  (ports: Ports) =>
  async (message: Message): Promise<void> => {
    const chunk = message.chunk ?? 0;
    const batch = await find(ports.records, batches, message.record.replace(/^batch\//, ''));
    if (!batch || !isWanted(batch, message.version, chunk)) return;
    await ports.probe.at(`${step}: batch read`);
    try {
      const refined = await refineChunk(ports, batch.value, chunk);
      await ports.probe.at(`${step}: parts written`);
      await enterChunk(ports, batch.value.id, chunk, refined);
    } catch (error) {
      if (!(error instanceof PoisonError)) throw error;
      await endPoisoned(ports, batch.value.id, error);
    }
  };

function isWanted(batch: Held<Batch>, version: number, chunk: number): boolean {
  if (batch.version < version)
    throw new TransientError(
      `${batch.key} is behind its message; given back`,
      `${batch.key} 落后于消息，退回重试`,
    );
  return batch.value.stage === 'chunked' && !(batch.value.done ?? []).includes(chunk);
}

async function refineChunk(ports: Ports, batch: Batch, index: number): Promise<Refined> {
  const resource = await boundResource(ports, batch);
  const { survey, chunks } = await readPlan(ports, batch.plan ?? '');
  const { layout, mapping } = batch;
  const chunk = chunks[index];
  if (!layout || !mapping || !chunk)
    throw new PoisonError(
      'no-such-chunk',
      `batch ${batch.id} has no chunk ${index}`,
      `批次 ${batch.id} 没有第 ${index} 块`,
    );
  return ports.refinery.refine({
    ...jobOf(batch, survey, { layout, mapping }, resource),
    attempt: ports.ids.next(),
    chunk,
  });
}

async function enterChunk(ports: Ports, id: string, chunk: number, refined: Refined): Promise<void> {
  await repeatOnConflict(async () => {
    const batch = await must(ports.records, batches, id);
    const done = batch.value.done ?? [];
    if (batch.value.stage !== 'chunked' || done.includes(chunk)) return;
    const all = [...done, chunk].sort((a, b) => a - b);
    const complete = all.length === batch.value.chunks;
    const transaction = new Transaction(ports, { step, department: batch.value.department, actor: 'system' });
    transaction
      .put(
        chunkRecords,
        absent(chunkRecords.key(id, chunk)),
        { batch: id, chunk, ...refined },
        { action: 'chunk written', detail: { rows: refined.rows } },
      )
      .put(
        batches,
        batch,
        { ...batch.value, done: all, stage: complete ? 'ready' : 'chunked', changedAt: transaction.at },
        { action: complete ? 'all chunks in' : 'chunk in', detail: { chunk } },
      );
    if (complete) transaction.announce('batches', batch.key, batch.version + 1);
    await transaction.commit();
  });
}

/** One poisoned chunk ends the batch; the record has moved with its sister chunks, so it is read again. */
async function endPoisoned(ports: Ports, id: string, error: PoisonError): Promise<void> {
  await repeatOnConflict(async () => {
    const batch = await must(ports.records, batches, id);
    if (batch.value.stage === 'chunked') await quarantineAt(ports, batch, error);
  });
}
