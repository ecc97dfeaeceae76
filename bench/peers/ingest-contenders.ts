/** Who takes part in the ingest benchmarks, and how it is known that they did the same work. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Contender, Outcome } from './run-child.ts';

/** `unique`: the serial number is a key, checked by all. */
export type IngestWork = 'plain' | 'unique';

const peer = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));
const python = fileURLToPath(new URL('../../.cache/peers/bin/python', import.meta.url));
const columns = 'serial, tax_id, name, day, amount, tax, lines, _line';

/** Sum of the hashes of all accepted rows, with their lines, whatever file they stand in. */
const digestOf = (glob: string) => async (folder: string) => {
  const connection = await (await DuckDBInstance.create(':memory:', { memory_limit: '600MB' })).connect();
  const cells = columns.split(', ').map((c) => `coalesce(CAST(${c} AS VARCHAR), '')`);
  const rows = await connection.runAndReadAll(
    `SELECT CAST(sum(hash(concat_ws('|', ${cells}))) AS VARCHAR)
      FROM read_parquet('${folder}/${glob}', union_by_name = true)`,
  );
  return String(rows.getRows()[0]?.[0]);
};

export const ours = (file: string, work: IngestWork): Contender => ({
  name: 'shuiyuan',
  command: process.execPath,
  arguments: [peer('ingest-ours.ts'), file, work],
  digest: digestOf('lake/**/*.parquet'),
});

export const bareEngine = (file: string, work: IngestWork): Contender => ({
  name: 'duckdb',
  command: process.execPath,
  arguments: [peer('ingest-duckdb.ts'), file, work],
  digest: digestOf('good/**/*.parquet'),
});

/** iconv to a file, and the bare engine on that. */
export const iconvAndEngine = (file: string): Contender => ({
  name: 'iconv-duckdb',
  command: 'sh',
  arguments: [
    '-c',
    'iconv -f GB18030 -t UTF-8 "$2" > "$4/utf8.csv" && exec "$1" "$3" "$4/utf8.csv" plain "$4"',
    'sh',
    process.execPath,
    file,
    peer('ingest-duckdb.ts'),
  ],
  digest: digestOf('good/**/*.parquet'),
});

export function polars(file: string, work: IngestWork): Contender {
  if (!existsSync(python))
    throw new Error('Polars is missing: python3 -m venv .cache/peers && .cache/peers/bin/pip install polars');
  return {
    name: 'polars',
    command: python,
    arguments: [peer('ingest_polars.py'), file, work],
    digest: digestOf('good/**/*.parquet'),
  };
}

export function printOutcomes(outcomes: ReadonlyMap<string, Outcome>): void {
  const rows = [...outcomes].map(([name, o]) => [
    name,
    {
      seconds: o.seconds.toFixed(2),
      'CPU seconds': o.cpuSeconds.toFixed(2),
      'peak MB': Math.round(o.peakMegabytes),
      accepted: o.accepted,
      refused: o.refused,
    },
  ]);
  console.table(Object.fromEntries(rows));
}
