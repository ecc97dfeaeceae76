/** The commands the clerk's guide shows, run as they stand there: what it says is what is tested. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { project, runProgram } from './home.ts';

/** The shell lines under a heading, cut at their empty lines. @throws when the guide has none */
export function guideSteps(heading: string): readonly string[] {
  const guide = readFileSync(join(project, 'docs', 'clerk.md'), 'utf8');
  const section = guide.split(/^#{2,3} /m).find((one) => one.startsWith(heading));
  const lines = /^```sh\n([\s\S]*?)^```$/m.exec(section ?? '')?.[1];
  if (lines === undefined) throw new Error(`the clerk's guide shows no commands under "${heading}"`);
  return lines.trim().split(/\n{2,}/);
}

/** Runs lines in a folder of their own and gives what they print. @throws when one of them fails */
export async function runShell(
  lines: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const options = { cwd, env: { ...process.env, ...env } };
  const { status, stdout, stderr } = await runProgram('bash', ['-euo', 'pipefail', '-c', lines], options);
  if (status !== 0) throw new Error(`ended with ${status}: ${stderr}${stdout}\n${lines}`);
  return stdout;
}
