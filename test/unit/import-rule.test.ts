/** Plants imports that go the wrong way into a copy of the sources, and sees each refused by its rule. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const project = join(import.meta.dirname, '..', '..');
const sources = ['schemas', 'layers', 'functions', 'host', 'cli'];
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'shuiyuan-imports-'));
  for (const name of [...sources, '.dependency-cruiser.mjs', 'package.json', 'tsconfig.json'])
    cpSync(join(project, name), join(copy, name), { recursive: true });
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function cruise(...paths: string[]): { status: number | null; output: string } {
  const entry = join(project, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
  const args = [entry, '--config', '.dependency-cruiser.mjs', ...paths];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

function plant(path: string, source: string): { status: number | null; output: string } {
  writeFileSync(join(copy, path), source);
  try {
    return cruise(path);
  } finally {
    rmSync(join(copy, path));
  }
}

test('finds nothing in the sources as they are', () => {
  const { status, output } = cruise(...sources);
  expect(output).not.toMatch(/^\s*error /m);
  expect(status).toBe(0);
}, 120_000);

test.each([
  ['core-stays-pure', 'layers/core/planted.ts', "import '../embedded/index.ts';\n"],
  ['core-stays-pure', 'layers/core/planted.ts', "import type { HomeOptions } from '../embedded/index.ts';\n"],
  ['core-stays-pure', 'layers/core/planted.ts', "export * from '../cloud/cloud-ports.ts';\n"],
  ['core-without-node', 'layers/core/planted.ts', "import 'node:fs';\n"],
  [
    'core-without-node',
    'layers/core/planted.ts',
    "import { createHash } from 'node:crypto';\nvoid createHash;\n",
  ],
  ['core-without-packages', 'layers/core/planted.ts', "import '@duckdb/node-api';\n"],
  ['core-without-packages', 'layers/core/planted.ts', "import '@aws-sdk/client-s3';\n"],
  ['schemas-come-first', 'schemas/planted.ts', "import '../layers/core/errors.ts';\n"],
  ['homes-apart', 'layers/cloud/planted.ts', "import '../embedded/index.ts';\n"],
  ['layers-below-doors', 'layers/embedded/planted.ts', "import '../../host/worker.ts';\n"],
])(
  '%s refuses what is planted in %s: %s',
  (rule, path, source) => {
    const { status, output } = plant(path, source);
    expect(output).toContain(`error ${rule}: ${path}`);
    expect(status).toBeGreaterThan(0);
  },
  60_000,
);
