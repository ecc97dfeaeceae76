/**
 * From a dirty CSV to committed parts and refused rows, against the bare engine and Polars doing the same work.
 * `--rows N` (default 5,000,000), `--rounds N` (default 3), `--dirt N` (default 1; 10 makes most dates and a quarter
 * of the amounts dirty), `--unique` (the serial number is a key), `--tenfold` (ours alone at ten times the rows).
 */
import { parseArgs } from 'node:util';
import { bareEngine, type IngestWork, ours, polars, printOutcomes } from './peers/ingest-contenders.ts';
import { ingestFile } from './peers/ingest-data.ts';
import { checkSameWork, compete, type Outcome, runChild } from './peers/run-child.ts';

const options = {
  rows: { type: 'string', default: '5000000' },
  rounds: { type: 'string', default: '3' },
  dirt: { type: 'string', default: '1' },
  unique: { type: 'boolean', default: false },
  tenfold: { type: 'boolean', default: false },
} as const;

/** @returns `ratio`, `ratio_polars`: our time to the bare engine's (goal ≤ 1.3) and to that of Polars (goal ≤ 1) */
export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({ args, options });
  const [rows, dirt, rounds] = [values.rows, values.dirt, values.rounds].map(Number) as [
    number,
    number,
    number,
  ];
  const work = values.unique ? 'unique' : 'plain';
  const { path, bytes } = await ingestFile(rows, dirt);
  const outcomes = await compete([ours(path, work), bareEngine(path, work), polars(path, work)], rounds);
  checkSameWork(outcomes);
  printOutcomes(outcomes);
  const [own, duckdb, other] = [...outcomes.values()] as [Outcome, Outcome, Outcome];
  return {
    ratio: own.seconds / duckdb.seconds,
    ratio_polars: own.seconds / other.seconds,
    cpu_ratio: own.cpuSeconds / duckdb.cpuSeconds,
    cpu_ratio_polars: own.cpuSeconds / other.cpuSeconds,
    rows,
    bytes,
    dirt,
    work,
    ...Object.fromEntries(outcomes),
    ...(values.tenfold ? await runTenfold(rows, dirt, work, own) : {}),
  };
}

/** Time must grow with the rows (goal ≤ 11), memory must not (goal ≤ 1.1). */
async function runTenfold(rows: number, dirt: number, work: IngestWork, own: Outcome) {
  const { path } = await ingestFile(rows * 10, dirt);
  const large = await runChild(ours(path, work));
  return {
    tenfold: large,
    tenfold_time: large.seconds / own.seconds,
    tenfold_memory: large.peakMegabytes / own.peakMegabytes,
  };
}
