/**
 * Large files are cut at record ends. The plan is a write-once object; chunks are announced in pages, and the
 * batch's record keeps the place.
 */
import { z } from 'zod';
import type { Batch } from '../../../schemas/records.ts';
import {
  type Chunk,
  chunkSchema,
  type Layout,
  type Survey,
  surveySchema,
} from '../../../schemas/refinery.ts';
import { PoisonError } from '../errors.ts';
import { putJson, readJson } from '../object-json.ts';
import type { Ports } from '../ports/index.ts';
import { batches, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { sourceOf } from './batch-source.ts';
import { repeatOnConflict, repeatWhileOwn } from './repeat.ts';

/** Announcements a page: a transaction has at most 100 writes. */
const pageSize = 80;

export async function planChunks(
  ports: Ports,
  batch: Held<Batch>,
  survey: Survey,
  layout: Layout,
): Promise<void> {
  const { chunkBytes } = ports.settings;
  const chunks = await ports.refinery.divide(sourceOf(batch.value), survey, layout, chunkBytes);
  await ports.probe.at('plan-chunks: file divided');
  if (chunks.length === 0)
    throw new PoisonError(
      'empty-file',
      `${batch.value.fileName} has a header and no rows; nothing to take in`,
      `${batch.value.fileName} 只有表头，没有数据行`,
    );
  const plan = `plans/${batch.value.id}/${ports.ids.next()}`;
  await putJson(ports.objects, plan, { survey: withoutRows(survey), chunks });
  await ports.probe.at('plan-chunks: plan written');
  const planned: Batch = {
    ...batch.value,
    stage: 'chunked',
    plan,
    chunks: chunks.length,
    announced: 0,
    done: [],
  };
  await repeatWhileOwn(batch.key, () =>
    announcePage(ports, { ...batch, value: planned }, 'batch cut into chunks'),
  );
}

/** A plan holds no rows: of a grade 2 resource they would be clear text outside the drop zone. */
const withoutRows = (survey: Survey): Survey => ({
  ...survey,
  tables: survey.tables.map((table) => ({ ...table, head: [] })),
});

/** The next page of chunk messages; chunks that come in meanwhile move the record, so it is read again. */
export async function announceChunks(ports: Ports, id: string): Promise<void> {
  await repeatOnConflict(async () => {
    const batch = await must(ports.records, batches, id);
    if (!hasUnannounced(batch.value)) return;
    await announcePage(ports, batch, 'chunks announced');
  });
}

export const hasUnannounced = (batch: Batch): boolean =>
  batch.stage === 'chunked' && (batch.announced ?? 0) < (batch.chunks ?? 0);

async function announcePage(ports: Ports, batch: Held<Batch>, action: string): Promise<void> {
  const from = batch.value.announced ?? 0;
  const to = Math.min(batch.value.chunks ?? 0, from + pageSize);
  const transaction = new Transaction(ports, {
    step: 'announce-chunks',
    department: batch.value.department,
    actor: 'system',
  });
  transaction.put(
    batches,
    batch,
    { ...batch.value, announced: to, changedAt: transaction.at },
    { action, detail: { from, to, of: batch.value.chunks } },
  );
  for (let chunk = from; chunk < to; chunk += 1)
    transaction.announce('chunks', batch.key, batch.version + 1, { chunk });
  if (to < (batch.value.chunks ?? 0)) transaction.announce('batches', batch.key, batch.version + 1);
  await transaction.commit();
}

const planSchema = z.object({ survey: surveySchema, chunks: z.array(chunkSchema) });

export interface Plan {
  readonly survey: Survey;
  readonly chunks: readonly Chunk[];
}

export const readPlan = (ports: Ports, plan: string): Promise<Plan> =>
  readJson(ports.objects, plan, planSchema);
