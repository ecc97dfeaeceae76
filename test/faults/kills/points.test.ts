/** The table of kill points and the code cannot drift apart: every point of one is in the other. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queueNames } from '../../../schemas/messages.ts';
import { allPoints, raceOnly } from './points.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const generic = 'layers/core/transaction.ts';
const steps = globSync('layers/core/**/*.ts', { cwd: root }).filter((path) => path !== generic);
const sources = new Map(steps.map((path) => [path, readFileSync(join(root, path), 'utf8')]));

/** Points a file names itself, with its constant `step` filled in. */
function ownPoints(source: string): string[] {
  const step = /^const step = '([a-z-]+)'/m.exec(source)?.[1];
  return [...source.matchAll(/probe\.at\(\s*['`]([^'`]+)['`]/g)].map(([, name = '']) =>
    name.replace(/\$\{step\}/, step ?? 'no-step'),
  );
}

/** The step of a transaction from where it is made: named there, by the file's constant, or by an act before. */
function stepAt(source: string, from: number): string {
  const made = source.slice(from, source.indexOf(')', from));
  const named = /step: '([a-z-]+)'/.exec(made)?.[1];
  const own = /\bstep\b/.test(made) ? /^const step = '([a-z-]+)'/m.exec(source)?.[1] : undefined;
  const act = /\bact\b/.test(made) ? /const act = \{ step: '([a-z-]+)'/.exec(source)?.[1] : undefined;
  const step = named ?? own ?? act;
  if (step === undefined) throw new Error(`a transaction of no step: ${made}`);
  return step;
}

/** Steps with a transaction, and what each does after its commit. A file of several is read in stretches. */
function transactions(source: string): { step: string; text: string }[] {
  const starts = [...source.matchAll(/new Transaction\(/g)].map((match) => match.index);
  const found = starts.map((start, index) => ({
    step: stepAt(source, start),
    text: source.slice(start, starts[index + 1]),
  }));
  const single = new Set(found.map((one) => one.step)).size === 1;
  return single ? found.map(({ step }) => ({ step, text: source })) : found;
}

/** The points of transaction.ts that a step with such a text comes past. */
function transactionPoints({ step, text }: { step: string; text: string }): string[] {
  const announces = /\.announce\(|\bsend\(ports, step/.test(text);
  const lists = /\.commit\(\(\) => writeList/.test(text);
  const passed = ownPoints(readFileSync(join(root, generic), 'utf8')).map((point) =>
    point.replace('no-step: ', ''),
  );
  return passed
    .filter((point) => announces || !['sent', 'announcements deleted'].includes(point))
    .filter((point) => lists || point !== 'list written')
    .map((point) => `${step}: ${point}`);
}

function pointsOfCode(): Set<string> {
  const found = new Set<string>();
  for (const source of sources.values()) {
    for (const point of ownPoints(source)) found.add(point);
    for (const transaction of transactions(source))
      for (const point of transactionPoints(transaction)) found.add(point);
  }
  for (const queue of queueNames) found.add(`${queue}: message to be deleted`);
  return found;
}

test('the table names exactly the points that the code has', () => {
  expect([...pointsOfCode()].sort()).toEqual([...allPoints].sort());
});

test('no point stands twice', () => {
  expect(new Set(allPoints).size).toBe(allPoints.length);
});

test('the worker of the home has its point between a step and the deletion of its message', () => {
  const worker = readFileSync(join(root, 'host', 'worker.ts'), 'utf8');
  expect(worker).toMatch(
    /await step\(message\);\n\s+await ports\.probe\.at\(`\$\{queue\}: message to be deleted`\)/,
  );
});

test('what only a race reaches is named in the table', () => {
  expect(raceOnly.filter((point) => !allPoints.includes(point))).toEqual([]);
});

test('no file removes, commits or sends without a point of its own but the count of the quota and who was seen', () => {
  const acting = /objects\.remove\(|records\.commit\(|\bsend\(ports|queue\.send\(/;
  const unprobed = [...sources].filter(([, source]) => acting.test(source) && ownPoints(source).length === 0);
  expect(unprobed.map(([path]) => path).sort()).toEqual([
    'layers/core/exchange/reserve-quota.ts',
    'layers/core/identity/seen.ts',
  ]);
});
