/**
 * `node scripts/run.mjs scripts/complete-lock.ts`, after an `npm install`: where the binaries of other platforms were
 * left out, the lock file lacks their entries or their digests, and `npm ci` then refuses elsewhere, or installs there
 * what nobody verified. npm fills in what an entry lacks only where there is no entry: so hollow ones are taken out,
 * and npm puts them back from the registry, with the digest it publishes.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  /** Comes inside its parent's archive, and is verified with that. */
  readonly inBundle?: boolean;
  /** A folder of this project. */
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/** Optional packages, as `name@version`, that are named and have no entry. */
export const missingPackages = (packages: LockedPackages): string[] =>
  Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .map(([name, version]) => `${name}@${version}`),
  );

/** Paths of entries without a digest, which `npm ci` would install unverified. */
export const hollowPackages = (packages: LockedPackages): string[] =>
  Object.entries(packages)
    .filter(([path, one]) => path !== '' && !one.integrity && !one.inBundle && !one.link)
    .map(([path]) => path);

/** The entries without the hollow ones. */
export function withoutHollow(packages: LockedPackages): LockedPackages {
  const hollow = new Set(hollowPackages(packages));
  return Object.fromEntries(Object.entries(packages).filter(([path]) => !hollow.has(path)));
}

const readLock = (path: string): { packages: LockedPackages } => JSON.parse(readFileSync(path, 'utf8'));

/** @throws naming what the registry does not give; the lock file is then as it was */
function completeLock(project: string): void {
  const path = join(project, 'package-lock.json');
  const before = readFileSync(path, 'utf8');
  const lock = readLock(path);
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: withoutHollow(lock.packages) }, null, 2)}\n`);
  try {
    const options = ['--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', ['install', ...options], { cwd: project, stdio: 'inherit', timeout: 300_000 });
    const { packages } = readLock(path);
    const lacking = [...missingPackages(packages), ...hollowPackages(packages)];
    if (lacking.length > 0) throw new Error(`the registry does not give ${lacking.join(', ')}; use another`);
  } catch (error) {
    writeFileSync(path, before);
    throw error;
  }
}

if (import.meta.main) completeLock(resolve(import.meta.dirname, '..'));
