/** XLSX: a million rows of ten columns, decoded to text and taken to committed parts, against the fastest readers. */
import { join } from 'node:path';
import { npmFolderWith, pythonWith } from './peers/install-peers.ts';
import { type Contender, checkSameWork, compete, type Outcome } from './peers/run-child.ts';
import { makeWorkbook } from './peers/xlsx-data.ts';

const peers = join(import.meta.dirname, 'peers');
const pythonPackages = [
  'python-calamine-plus==0.2.0',
  'fastexcel==0.21.0',
  'polars==2.1.0',
  'openpyxl==3.1.5',
];

/** Streaming readers: memory does not grow with the sheet. */
const streaming = ['calamine', 'openpyxl', 'exceljs'];

interface Contenders {
  readonly fast: Contender[];
  /** Several minutes each: one round is enough to know that they are not the fastest. */
  readonly slow: Contender[];
}

function contenders(file: string): Contenders {
  const python = pythonWith(pythonPackages);
  const modules = npmFolderWith(['exceljs@4.4.0']);
  const ours = (how: string): Contender => ({
    name: how,
    command: process.execPath,
    arguments: [join(peers, 'xlsx-ours.ts'), how, file],
  });
  const theirs = (name: string): Contender => ({
    name,
    command: python,
    arguments: [join(peers, `xlsx_${name}.py`), file],
  });
  const exceljs = { command: process.execPath, arguments: [join(peers, 'xlsx-exceljs.mjs'), modules, file] };
  return {
    fast: [ours('decode'), ours('commit'), theirs('calamine'), theirs('fastexcel')],
    slow: [theirs('openpyxl'), { name: 'exceljs', ...exceljs }],
  };
}

type Figure = 'seconds' | 'cpuSeconds';

function fastest(outcomes: ReadonlyMap<string, Outcome>, names: readonly string[], figure: Figure): number {
  return Math.min(...names.map((name) => outcomes.get(name)?.[figure] ?? Number.POSITIVE_INFINITY));
}

const rounded = (value: number) => Number(value.toFixed(3));

/** Ours to theirs: below 1 we are faster. */
function ratios(outcomes: ReadonlyMap<string, Outcome>): Record<string, number> {
  const ours = outcomes.get('decode') as Outcome;
  const ratio = (names: readonly string[], figure: Figure) =>
    rounded(ours[figure] / fastest(outcomes, names, figure));
  const all = [...streaming, 'fastexcel'];
  return {
    ratio: ratio(streaming, 'seconds'),
    cpu_ratio: ratio(streaming, 'cpuSeconds'),
    ratio_in_memory: ratio(all, 'seconds'),
    cpu_ratio_in_memory: ratio(all, 'cpuSeconds'),
  };
}

function optionOf(args: readonly string[], name: string, usual: number): number {
  const given = args.find((arg) => arg.startsWith(`--${name}=`));
  const value = given === undefined ? usual : Number(given.slice(name.length + 3));
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} takes a whole number above 0`);
  return value;
}

/**
 * Decodes the same workbook with all contenders, each in a process of its own, all writing the cells as CSV.
 * @param args `--rows=1000000`, `--rounds=3` (of the fast ones; the slow ones run once), `--fast` (without the slow)
 * @returns `ratio`: our decode to the fastest streaming reader, goal ≤ 1.2; seconds and peak megabytes of each
 * @throws Error when a contender cannot be installed, fails, or reads another number of rows
 */
export async function run(args: string[]): Promise<Record<string, unknown>> {
  const rows = optionOf(args, 'rows', 1_000_000);
  const { fast, slow } = contenders(await makeWorkbook(rows));
  const outcomes = await compete(fast, optionOf(args, 'rounds', 3));
  const once = args.includes('--fast') ? [] : await compete(slow, 1);
  const all = new Map([...outcomes, ...once]);
  checkSameWork(all);
  const figures = [...all].map(([name, { seconds, cpuSeconds, peakMegabytes }]) => [
    name,
    {
      seconds: rounded(seconds),
      cpuSeconds: rounded(cpuSeconds),
      peakMegabytes: Math.round(peakMegabytes),
      rowsPerSecond: Math.round(rows / seconds),
    },
  ]);
  return {
    rows,
    columns: 10,
    goal: 1.2,
    ...ratios(all),
    contenders: Object.fromEntries(figures),
  };
}
