/** With IAM enforced: the functions have exactly what they need, and without a grant they are refused. */
import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { deployedFunctions, invoke } from '../deployed.ts';
import { testTarget } from '../test-resources.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

interface InlinePolicy {
  readonly RoleName: string;
  readonly PolicyName: string;
  readonly document: { readonly Version: string; readonly Statement: readonly Statement[] };
}

const { AWS_ENDPOINT_URL, AWS_REGION } = testTarget();
const iam = new IAMClient({ endpoint: AWS_ENDPOINT_URL, region: AWS_REGION });
afterAll(() => iam.destroy());

/** The policy a function's grants stand in. */
async function policyOf(service: string): Promise<InlinePolicy> {
  const role = (await deployedFunctions()).get(service)?.role ?? '';
  const RoleName = role.slice(role.lastIndexOf('/') + 1);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const PolicyName = PolicyNames[0];
  if (PolicyName === undefined) throw new Error(`the role of ${service} has no policy of its own`);
  const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
  const document = JSON.parse(decodeURIComponent(PolicyDocument ?? '{}')) as InlinePolicy['document'];
  return { RoleName, PolicyName, document };
}

async function put({ RoleName, PolicyName, document }: InlinePolicy): Promise<void> {
  const PolicyDocument = JSON.stringify(document);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
}

const grants = (statement: Statement, action: string) => [statement.Action].flat().includes(action);

/** The policy without one action. @throws when it does not grant it: the test would prove nothing */
function without(policy: InlinePolicy, action: string): InlinePolicy {
  const left = policy.document.Statement.flatMap((statement) => {
    const Action = [statement.Action].flat().filter((one) => one !== action);
    return Action.length === 0 ? [] : [{ ...statement, Action }];
  });
  if (!policy.document.Statement.some((statement) => grants(statement, action)))
    throw new Error(`${policy.PolicyName} does not grant ${action}`);
  return { ...policy, document: { ...policy.document, Statement: left } };
}

describe('grants', () => {
  test.each([
    ['sweep', 's3:ListBucket'],
    ['sweep', 'dynamodb:Query'],
    ['seal-ledger', 'dynamodb:Query'],
    ['erase-objects', 's3:ListBucket'],
  ])(
    '%s is refused without %s, and works again with it',
    async (service, action) => {
      const policy = await policyOf(service);
      await invoke(service);
      try {
        await put(without(policy, action));
        await expect(invoke(service)).rejects.toThrow(/AccessDenied/);
      } finally {
        await put(policy);
      }
      await invoke(service);
    },
    90_000,
  );
});
