/** `npm test`: everything that needs nothing but this machine. Long runs are in `npm run soak`. */
import { runSuites } from './run-suites.ts';

await runSuites([
  { name: 'unit', paths: ['test/unit/'] },
  { name: 'contract', paths: ['test/contract/'] },
  { name: 'matrix', paths: ['test/matrix/'] },
  { name: 'acceptance', paths: ['test/acceptance/'] },
  { name: 'faults', paths: ['test/faults/'] },
  { name: 'attack', paths: ['test/attack/'] },
  { name: 'parity', paths: ['test/parity/'] },
  { name: 'infra', paths: ['test/infra/'] },
]);
