/** The stack as it was deployed: its functions, found by the name each logs under, and ports with the API's rights. */
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { cloudEnvSchema } from '../../layers/cloud/cloud-env.ts';
import { cloudPorts } from '../../layers/cloud/cloud-ports.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import { testTarget } from './test-resources.ts';

export interface DeployedFunction {
  readonly name: string;
  readonly role: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** All functions of the deployed stack by service name. @throws when the stack is not there */
export async function deployedFunctions(): Promise<ReadonlyMap<string, DeployedFunction>> {
  const found = new Map<string, DeployedFunction>();
  const lambda = lambdaClient();
  let Marker: string | undefined;
  do {
    const page = await lambda.send(new ListFunctionsCommand({ Marker }));
    for (const { FunctionName, Role, Environment } of page.Functions ?? []) {
      const environment = Environment?.Variables ?? {};
      const service = environment.POWERTOOLS_SERVICE_NAME;
      if (service !== undefined)
        found.set(service, { name: FunctionName ?? '', role: Role ?? '', environment });
    }
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  lambda.destroy();
  if (found.size === 0) throw new Error('no stack is deployed: run these tests with npm run test:cloud');
  return found;
}

/** Calls a function and waits for its answer. @throws with the function's own error */
export async function invoke(service: string, event: unknown = {}): Promise<unknown> {
  const target = (await deployedFunctions()).get(service);
  if (target === undefined) throw new Error(`no function ${service} is deployed`);
  const lambda = lambdaClient();
  const command = new InvokeCommand({ FunctionName: target.name, Payload: JSON.stringify(event) });
  const answer = await lambda.send(command);
  lambda.destroy();
  const text = Buffer.from(answer.Payload ?? []).toString();
  if (answer.FunctionError !== undefined) throw new Error(`${service} failed: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** The ports as the deployed API has them. */
export async function deployedPorts(): Promise<Ports> {
  const api = (await deployedFunctions()).get('api');
  const { AWS_ENDPOINT_URL, AWS_REGION } = testTarget();
  return cloudPorts(cloudEnvSchema.parse({ ...api?.environment, AWS_ENDPOINT_URL, AWS_REGION }));
}

function lambdaClient(): LambdaClient {
  const { AWS_ENDPOINT_URL, AWS_REGION } = testTarget();
  return new LambdaClient({ endpoint: AWS_ENDPOINT_URL, region: AWS_REGION });
}
