/** A Python program of an exact version, in an environment of its own under .cache: nothing of the machine is changed. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = resolve(import.meta.dirname, '..', '.cache');
const timeout = 240_000;

export interface PythonProgram {
  /** Its name on PyPI. */
  readonly name: string;
  readonly version: string;
  /** What it needs beside its own dependencies. */
  readonly more?: readonly string[];
}

/** Installs it once. @returns the folder of its commands @throws when python3 or PyPI is missing */
export async function installFromPyPi({ name, version, more = [] }: PythonProgram): Promise<string> {
  const folder = join(cache, name, version);
  const commands = join(folder, 'bin');
  const installed = join(folder, 'installed');
  if (existsSync(installed)) return commands;
  await rm(folder, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await run('python3', ['-m', 'venv', folder], { timeout });
  const pip = ['-m', 'pip', 'install', '--quiet', `${name}==${version}`, ...more];
  await run(join(commands, 'python'), pip, { timeout });
  await (await open(installed, 'w')).close();
  return commands;
}
