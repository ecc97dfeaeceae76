/**
 * Makes a batch live: one transaction gives the resource its next generation, names the objects that count, ends
 * the batch it replaces, and announces it.
 */

import type { Document } from '../../../schemas/document.ts';
import type { Batch, LiveEntry } from '../../../schemas/records.ts';
import type { Refined } from '../../../schemas/refinery.ts';
import { documents } from '../documents/kinds.ts';
import type { Ports } from '../ports/index.ts';
import { absent, batches, changes, find, findOr, generations, type Held } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { isEnded } from './batch-state.ts';
import { freeHead } from './free-head-and-claim.ts';
import { registerParts } from './lake-tables.ts';
import { writeList } from './live-list.ts';
import { keepParts } from './parts-ref.ts';
import { repeatWhileOwn } from './repeat.ts';

const step = 'commit-batch';

export interface Outcome {
  readonly attempt: string;
  readonly refined: Refined;
  /** Rejects of the chunks, beside the outcome's own. */
  readonly rejects?: readonly string[];
  /** What is known of a file that is passed on as it is. */
  readonly document?: Omit<Document, 'committedAt'>;
}

export async function commitBatch(ports: Ports, batch: Held<Batch>, outcome: Outcome): Promise<void> {
  const { refined, attempt } = outcome;
  const manifest = `lake/parts/${batch.value.resource}/${batch.value.id}/${attempt}`;
  const objects = await keepParts(ports.objects, manifest, refined.parts);
  await ports.probe.at(`${step}: objects written`);
  // Before the commit: registering makes nothing visible, and nobody would make up for it after a death.
  await registerParts(ports, batch.value.resource, refined.parts);
  await ports.probe.at(`${step}: parts registered`);
  await repeatWhileOwn(batch.key, () => commitOnce(ports, batch, outcome, objects));
}

async function commitOnce(
  ports: Ports,
  batch: Held<Batch>,
  { refined, rejects = [], document }: Outcome,
  objects: LiveEntry['objects'],
): Promise<void> {
  const { resource, department, replaces } = batch.value;
  const generation = await findOr(ports.records, generations, { resource, generation: 0 }, resource);
  const next = generation.value.generation + 1;
  const transaction = new Transaction(ports, { step, department, actor: batch.value.acceptedBy });
  const replaced = replaces === undefined ? undefined : await find(ports.records, batches, replaces);
  const committed: Batch = {
    ...batch.value,
    stage: 'committed',
    changedAt: transaction.at,
    due: undefined,
    rows: refined.rows,
    parts: objects,
    rejects: [...rejects, ...(refined.rejects === undefined ? [] : [refined.rejects])],
    findings: refined.findings,
    generation: next,
  };
  transaction
    .put(batches, batch, committed, {
      action: 'batch committed',
      digest: batch.value.sha256,
      detail: { generation: next, rows: refined.rows },
    })
    .put(generations, generation, { resource, generation: next }, { action: 'generation advanced' })
    .put(
      changes,
      absent(changes.key(resource, next)),
      {
        resource,
        generation: next,
        at: transaction.at,
        add: liveEntry(committed, objects),
        remove: replaced?.value.stage === 'committed' ? [replaced.value.id] : [],
      },
      { action: 'change made', detail: { add: batch.value.id } },
    )
    .announce('committed', batch.key, batch.version + 1);
  if (document)
    transaction.put(
      documents,
      absent(documents.key(batch.value.id)),
      { ...document, committedAt: transaction.at },
      { action: 'document described', detail: { type: document.type, text: document.text.state } },
    );
  if (replaced) await endReplaced(ports, transaction, replaced, batch.value.id);
  await transaction.commit(() => writeList(ports, resource, next));
}

async function endReplaced(
  ports: Ports,
  transaction: Transaction,
  replaced: Held<Batch>,
  by: string,
): Promise<void> {
  if (isEnded(replaced.value.stage)) {
    transaction.check(replaced);
    return;
  }
  const wasLive = replaced.value.stage === 'committed';
  transaction.put(
    batches,
    replaced,
    { ...replaced.value, stage: 'replaced', replacedBy: by, due: undefined, changedAt: transaction.at },
    { action: 'batch replaced', detail: { by } },
  );
  await freeHead(ports, transaction, replaced.value);
  if (wasLive) transaction.announce('committed', replaced.key, replaced.version + 1);
}

const liveEntry = (batch: Batch, objects: LiveEntry['objects']): LiveEntry => ({
  id: batch.id,
  objects,
  batches: [
    {
      batch: batch.id,
      department: batch.department,
      period: batch.period,
      coverage: batch.coverage,
      place: batch.place,
      definition: batch.definition,
    },
  ],
});
