/** `npm run soak`: the long runs. More schedules, more mutations, more steps of the model, larger objects. */
import { runSuites } from './run-suites.ts';

await runSuites([
  {
    name: 'faults',
    paths: ['test/faults/'],
    environment: {
      SHUIYUAN_SOAK: '1',
      SHUIYUAN_SCHEDULES: '20000',
      SHUIYUAN_MUTATION_SCHEDULES: '5000',
      SHUIYUAN_KILLS: '1000',
      SHUIYUAN_HOSTILE: '10000',
    },
  },
  { name: 'model', paths: ['test/contract/model'], environment: { SHUIYUAN_STEPS: '100000' } },
  { name: 'objects', paths: ['test/contract/embedded'], environment: { SHUIYUAN_LARGE_MIB: '1024' } },
]);
