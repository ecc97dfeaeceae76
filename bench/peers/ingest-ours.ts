/** Child of the ingest benchmarks: one file through survey, divide, refine and unify. Prints its result as JSON. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Refinery } from '../../layers/core/ports/refinery.ts';
import { settingsSchema } from '../../layers/core/ports/settings.ts';
import { createRefinery } from '../../layers/refinery/index.ts';
import type { Part } from '../../schemas/refinery.ts';
import type { Resource } from '../../schemas/resource.ts';
import { folderFiles } from './folder-files.ts';
import { ingestResource } from './ingest-data.ts';

/** As the embedded home works: two chunks at a time, one thread each. */
const chunkBytes = settingsSchema.parse({}).chunkBytes;
const workers = 2;

/** A refinery with an engine that its jobs share, as a child of the embedded home has it. */
function openWorker(file: string, folder: string, name: string): Refinery {
  const root = join(folder, name);
  return createRefinery({ files: folderFiles(file, folder, root), root, threads: 1, memoryMegabytes: 320 });
}

async function ingest(file: string, folder: string, resource: Resource) {
  const root = join(folder, 'whole');
  const refinery = createRefinery({ files: folderFiles(file, folder, root), root });
  const source = { key: 'source', fileName: 'invoices.csv', size: statSync(file).size };
  const survey = await refinery.survey(source, resource);
  const headers = resource.items.map((item) => item.name);
  const layout = { table: survey.tables[0]?.name ?? '', headerRecords: 1, headers, fingerprint: 'bench' };
  const columns = resource.items.map((item, column) => ({
    column,
    header: item.name,
    item: item.code,
    how: 'name' as const,
  }));
  const chunks = await refinery.divide(source, survey, layout, chunkBytes);
  const rows = { read: 0, accepted: 0, refused: 0 };
  const parts: Part[] = [];
  const common = {
    source,
    survey,
    layout,
    mapping: { columns },
    resource,
    department: 'tax',
    batch: 'b',
    period: '201501',
    attempt: 'a',
  };
  const waiting = [...chunks];
  const work = async (_: unknown, index: number) => {
    const worker = openWorker(file, folder, `worker-${index}`);
    for (let chunk = waiting.shift(); chunk !== undefined; chunk = waiting.shift()) {
      const refined = await worker.refine({ ...common, chunk });
      parts.push(...refined.parts);
      rows.read += refined.rows.read;
      rows.accepted += refined.rows.accepted;
      rows.refused += refined.rows.refused;
    }
  };
  await Promise.all(Array.from({ length: workers }).map(work));
  const unified = await refinery.unify({ resource, batch: 'b', attempt: 'u', parts });
  return {
    ...rows,
    accepted: rows.accepted - unified.refused,
    refused: rows.refused + unified.refused,
    parts: unified.parts.length,
  };
}

const [file, work, folder] = process.argv.slice(2) as [string, string, string];
const started = performance.now();
const result = await ingest(file, folder, ingestResource(work === 'unique'));
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage();
const cpuSeconds = (used.user + used.system) / 1e6;
console.log(
  JSON.stringify({ seconds, cpuSeconds, peakMegabytes: process.resourceUsage().maxRSS / 1024, ...result }),
);
