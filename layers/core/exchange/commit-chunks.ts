/** A batch whose chunks are all in: what each gave is put together, uniqueness is checked over all, it is committed. */

import { type Batch, type ChunkRecord, chunkRecordSchema } from '../../../schemas/records.ts';
import type { Finding, Part, RowCounts } from '../../../schemas/refinery.ts';
import { IntegrityError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { Unified } from '../ports/refinery.ts';
import { chunkRecords, type Held } from '../records.ts';
import { boundResource } from './batch-source.ts';
import { commitBatch } from './commit-batch.ts';

export async function commitChunks(ports: Ports, batch: Held<Batch>): Promise<void> {
  const chunks = await readChunks(ports, batch.value);
  await ports.probe.at('commit-chunks: chunks read');
  const attempt = ports.ids.next();
  const parts: Part[] = chunks.flatMap((chunk) => chunk.parts);
  const unified = await unifyParts(ports, batch.value, attempt, parts);
  await ports.probe.at('commit-chunks: unified');
  const rows = addRows(chunks.map((chunk) => chunk.rows));
  const refused = unified.refused;
  await commitBatch(ports, batch, {
    attempt,
    rejects: chunks.map((chunk) => chunk.rejects).filter((key) => key !== undefined),
    refined: {
      rows: { ...rows, accepted: rows.accepted - refused, refused: rows.refused + refused },
      parts: [...unified.parts],
      rejects: unified.rejects,
      findings: addFindings([...chunks.flatMap((chunk) => chunk.findings), ...unified.findings]),
    },
  });
}

/** Messages are never the same one again: see `keepsRepeats` of a `RefineJob`. */
async function unifyParts(
  ports: Ports,
  batch: Batch,
  attempt: string,
  parts: readonly Part[],
): Promise<Unified> {
  if (batch.channel) return { parts, refused: 0, findings: [] };
  const resource = await boundResource(ports, batch);
  const { id, department, mapping } = batch;
  return ports.refinery.unify({ resource, batch: id, attempt, parts, department, mapping });
}

async function readChunks(ports: Ports, batch: Batch): Promise<ChunkRecord[]> {
  const found: ChunkRecord[] = [];
  const total = batch.chunks ?? 0;
  for (let from = 0; from < total; from += 100) {
    const size = Math.min(100, total - from);
    const keys = Array.from({ length: size }, (_, index) => chunkRecords.key(batch.id, from + index));
    for (const stored of await ports.records.getMany(keys)) {
      if (!stored)
        throw new IntegrityError(`a chunk of batch ${batch.id} is missing`, `批次 ${batch.id} 缺少数据块`);
      found.push(chunkRecordSchema.parse(stored.value));
    }
  }
  return found;
}

const addRows = (all: readonly RowCounts[]): RowCounts =>
  all.reduce((sum, one) => ({
    read: sum.read + one.read,
    accepted: sum.accepted + one.accepted,
    refused: sum.refused + one.refused,
    ignored: sum.ignored + one.ignored,
  }));

function addFindings(all: readonly Finding[]): Finding[] {
  const sums = new Map<string, Finding>();
  for (const one of all) {
    const key = `${one.rule}/${one.item ?? ''}/${one.level}`;
    const sum = sums.get(key);
    sums.set(key, sum ? { ...sum, rows: sum.rows + one.rows } : one);
  }
  return [...sums.values()];
}
