/**
 * npm run test:clients: AWS's own clients, unmodified, against the Athena endpoint of an embedded home. They are
 * installed once, in an environment of their own.
 */
import { installFromPyPi } from './install-from-pypi.ts';
import { runSuites } from './run-suites.ts';

const commands = await installFromPyPi({
  name: 'awswrangler',
  version: '3.17.1',
  more: ['PyAthena==4.2.1', 'boto3==1.44.8', 'awscli==1.46.3', 'pandas==3.1.1', 'pyarrow==25.0.1'],
});
await runSuites([
  { name: 'clients', paths: ['test/clients/'], environment: { SHUIYUAN_PYTHON_COMMANDS: commands } },
]);
