/** The layer as it is laid out: `require` finds DuckDB in it, and the binary runs. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
