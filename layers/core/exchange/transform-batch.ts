/**
 * [batches] Turns an accepted upload into rows of the lake. A file that can be cut is cut and announced chunk by
 * chunk; a header that is not certain is asked of the department; what can never succeed ends in quarantine.
 * Redelivery is harmless: what it wrote counts only when its transaction names it.
 */
import type { Message } from '../../../schemas/messages.ts';
import type { Batch, MappingRecord } from '../../../schemas/records.ts';
import type { Survey } from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { PoisonError } from '../errors.ts';
import { type Proposal, proposeMapping } from '../mapping/propose-mapping.ts';
import { refuseLongHeaders } from '../mapping/refuse-long-headers.ts';
import type { Ports } from '../ports/index.ts';
import { absent, batches, find, type Held, mappings } from '../records.ts';
import { askMapping } from './ask-mapping.ts';
import { boundResource, jobOf, readAs, sourceOf } from './batch-source.ts';
import { commitBatch } from './commit-batch.ts';
import { commitChunks } from './commit-chunks.ts';
import { isCurrent } from './message-order.ts';
import { announceChunks, hasUnannounced, planChunks } from './plan-chunks.ts';
import { quarantine } from './quarantine.ts';
import { takeUnstructured } from './take-unstructured.ts';

const step = 'transform-batch';

export const transformBatch =
  (ports: Ports) =>
  async (message: Message): Promise<void> => {
    const batch = await find(ports.records, batches, message.record.replace(/^batch\//, ''));
    if (!batch) return;
    if (!isCurrent(message, batch) && !hasUnannounced(batch.value)) return;
    await ports.probe.at(`${step}: batch read`);
    try {
      await advance(ports, batch);
    } catch (error) {
      if (!(error instanceof PoisonError)) throw error;
      await quarantine(ports, batch, error);
    }
  };

async function advance(ports: Ports, batch: Held<Batch>): Promise<void> {
  switch (batch.value.stage) {
    case 'accepted':
      return transform(ports, batch);
    case 'chunked':
      return announceChunks(ports, batch.value.id);
    case 'ready':
      return commitChunks(ports, batch);
    default:
      return;
  }
}

async function transform(ports: Ports, batch: Held<Batch>): Promise<void> {
  const described = await boundResource(ports, batch.value);
  const resource = readAs(batch.value, described);
  if (resource.kind === 'unstructured') return takeUnstructured(ports, batch, resource);
  const survey = await ports.refinery.survey(sourceOf(batch.value), resource);
  await ports.probe.at(`${step}: file surveyed`);
  const { proposal, remembered } = await settle(ports, batch.value, survey, resource);
  await ports.probe.at(`${step}: mapping settled`);
  if (!proposal.certain) return askMapping(ports, batch, proposal, remembered);
  const layered = { ...batch, value: { ...batch.value, ...read(proposal, survey) } };
  if (survey.divisible && batch.value.size > ports.settings.chunkBytes)
    return planChunks(ports, layered, survey, proposal.layout);
  refuseOversize(ports, batch.value);
  const attempt = ports.ids.next();
  const refined = await ports.refinery.refine({
    ...jobOf(layered.value, survey, proposal, described),
    attempt,
  });
  await ports.probe.at(`${step}: parts written`);
  await commitBatch(ports, layered, { attempt, refined });
}

const read = (proposal: Pick<Proposal, 'layout' | 'mapping'>, survey: Survey): Partial<Batch> => ({
  layout: proposal.layout,
  mapping: proposal.mapping,
  encoding: survey.encoding,
});

interface Settled {
  readonly proposal: Proposal;
  /** What the department confirmed for this layout, as it was read; version 0: nothing yet. */
  readonly remembered: Held<MappingRecord | undefined>;
}

/** The proposal, with what the department confirmed before for this layout. */
async function settle(ports: Ports, batch: Batch, survey: Survey, resource: Resource): Promise<Settled> {
  const first = proposeMapping({ resource, survey });
  const { fingerprint } = first.layout;
  const remembered =
    (await find(ports.records, mappings, batch.department, batch.resource, fingerprint)) ??
    absent(mappings.key(batch.department, batch.resource, fingerprint));
  const known = remembered.value?.mapping;
  const proposal = known ? proposeMapping({ resource, survey, remembered: known }) : first;
  if (!proposal.certain && proposal.questions.length === 0) throw missingItems(batch, proposal, resource);
  refuseLongHeaders(proposal);
  return { proposal, remembered };
}

function missingItems(batch: Batch, proposal: Proposal, resource: Resource): PoisonError {
  const missing = proposal.missing.length > 0 ? proposal.missing : resource.items.map((item) => item.code);
  const names = missing.map((code) => resource.items.find((item) => item.code === code)?.name ?? code);
  return new PoisonError(
    'missing-item',
    `${batch.fileName} has no column for ${names.join(', ')}; add the column (or rename its header) and upload again`,
    `${batch.fileName} 缺少列：${names.join('、')}；请补上该列或更正表头后重新上传`,
    {
      place: {
        department: batch.department,
        resource: batch.resource,
        batch: batch.id,
        file: batch.fileName,
      },
    },
  );
}

function refuseOversize(ports: Ports, batch: Batch): void {
  const limit = ports.settings.wholeFileBytes;
  if (batch.size <= limit) return;
  throw new PoisonError(
    'too-large-for-format',
    `${batch.fileName} has ${batch.size} bytes and its format cannot be cut (limit ${limit}); send it as CSV`,
    `${batch.fileName} 共 ${batch.size} 字节，该格式无法分块处理（上限 ${limit} 字节），请改用 CSV 上传`,
  );
}
