/** Brings the contenders of a benchmark into .cache/, never among the project's own packages. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const cache = resolve(import.meta.dirname, '../../.cache');

const run = (command: string, words: readonly string[], cwd = cache) =>
  execFileSync(command, words, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });

/** @returns a Python that has these packages, each pinned as `name==version` */
export function pythonWith(packages: readonly string[]): string {
  mkdirSync(cache, { recursive: true });
  const python = join(cache, 'peers/bin/python');
  if (!existsSync(python)) run('python3', ['-m', 'venv', join(cache, 'peers')]);
  const missing = packages.filter((name) => !isInstalled(python, name));
  if (missing.length > 0) run(python, ['-m', 'pip', 'install', '-q', ...missing]);
  return python;
}

function isInstalled(python: string, pinned: string): boolean {
  const [name, version] = pinned.split('==');
  const ask = `import importlib.metadata as m, sys; sys.exit(m.version(${JSON.stringify(name)}) != ${JSON.stringify(version)})`;
  try {
    execFileSync(python, ['-c', ask], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** @returns a folder from which these npm packages, each `name@version`, can be resolved */
export function npmFolderWith(packages: readonly string[]): string {
  const folder = join(cache, 'npm-peers');
  mkdirSync(folder, { recursive: true });
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{"private":true}\n');
  const missing = packages.filter(
    (name) => !existsSync(join(folder, 'node_modules', name.slice(0, name.lastIndexOf('@')))),
  );
  if (missing.length > 0) run('npm', ['install', '--no-audit', '--no-fund', ...missing], folder);
  return folder;
}
