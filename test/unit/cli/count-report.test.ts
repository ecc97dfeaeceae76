/** A suite that proves nothing has failed. */
import { countReport } from '../../../scripts/run-suites.ts';

const report = (change: Partial<Parameters<typeof countReport>[2]> = {}) => ({
  numPassedTests: 2,
  numFailedTests: 0,
  numPendingTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [],
  ...change,
});

test.each([
  ['all passed', 0, {}, 2, 0],
  ['one failed', 1, { numFailedTests: 1 }, 2, 1],
  ['a file did not load', 1, { numRuntimeErrorTestSuites: 1 }, 2, 1],
  ['one was skipped', 0, { numPendingTests: 1 }, 2, 1],
  ['there are none', 0, { numPassedTests: 0 }, 0, 1],
  ['jest died after its report', 1, {}, 2, 1],
])('%s', (_what, code, change, passed, failed) => {
  expect(countReport('unit', code, report(change))).toMatchObject({ passed, failed });
});
