/** Runs jest over suites (folders under test/), one after another, and counts what passed and what failed. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const project = join(import.meta.dirname, '..');

export interface Suite {
  readonly name: string;
  /** Folders or files under the project. */
  readonly paths: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Counted {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  /** Why it counts as failed where no test says so. */
  readonly fault?: string;
  /** Names of the tests that failed. */
  readonly failures: readonly string[];
}

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
type Report = z.infer<typeof reportSchema>;

function runJest({ paths, environment }: Suite, report: string): Promise<number> {
  const jest = join(project, 'node_modules', 'jest', 'bin', 'jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const args = [...flags, jest, '--json', `--outputFile=${report}`, ...paths];
  const child = spawn(process.execPath, args, {
    cwd: project,
    env: { ...process.env, ...environment },
    // The report goes to its file; jest's own account of failures goes to standard error.
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });
}

function failuresOf(report: Report): string[] {
  return report.testResults.flatMap(({ name, status, assertionResults }) => {
    const file = name.replace(`${project}/`, '');
    const failed = assertionResults.filter((one) => one.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [`${file} did not run`];
    return failed.map((one) => `${file} › ${one.fullName}`);
  });
}

/** A suite without tests, with skipped ones or with files that do not load has failed, whatever jest says. */
export function countReport(name: string, code: number, report: Report): Counted {
  const { numPassedTests: passed, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = report;
  const failed = numFailedTests + numPendingTests + numRuntimeErrorTestSuites;
  const failures = failuresOf(report);
  if (numPendingTests > 0)
    return { name, passed, failed, failures, fault: `${numPendingTests} tests were skipped` };
  if (failed === 0 && passed === 0) return { name, passed, failed: 1, failures, fault: 'it has no tests' };
  if (failed === 0 && code !== 0)
    return { name, passed, failed: 1, failures, fault: `jest ended with ${code}` };
  return { name, passed, failed, failures };
}

/** Runs one suite. One that gives no count has failed. */
export async function runSuite(suite: Suite): Promise<Counted> {
  const folder = await mkdtemp(join(tmpdir(), 'shuiyuan-test-'));
  const path = join(folder, 'report.json');
  try {
    const code = await runJest(suite, path);
    return countReport(suite.name, code, reportSchema.parse(JSON.parse(await readFile(path, 'utf8'))));
  } catch {
    return { name: suite.name, passed: 0, failed: 1, failures: [], fault: 'it gave no count' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Runs them in turn, says what came out, and ends the process with 1 when anything failed.
 * `sayMore` may print what stands before the counts.
 */
export async function runSuites(suites: readonly Suite[], sayMore?: () => Promise<void>): Promise<void> {
  const counts: Counted[] = [];
  for (const suite of suites) counts.push(await runSuite(suite));
  await sayMore?.();
  for (const { failures } of counts) for (const failure of failures) console.log(`✗ ${failure}`);
  for (const { name, passed, failed, fault } of counts)
    console.log(
      `${failed === 0 ? '✓' : '✗'} ${name.padEnd(12)} ${passed} passed, ${failed} failed${fault ? `: ${fault}` : ''}`,
    );
  const passed = counts.reduce((sum, one) => sum + one.passed, 0);
  const failed = counts.reduce((sum, one) => sum + one.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
