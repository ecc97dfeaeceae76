/** The layer as it is laid out: `require` finds DuckDB in it, the binary runs, and each architecture gets its own. */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import type { AssetCode } from 'aws-cdk-lib/aws-lambda';
import { buildCode } from '../../infra/built-code.ts';
import { buildDuckdbLayer } from '../../layers/duckdb/build-layer.ts';

const output = mkdtempSync(join(tmpdir(), 'layer-'));
afterAll(() => rmSync(output, { recursive: true, force: true }));

test('answers a query from nothing but the layer', () => {
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';
  const layer = buildDuckdbLayer(architecture, output);
  const program = `
    const { DuckDBInstance } = require('@duckdb/node-api');
    DuckDBInstance.create(':memory:')
      .then((instance) => instance.connect())
      .then((connection) => connection.runAndReadAll('SELECT 40 + 2 AS answer'))
      .then((reader) => console.log(Number(reader.getRows()[0][0])));
  `;
  const env = { PATH: process.env.PATH, NODE_PATH: join(layer, 'nodejs', 'node_modules') };
  const run = spawnSync(process.execPath, ['-e', program], { cwd: tmpdir(), env, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.stdout.trim()).toBe('42');
}, 60_000);

/** What the header of an ELF file says it is for: 64 bits, little endian, and the machine's number. */
function machineOf(path: string): number | undefined {
  const header = Buffer.alloc(20);
  const file = openSync(path, 'r');
  readSync(file, header, 0, 20, 0);
  closeSync(file);
  if (header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2 || header[5] !== 1) return undefined;
  return header.readUInt16LE(18);
}

/** Every native file under a folder. */
function nativesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(node|so|so\.\d.*|dylib|dll|exe)$/.test(name))
    .map((name) => join(folder, name));
}

const machines = { x64: 62, arm64: 183 } as const;

describe.each(['x64', 'arm64'] as const)('the layer for %s', (architecture) => {
  test('holds nothing native but DuckDB for that machine, in the version of the lock file', () => {
    const layer = buildDuckdbLayer(architecture, output);
    const natives = nativesOf(layer);
    expect(natives.map((path) => basename(path)).sort()).toEqual(['duckdb.node', 'libduckdb.so']);
    for (const path of natives) expect([path, machineOf(path)]).toEqual([path, machines[architecture]]);
    const scope = join(layer, 'nodejs', 'node_modules', '@duckdb');
    const version = (name: string) =>
      JSON.parse(readFileSync(join(scope, name, 'package.json'), 'utf8')).version;
    expect(version(`node-bindings-linux-${architecture}`)).toBe(version('node-bindings'));
  }, 120_000);

  test('is the one a stage of that architecture ships', () => {
    const { duckdbLayer } = buildCode({ architecture }, output);
    const bound = duckdbLayer() as AssetCode;
    expect(basename(bound.path)).toBe(`duckdb-${architecture}`);
    expect(nativesOf(bound.path).map(machineOf)).toEqual([machines[architecture], machines[architecture]]);
    expect(bound.bind(new Stack(new App())).s3Location).toBeDefined();
  }, 120_000);
});

test('a machine is told by the file itself: this process is of its own', () => {
  expect(machineOf(process.execPath)).toBe(machines[process.arch as keyof typeof machines]);
});
