/**
 * The AWS CLI in place of curl, as the clerk's guide shows it. IAM is enforced: whoever has not been given the rights
 * the guide names is refused, and with them the ticket still binds the file.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { applyResource } from '../../layers/core/catalog/apply-resource.ts';
import { subscribe } from '../../layers/core/exchange/index.ts';
import type { ParcelView } from '../../schemas/api-answers.ts';
import { resourceSchema } from '../../schemas/resource.ts';
import { makeFolder } from '../acceptance/files.ts';
import { guideSteps, runShell } from '../acceptance/guide.ts';
import { api, type Home, until } from '../acceptance/home.ts';
import { giveGrant } from '../simulation/give-grant.ts';
import { deployedFunctions, deployedPorts } from './deployed.ts';
import { testTarget } from './test-resources.ts';
import { apiAddress, makeToken } from './tokens.ts';

const slow = 120_000;
const code = `AWS${randomUUID().slice(0, 8).toUpperCase()}`;
const UserName = `clerk-${code}`;
const resource = resourceSchema.parse({
  code,
  name: '命令行试验',
  nameEn: 'AWS command line trial',
  departments: ['power'],
  cycle: 'monthly',
  grade: 2,
  mode: 'full',
  items: [{ code: 'id', name: '用电户号', type: 'text', length: 20, key: 'primary', required: true }],
});

/** The guide's lines for a resource of this test alone. */
const adapted = (heading: string) => guideSteps(heading).map((step) => step.replaceAll('POWER', code));

/** What the guide says an administrator has to give. */
function policy(drop: string): string {
  const allow = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource });
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      allow('s3:PutObject', `arn:aws:s3:::${drop}/zone/power/*`),
      allow('kms:GenerateDataKey', '*'),
    ],
  });
}

describe('the AWS CLI on the cloud home', () => {
  const { AWS_ENDPOINT_URL, AWS_REGION } = testTarget();
  const iam = new IAMClient({ endpoint: AWS_ENDPOINT_URL, region: AWS_REGION });
  const [start = '', askTicket = '', , seeResult = ''] = adapted('3 ');
  const [putObject = '', download = ''] = adapted('AWS CLI');
  let [folder, drop, accessKey] = ['', '', ''];
  let env: Record<string, string>;
  const run = (...steps: string[]) => runShell([start, ...steps].join('\n'), folder, env);

  beforeAll(async () => {
    const { BUCKET_DROP = '' } = (await deployedFunctions()).get('api')?.environment ?? {};
    [folder, drop] = [await makeFolder(), BUCKET_DROP];
    const ports = await deployedPorts();
    await applyResource(ports)(resource, 'test');
    await giveGrant(ports, { resource: code, receiver: 'local-tax' });
    await subscribe(ports)({ resource: code, receiver: 'local-tax', format: 'csv', actor: 'test' });
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    accessKey = AccessKey?.AccessKeyId ?? '';
    env = {
      SHUIYUAN_URL: apiAddress(),
      SHUIYUAN_TOKEN: await makeToken({
        sub: 'power',
        department: 'power',
        roles: ['catalog-manager', 'provider', 'receiver'],
      }),
      DROP_BUCKET: drop,
      AWS_CONFIG_FILE: join(folder, 'aws-config'),
      AWS_ACCESS_KEY_ID: accessKey,
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
    };
    await writeFile(join(folder, 'power.csv'), '用电户号\n1\n2\n3\n');
    await run(askTicket);
  }, slow);

  afterAll(async () => {
    const PolicyName = 'guide';
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName })).catch(() => undefined);
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: accessKey }));
    await iam.send(new DeleteUserCommand({ UserName }));
    iam.destroy();
  });

  test(
    'is refused to whoever was given no rights',
    async () => {
      await expect(run(putObject)).rejects.toThrow(/AccessDenied/);
    },
    slow,
  );

  test(
    'puts the file under its ticket, once, with the rights the guide names',
    async () => {
      const PolicyDocument = policy(drop);
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'guide', PolicyDocument }));
      await run(putObject);
      await expect(run(putObject)).rejects.toThrow(/PreconditionFailed/);
      const batch = await until('the commit', async () => {
        const seen = JSON.parse(await run(seeResult));
        return seen.state === 'committed' ? seen : undefined;
      });
      expect(batch.rows).toMatchObject({ read: 3, accepted: 3 });
    },
    slow,
  );

  test(
    'has nothing to do with a parcel: curl alone downloads it from the address the platform signs',
    async () => {
      const token = await makeToken({
        sub: 'local-tax',
        department: 'local-tax',
        roles: ['catalog-manager', 'provider', 'receiver'],
      });
      const home = { url: apiAddress() } as Home;
      const parcel = await until('the parcel', async () => {
        const { items } = await api<{ items: ParcelView[] }>(home, token, '/inbox');
        return items.find((one) => one.resource === code);
      });
      const own = { ...env, SHUIYUAN_TOKEN: token, PARCEL: parcel.parcel };
      await runShell([start, download].join('\n'), folder, own);
      const bytes = await readFile(join(folder, 'parcel.zip'));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(parcel.sha256);
    },
    slow,
  );
});
