/**
 * `npm run bench -- bridge [ROWS]`: how fast a bridge reads a table of PostgreSQL into its queue, against COPY alone into
 * a file. The bridge's file is on the disk, digested and in the journal; COPY's is written and left to the system.
 * Each is run three times in turns; the medians count.
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import type { BridgeWork } from '../cli/bridge/bridge-work.ts';
import { bridgeConfigSchema } from '../cli/bridge/config.ts';
import { extractNext } from '../cli/bridge/extract-table.ts';
import { openJournal } from '../cli/bridge/journal.ts';
import { openQueueFiles } from '../cli/bridge/queue-files.ts';
import { withTable } from '../cli/bridge/table-job.ts';
import { noConnection } from '../cli/connection.ts';
import { resourceSchema } from '../schemas/resource.ts';
import { createSql, fillSql, postgresPlace, resource } from '../test/faults/bridge/city.ts';
import { postgresClient, startPostgres } from '../test/faults/bridge/servers.ts';

const usualRows = 1_000_000;
const turns = 3;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const reads = {
  full: { by: 'full', order: [] },
  watermark: { by: 'watermark', column: 'changed', key: ['trade_no'], lagSeconds: 0 },
};

async function bridgeWork(folder: string, port: number): Promise<BridgeWork> {
  const config = bridgeConfigSchema.parse({
    schema: 'bridge/1',
    places: { ledger: postgresPlace(port) },
    out: Object.entries(reads).map(([name, read]) => ({
      name,
      from: 'ledger',
      resource: 'BRTRADE',
      table: 'trade',
      read,
    })),
  });
  return {
    loaded: { config, folder, state: folder },
    connection: noConnection,
    client: undefined as never,
    journal: openJournal(join(folder, 'journal.sqlite')),
    queue: await openQueueFiles(join(folder, 'queue')),
    now: () => new Date(),
  };
}

async function extractAll(port: number, index: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'shuiyuan-bench-bridge-'));
  const work = await bridgeWork(folder, port);
  try {
    const job = work.loaded.config.out[index] as BridgeWork['loaded']['config']['out'][number];
    await withTable(work, job, resourceSchema.parse(resource), async (table) => {
      while (await extractNext(work, table));
    });
  } finally {
    work.journal.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyAlone(port: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'shuiyuan-bench-copy-'));
  const client = postgresClient(port);
  await client.connect();
  try {
    const sql = 'SELECT trade_no, party, amount, pieces, day, month, note, deleted FROM trade';
    const stream = client.query(copyTo(`COPY (${sql}) TO STDOUT (FORMAT csv)`));
    await pipeline(stream, createWriteStream(join(folder, 'copy.csv')));
  } finally {
    await client.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns rows a second of each, and the ratios to COPY alone */
export async function run([given]: string[]): Promise<Record<string, number>> {
  const rows = Number(given ?? usualRows);
  const server = await startPostgres();
  try {
    const client = postgresClient(server.port);
    await client.connect();
    await client.query(createSql);
    for (let from = 1; from <= rows; from += 100_000)
      await client.query(fillSql(from, Math.min(rows, from + 99_999)));
    await client.query('VACUUM ANALYZE trade');
    await client.end();
    const taken: Record<'copy' | 'full' | 'watermark', number[]> = { copy: [], full: [], watermark: [] };
    for (let turn = 0; turn < turns; turn += 1) {
      taken.copy.push(await seconds(() => copyAlone(server.port)));
      taken.full.push(await seconds(() => extractAll(server.port, 0)));
      taken.watermark.push(await seconds(() => extractAll(server.port, 1)));
    }
    const [copy, full, watermark] = [median(taken.copy), median(taken.full), median(taken.watermark)];
    const rounded = (value: number) => Math.round(value * 1000) / 1000;
    return {
      rows,
      copy_rows_per_second: Math.round(rows / copy),
      full_rows_per_second: Math.round(rows / full),
      watermark_rows_per_second: Math.round(rows / watermark),
      ratio_full: rounded(copy / full),
      ratio_watermark: rounded(copy / watermark),
    };
  } finally {
    await server.stop();
  }
}
