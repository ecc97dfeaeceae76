/** The functions as they are shipped: they start where nothing but their own folder is. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from '../../infra/bundle-functions.ts';
import { functionNames } from '../../infra/function-names.ts';

const output = mkdtempSync(join(tmpdir(), 'bundles-'));
const folders = bundleFunctions(functionNames, output);
afterAll(() => rmSync(output, { recursive: true, force: true }));

describe.each(functionNames)('bundle of %s', (name) => {
  test('starts without DuckDB and without a call to anybody', () => {
    const env = {
      PATH: process.env.PATH,
      AWS_REGION: 'eu-west-1',
      TOKEN_ISSUER: 'https://issuer.example',
      TOKEN_AUDIENCE: 'shuiyuan',
      DIRECTORY: 'records',
    };
    const program = "console.log(typeof require('./index.js').handler)";
    const run = spawnSync(process.execPath, ['-e', program], { cwd: folders[name], env, encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.stdout.trim()).toBe('function');
  }, 30_000);

  test('is small enough for a quick start', () => {
    expect(statSync(join(folders[name], 'index.js')).size).toBeLessThan(6 * 1024 ** 2);
  });
});

test.each(['publish-lake', 'refresh-library', 'tend-lake-leave'] as const)(
  'the libraries lie beside %s',
  (name) => {
    const files = (folder: string) => readdirSync(folder, { recursive: true }).map(String).sort();
    const shipped = files(join(import.meta.dirname, '..', '..', 'queries', 'libraries'));
    expect(shipped.length).toBeGreaterThan(10);
    expect(files(join(folders[name], 'libraries'))).toEqual(shipped);
  },
);
