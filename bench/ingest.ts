/**
 * From a dirty CSV to committed parts and refused rows, against the bare engine and Polars doing the same work.
 * `--rows N` (default 5,000,000), `--rounds N` (default 3), `--tenfold` adds our memory at ten times the rows.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ingestFile } from './peers/ingest-data.ts';
import { type Contender, checkSameWork, compete, type Outcome, runChild } from './peers/run-child.ts';

const peer = (name: string) => fileURLToPath(new URL(`./peers/${name}`, import.meta.url));
const python = fileURLToPath(new URL('../.cache/peers/bin/python', import.meta.url));
const node = (name: string, script: string, file: string): Contender => ({
  name,
  command: process.execPath,
  arguments: [peer(script), file],
});

function contenders(file: string): Contender[] {
  if (!existsSync(python))
    throw new Error('Polars is missing: python3 -m venv .cache/peers && .cache/peers/bin/pip install polars');
  return [
    node('shuiyuan', 'ingest-ours.ts', file),
    node('duckdb', 'ingest-duckdb.ts', file),
    { name: 'polars', command: python, arguments: [peer('ingest_polars.py'), file] },
  ];
}

function printTable(rows: ReadonlyMap<string, Outcome>): void {
  console.table(
    Object.fromEntries(
      [...rows].map(([name, o]) => [
        name,
        {
          seconds: o.seconds.toFixed(2),
          'CPU seconds': o.cpuSeconds.toFixed(2),
          'peak MB': Math.round(o.peakMegabytes),
          accepted: o.accepted,
          refused: o.refused,
        },
      ]),
    ),
  );
}

const outcomeOf = (outcomes: ReadonlyMap<string, Outcome>, name: string) => outcomes.get(name) as Outcome;

export async function run(args: string[]): Promise<Record<string, unknown>> {
  const { values } = parseArgs({
    args,
    options: {
      rows: { type: 'string', default: '5000000' },
      rounds: { type: 'string', default: '3' },
      tenfold: { type: 'boolean', default: false },
    },
  });
  const rows = Number(values.rows);
  const { path, bytes } = await ingestFile(rows);
  const outcomes = await compete(contenders(path), Number(values.rounds));
  checkSameWork(outcomes);
  printTable(outcomes);
  const ours = outcomeOf(outcomes, 'shuiyuan');
  const ratio = (name: string) => ours.seconds / outcomeOf(outcomes, name).seconds;
  return {
    name: 'ingest',
    rows,
    bytes,
    ...Object.fromEntries(outcomes),
    timesDuckdb: ratio('duckdb'),
    timesPolars: ratio('polars'),
    ...(values.tenfold ? await tenfold(rows, ours) : {}),
  };
}

/** Memory must not grow with the file. */
async function tenfold(rows: number, ours: Outcome): Promise<Record<string, unknown>> {
  const { path } = await ingestFile(rows * 10);
  const large = await runChild(node('shuiyuan', 'ingest-ours.ts', path));
  return {
    tenfoldPeakMegabytes: large.peakMegabytes,
    memoryGrowth: large.peakMegabytes / ours.peakMegabytes,
  };
}
