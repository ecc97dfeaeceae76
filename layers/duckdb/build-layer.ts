/**
 * The one real Lambda layer: DuckDB's native binary. The binding for this machine lies in node_modules; the other
 * architecture's is the same version from the npm registry, of the digest that the lock file names.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const project = resolve(import.meta.dirname, '..', '..');
const installed = join(project, 'node_modules', '@duckdb');

export type LayerArchitecture = 'arm64' | 'x64';

/** Lays the layer out in a folder duckdb-<architecture> under `output` and gives back that folder. */
export function buildDuckdbLayer(architecture: LayerArchitecture, output: string): string {
  const layer = join(output, `duckdb-${architecture}`);
  const scope = join(layer, 'nodejs', 'node_modules', '@duckdb');
  rmSync(layer, { recursive: true, force: true });
  mkdirSync(scope, { recursive: true });
  for (const name of ['node-api', 'node-bindings']) copyPackage(join(installed, name), join(scope, name));
  const binary = `node-bindings-linux-${architecture}`;
  copyPackage(findBinary(binary), join(scope, binary));
  return layer;
}

/** Maps and type declarations only cost start-up time. */
function copyPackage(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (path) => !/\.(map|d\.ts|md)$/.test(path) });
}

function findBinary(name: string): string {
  const here = join(installed, name);
  return existsSync(here) ? here : downloadBinary(name);
}

function downloadBinary(name: string): string {
  const { version } = JSON.parse(readFileSync(join(installed, 'node-bindings', 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(project, '.cache', 'duckdb', `${name}-${version}`);
  const unpacked = join(folder, 'package');
  if (existsSync(join(unpacked, 'package.json'))) return unpacked;
  mkdirSync(folder, { recursive: true });
  const pack = ['pack', `@duckdb/${name}@${version}`, '--silent', '--pack-destination', folder];
  const archive = join(folder, runPack(pack, `${name}@${version}`));
  checkArchive(archive, name);
  execFileSync('tar', ['-xzf', archive, '-C', folder]);
  return unpacked;
}

/** @throws when the archive is not the one the lock file was made with */
function checkArchive(archive: string, name: string): void {
  const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string }>;
  };
  const wanted = lock.packages[`node_modules/@duckdb/${name}`]?.integrity;
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found === wanted) return;
  rmSync(archive);
  throw new Error(
    `@duckdb/${name} is not what package-lock.json names (${wanted ?? 'no digest'}); nothing was built`,
  );
}

function runPack(pack: readonly string[], wanted: string): string {
  try {
    return execFileSync('npm', pack, { encoding: 'utf8', timeout: 120_000 }).trim();
  } catch (cause) {
    const advice = `the registry does not give @duckdb/${wanted}; choose the other architecture for this stage`;
    throw new Error(advice, { cause });
  }
}
