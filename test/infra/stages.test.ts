/** The stages of cdk.json: partitions, private networks, and cdk-nag. */
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { functionNames } from '../../infra/function-names.ts';
import { readStage } from '../../infra/stage.ts';
import { findUnexplained, readFindings, synthesise } from './synthesise.ts';

const stages = ['local', 'city', 'city-private', 'city-cn'];

describe.each(stages)('stage %s', (stage) => {
  test('leaves nothing of AwsSolutions unexplained', () => {
    expect(findUnexplained(stage)).toEqual([]);
  }, 120_000);

  test('names no partition, region or domain of its own', () => {
    const { text } = synthesise(stage);
    expect(text).not.toMatch(/arn:aws[:-]/);
    expect(text).not.toMatch(/\b(us|eu|ap|cn)-(east|west|north|south|central|northwest|southeast)-\d\b/);
    // Service principals are the same name in every partition; addresses are not.
    const addresses = text.replace(/[a-z0-9.-]+\.amazonaws\.com"/g, '"');
    expect(addresses).not.toMatch(/amazonaws\.com/);
  });
});

describe('cdk-nag', () => {
  test('fires where something is wrong', () => {
    const app = new App({ analyticsReporting: false });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    new Bucket(new Stack(app, 'Wrong'), 'Open');
    expect(readFindings(app).join()).toContain('AwsSolutions-S1');
  });
});

describe('the partitions', () => {
  test.each([
    ['aws', 'eu-west-1'],
    ['aws-cn', 'cn-north-1'],
  ])('%s takes the stack, in %s', (partition, region) => {
    const { text, resources } = synthesise('city-cn', region);
    expect(Object.keys(resources).length).toBeGreaterThan(100);
    expect(text).not.toContain(partition === 'aws' ? 'arn:aws-cn:' : 'arn:aws:');
  });

  test('without Cognito and SES', () => {
    for (const stage of stages) expect(synthesise(stage).text).not.toMatch(/AWS::(Cognito|SES)::/);
  });
});

describe.each(['city-private', 'city-cn'])('private stage %s', (name) => {
  const stage = synthesise(name);
  const types = Object.values(stage.resources).map(({ Type }) => Type);
  const of = (type: string) =>
    Object.values(stage.resources)
      .filter(({ Type }) => Type === type)
      .map(({ Properties }) => Properties);

  test('has no way out and no public address', () => {
    for (const type of [
      'AWS::EC2::InternetGateway',
      'AWS::EC2::NatGateway',
      'AWS::ApiGatewayV2::Api',
      'AWS::EC2::EIP',
    ])
      expect(types).not.toContain(type);
    for (const subnet of of('AWS::EC2::Subnet')) expect(subnet.MapPublicIpOnLaunch).toBe(false);
  });

  test('runs every function in the network', () => {
    const lambdas = of('AWS::Lambda::Function');
    expect(lambdas).toHaveLength(functionNames.length);
    for (const lambda of lambdas) expect(lambda.VpcConfig.SubnetIds).toHaveLength(2);
  });

  test('reaches every service it calls through an endpoint', () => {
    const names = JSON.stringify(of('AWS::EC2::VPCEndpoint').map(({ ServiceName }) => ServiceName));
    for (const service of ['s3', 'dynamodb', 'sqs', 'sns', 'kms', 'glue', 'logs', 'xray', 'execute-api'])
      expect(names).toContain(`.${service}`);
  });

  test('gives content to its own endpoints only', () => {
    const policies = of('AWS::S3::BucketPolicy').map((policy) => JSON.stringify(policy));
    expect(policies.filter((policy) => policy.includes('aws:SourceVpce'))).toHaveLength(5);
    expect(JSON.stringify(of('AWS::DynamoDB::Table')[0]?.ResourcePolicy)).toContain('aws:SourceVpce');
    expect(JSON.stringify(of('AWS::ApiGateway::RestApi')[0]?.Policy)).toContain('aws:SourceVpce');
  });
});

describe('the scanner', () => {
  const types = (stage: string) => Object.values(synthesise(stage).resources).map(({ Type }) => Type);

  test('is GuardDuty where there is one, and a clamd in aws-cn', () => {
    expect(types('city')).toContain('AWS::GuardDuty::MalwareProtectionPlan');
    expect(types('city-cn')).not.toContain('AWS::GuardDuty::MalwareProtectionPlan');
    expect(types('city-cn')).toContain('AWS::ECS::Service');
  });
});

describe('a stage', () => {
  const read = (stage: string | undefined, described: unknown) =>
    readStage(new App({ context: { stage, stages: { here: described } } }).node);

  test('that cdk.json does not describe is refused by name', () => {
    expect(() => read('elsewhere', {})).toThrow(/elsewhere/);
    expect(() => read(undefined, {})).toThrow(/-c stage=/);
  });

  test('that scans with clamd outside a private network is refused', () => {
    const described = {
      scanner: 'clamd',
      issuer: 'https://a.example',
      audience: 'x',
      runbook: 'https://b.example',
    };
    expect(() => read('here', described)).toThrow(/isPrivate/);
  });

  test('cannot be a test stage by accident: an unknown word is refused', () => {
    expect(() => read('here', { scaner: 'none' })).toThrow();
  });
});
