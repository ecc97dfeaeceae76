/**
 * npm run test:cloud: the cloud home on a test target. Starts MiniStack with IAM enforced and an OIDC issuer,
 * deploys stage `local` as CDK would deploy it anywhere, and runs the suites against it. With AWS_ENDPOINT_URL set,
 * that target (LocalStack, for one) is used as it is, and nothing is started or stopped but the issuer. The suites find
 * the AWS CLI of one version on their path.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { deployStage } from './deploy-stage.ts';
import { installFromPyPi } from './install-from-pypi.ts';
import { type Ministack, startMinistack, testAccount, testRegion } from './ministack.ts';
import { startTestIssuer, type TestIssuer } from './test-issuer.ts';

const project = resolve(import.meta.dirname, '..');
/** Version 1, which PyPI has; the guide's commands are the same in version 2. */
const awsCli = { name: 'awscli', version: '1.46.2' };
const jest = join(project, 'node_modules', 'jest', 'bin', 'jest.js');
/** `grants` takes rights away from deployed functions, so it runs when all else is done. */
const rounds: readonly (readonly string[])[] = [
  ['test/cloud', '--testPathIgnorePatterns', 'test/cloud/auth'],
  ['test/cloud/auth'],
];

interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

async function main(): Promise<number> {
  const commands = await installFromPyPi(awsCli);
  const target = await openTarget();
  const issuer = await startTestIssuer();
  try {
    const env = { ...process.env, ...target.env, CI: 'true' };
    const path = { PATH: [commands, process.env.PATH ?? ''].join(delimiter) };
    const outputs = await deploy(env, issuer);
    const told = { SHUIYUAN_STACK: JSON.stringify(outputs), SHUIYUAN_TOKENS: JSON.stringify(issuer) };
    const outcomes: Outcome[] = [];
    for (const round of rounds) outcomes.push(await runSuites(round, { ...env, ...told, ...path }));
    return report(outcomes);
  } finally {
    await issuer.stop();
    await target.stop();
  }
}

/** Ours, or the one the environment names. */
async function openTarget(): Promise<Pick<Ministack, 'env' | 'stop'>> {
  const named = process.env.AWS_ENDPOINT_URL;
  if (named === undefined) return startMinistack({ auth: true });
  const region = { AWS_REGION: testRegion, AWS_DEFAULT_REGION: testRegion };
  const account = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  return { env: { ...region, ...account, AWS_ENDPOINT_URL: named }, stop: async () => undefined };
}

async function deploy(env: NodeJS.ProcessEnv, issuer: TestIssuer): Promise<Record<string, string>> {
  const started = Date.now();
  const outputs = await deployStage({
    stage: 'local',
    environment: `aws://${testAccount}/${testRegion}`,
    context: { testIssuer: issuer.issuer },
    env,
    limitSeconds: 240,
    output: 'on failure',
  });
  console.log(`deployed in ${Math.round((Date.now() - started) / 1000)} s`);
  return outputs;
}

async function runSuites(given: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'suites-'));
  const results = join(folder, 'results.json');
  const command = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', jest];
  const options = ['--json', '--outputFile', results, ...given];
  const child = spawn(process.execPath, [...command, ...options], {
    cwd: project,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const outcome = existsSync(results) ? await readOutcome(results) : { passed: 0, failed: 1 };
  await rm(folder, { recursive: true, force: true });
  // Jest also fails where no test did: a suite that does not load, or none found.
  return code === 0 || outcome.failed > 0 ? outcome : { ...outcome, failed: 1 };
}

async function readOutcome(path: string): Promise<Outcome> {
  const results = JSON.parse(await readFile(path, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numRuntimeErrorTestSuites: number;
  };
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = results;
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
}

function report(outcomes: readonly Outcome[]): number {
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

process.exitCode = await main();
