/**
 * `npm run soak`: the long runs, one after another. More schedules, more kills, more steps of the model, more hostile
 * inputs, larger objects. Names of runs as arguments choose some of them, and what the environment sets counts instead
 * of the figures here: `SHUIYUAN_KILLS=50 npm run soak -- kills`. Ends in a table of what was done.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runSuites, type Suite } from './run-suites.ts';

const soak = { SHUIYUAN_SOAK: '1' };
const runs: readonly Suite[] = [
  {
    name: 'schedules',
    paths: ['test/faults/bus-simulation'],
    environment: { ...soak, SHUIYUAN_SCHEDULES: '20000' },
  },
  {
    name: 'conditions',
    paths: ['test/faults/bus-mutations'],
    environment: { ...soak, SHUIYUAN_MUTATION_SCHEDULES: '5000' },
  },
  { name: 'model', paths: ['test/contract/model'], environment: { ...soak, SHUIYUAN_STEPS: '100000' } },
  {
    name: 'hostile',
    paths: ['test/faults/hostile/'],
    environment: { ...soak, SHUIYUAN_HOSTILE: '10000' },
  },
  { name: 'kills', paths: ['test/faults/kills/random'], environment: { ...soak, SHUIYUAN_KILLS: '1000' } },
  {
    name: 'points',
    paths: ['test/faults/kills/at-points', 'test/faults/kills/points', 'test/faults/kills/found'],
    environment: soak,
  },
  { name: 'storage', paths: ['test/faults/storage/', 'test/faults/outside'], environment: soak },
  { name: 'attack', paths: ['test/attack/'], environment: { ...soak, SHUIYUAN_CITIES: '2000' } },
  {
    name: 'bridge',
    paths: ['test/faults/bridge/killed'],
    environment: { ...soak, SHUIYUAN_BRIDGE_ROWS: '10000000', SHUIYUAN_BRIDGE_KILLS: '100' },
  },
  {
    name: 'objects',
    paths: ['test/contract/embedded'],
    environment: { ...soak, SHUIYUAN_LARGE_MIB: '1024' },
  },
];

/** The run with the environment's own figures where there are any. */
function withOwnFigures({ environment = {}, ...run }: Suite): Suite {
  const figures = Object.entries(environment).map(([name, usual]) => [name, process.env[name] ?? usual]);
  return { ...run, environment: Object.fromEntries(figures) };
}

const figuresSchema = z.object({
  run: z.string(),
  seconds: z.number(),
  counts: z.record(z.string(), z.union([z.number(), z.string()])),
});

const countOf = (name: string, count: number | string): string =>
  name.startsWith('seed') ? `${name} ${count}` : `${count.toLocaleString('en')} ${name}`;

/** Lines that `tellFigures` left, as a table: run, seconds, what was counted. */
function tabulate(lines: string): string {
  const figures = lines
    .split('\n')
    .filter(Boolean)
    .map((line) => figuresSchema.parse(JSON.parse(line)))
    .filter(({ run }) => !run.endsWith('so far'));
  const rows = figures.map(({ run, seconds, counts }) => {
    const counted = Object.entries(counts).map(([name, count]) => countOf(name, count));
    return `${run.padEnd(27)} ${String(seconds).padStart(7)}  ${counted.join(', ')}`;
  });
  return [`${'run'.padEnd(27)} seconds  what was done`, ...rows].join('\n');
}

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !runs.some((run) => run.name === name));
if (unknown.length > 0) {
  console.error(`there is no run ${unknown.join(', ')}; choose of ${runs.map((run) => run.name).join(', ')}`);
  process.exit(1);
}
const folder = await mkdtemp(join(tmpdir(), 'shuiyuan-soak-'));
const path = join(folder, 'figures');
process.env.SHUIYUAN_FIGURES = path;
try {
  await runSuites(
    runs.filter((run) => chosen.length === 0 || chosen.includes(run.name)).map(withOwnFigures),
    async () => console.log(tabulate(await readFile(path, 'utf8').catch(() => ''))),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
