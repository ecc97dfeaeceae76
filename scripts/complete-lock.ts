/**
 * `node scripts/run.mjs scripts/complete-lock.ts`, after an `npm install`: a lock file made where a registry does not
 * carry other platforms' binaries, or where they were left out, lacks their entries, and `npm ci` then refuses
 * everywhere. This adds them; their versions are exact in the packages that name them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}
export type LockedPackages = Readonly<Record<string, LockedPackage>>;

interface Missing {
  readonly name: string;
  readonly version: string;
  readonly dev: boolean;
}

/** Optional packages that are named and have no entry. */
export const missingPackages = (packages: LockedPackages): Missing[] =>
  Object.entries(packages).flatMap(([path, { dev = false, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .map(([name, version]) => ({ name, version, dev })),
  );

function libcOf(name: string): { libc?: string[] } {
  if (name.includes('musl')) return { libc: ['musl'] };
  return /linux.*gnu/.test(name) ? { libc: ['glibc'] } : {};
}

function entryOf({ name, version, dev }: Missing): LockedPackage {
  const os = /(android|darwin|linux|win32|freebsd|openharmony)/.exec(name)?.[1];
  const cpu = /-(arm64|x64|arm|ia32|ppc64|s390x|riscv64|loong64)(?=-|$)/.exec(name)?.[1];
  if (!os || !cpu || !/^\d/.test(version))
    throw new Error(`${name}@${version} names no platform; run npm install again`);
  return { version, cpu: [cpu], ...(dev ? { dev } : {}), ...libcOf(name), optional: true, os: [os] };
}

export function completePackages(packages: LockedPackages): LockedPackages {
  const added = missingPackages(packages).map((one) => [`node_modules/${one.name}`, entryOf(one)] as const);
  const all = [...Object.entries(packages), ...added];
  return Object.fromEntries(all.sort(([a], [b]) => a.localeCompare(b, 'en')));
}

if (import.meta.main) {
  const path = join(import.meta.dirname, '..', 'package-lock.json');
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: completePackages(lock.packages) }, null, 2)}\n`);
}
