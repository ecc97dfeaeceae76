/** Runs the CDK command line for one stage: bootstrap, deploy, and the addresses that come out. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const project = resolve(import.meta.dirname, '..');
const cdk = join(project, 'node_modules', 'aws-cdk', 'bin', 'cdk');

export interface DeployOptions {
  readonly stage: string;
  /** Address of an account and region, as `aws://000000000000/eu-west-1`; by default those of the credentials. */
  readonly environment?: string;
  /** Context beside the stage, as `-c name=value`. */
  readonly context?: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
  /** A deployment that takes longer has gone wrong: it is ended. */
  readonly limitSeconds: number;
  /** What to do with the commands' output; it is shown by default. */
  readonly output?: 'show' | 'on failure';
}

/** Bootstraps and deploys. @returns the stack's outputs by name @throws when a command fails or takes too long */
export async function deployStage(options: DeployOptions): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'deploy-'));
  try {
    const outputs = join(folder, 'outputs.json');
    // Outside the project the app is not synthesised just to bootstrap.
    await runCdk(['bootstrap', ...(options.environment ? [options.environment] : [])], options, folder);
    const context = Object.entries({ ...options.context, stage: options.stage });
    const given = context.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const deploy = ['deploy', ...given, '--require-approval', 'never'];
    await runCdk([...deploy, '--outputs-file', outputs, '--progress', 'events'], options, project);
    const stacks = JSON.parse(await readFile(outputs, 'utf8')) as Record<string, Record<string, string>>;
    return stacks[`Shuiyuan-${options.stage}`] ?? {};
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runCdk(given: readonly string[], options: DeployOptions, cwd: string): Promise<void> {
  const quiet = options.output === 'on failure';
  const child = spawn(process.execPath, [cdk, ...given, '--no-notices'], {
    cwd,
    // What is deployed here is nobody else's business.
    env: { CDK_DISABLE_CLI_TELEMETRY: 'true', ...options.env },
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    timeout: options.limitSeconds * 1000,
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => said.push(bytes));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code === 0) return;
  process.stderr.write(Buffer.concat(said));
  const how = signal === null ? `ended with ${code}` : `was ended after ${options.limitSeconds} s`;
  throw new Error(`cdk ${given[0]} ${how}`);
}
