/** `npm run check`: types, format and lint, dead code, import rules. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const project = join(import.meta.dirname, '..');
const tool = (...path: string[]): string => join(project, 'node_modules', ...path);

interface Check {
  readonly name: string;
  readonly args: readonly string[];
}

const sources = ['schemas', 'layers', 'functions', 'host', 'cli', 'infra', 'scripts'];

const checks: readonly Check[] = [
  { name: 'types', args: [tool('typescript', 'bin', 'tsc'), '-p', '.'] },
  { name: 'format', args: [tool('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'] },
  { name: 'dead code', args: [tool('knip', 'bin', 'knip.js')] },
  {
    name: 'imports',
    args: [
      tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      ...sources,
    ],
  },
];

function run({ args }: Check): Promise<boolean> {
  const child = spawn(process.execPath, [...args], { cwd: project, stdio: ['ignore', 2, 2] });
  return new Promise((done) => {
    child.once('error', () => done(false));
    child.once('exit', (code) => done(code === 0));
  });
}

let failed = 0;
for (const check of checks) {
  const passed = await run(check);
  if (!passed) failed += 1;
  console.log(`${passed ? '✓' : '✗'} ${check.name}`);
}
console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
