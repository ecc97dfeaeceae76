/** What the stack promises, read from its template: the test target drops most of it silently. */
import { functionNames } from '../../infra/function-names.ts';
import { type CfnResource, synthesise, type TemplateValue } from './synthesise.ts';

const city = synthesise('city');

function all(type: string, of = city): readonly (readonly [string, CfnResource])[] {
  const found = Object.entries(of.resources).filter(([, resource]) => resource.Type === type);
  if (found.length === 0) throw new Error(`the template has no ${type}`);
  return found;
}

const properties = (type: string, of = city) =>
  all(type, of).map(([id, resource]) => [id, resource.Properties] as const);

/** Statements of the policies a function's role has, by the name the function logs under. */
function statementsOf(service: string): readonly { Action: string | string[]; Resource: unknown }[] {
  const found = properties('AWS::Lambda::Function').find(
    ([, lambda]) => lambda.Environment?.Variables?.POWERTOOLS_SERVICE_NAME === service,
  );
  const role = found?.[1].Role['Fn::GetAtt'][0];
  const policies = properties('AWS::IAM::Policy').filter(([, policy]) =>
    policy.Roles.some((one: { Ref: string }) => one.Ref === role),
  );
  if (policies.length === 0) throw new Error(`${service} has no policy`);
  return policies.flatMap(([, policy]) => policy.PolicyDocument.Statement);
}

const actionsOf = (service: string) => statementsOf(service).flatMap(({ Action }) => Action);

describe('buckets', () => {
  test.each(properties('AWS::S3::Bucket'))(
    '%s is encrypted, versioned, private and tidied up',
    (_, bucket) => {
      expect(bucket.BucketEncryption).toBeDefined();
      expect(bucket.VersioningConfiguration).toEqual({ Status: 'Enabled' });
      expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      const rules = JSON.stringify(bucket.LifecycleConfiguration.Rules);
      expect(rules).toContain('AbortIncompleteMultipartUpload');
    },
  );

  test('with content use a key of our own, and are all logged', () => {
    const withContent = properties('AWS::S3::Bucket').filter(([id]) => !id.includes('AccessLogs'));
    for (const [, bucket] of withContent) {
      expect(JSON.stringify(bucket.BucketEncryption)).toContain('aws:kms');
      expect(bucket.LoggingConfiguration).toBeDefined();
    }
    expect(withContent).toHaveLength(5);
  });

  test('refuse plain HTTP, and, but for results of queries, a put over what is there', () => {
    const policies = properties('AWS::S3::BucketPolicy').map(([, policy]) => JSON.stringify(policy));
    for (const policy of policies) expect(policy).toContain('"aws:SecureTransport":"false"');
    expect(policies.filter((policy) => policy.includes('s3:if-none-match'))).toHaveLength(4);
  });

  test('keep drop zones and lake under different keys', () => {
    const keyOf = (name: string) =>
      properties('AWS::S3::Bucket')
        .filter(([id]) => id.startsWith(name))
        .map(([, bucket]) => JSON.stringify(bucket.BucketEncryption))[0];
    expect(keyOf('LakeDrop')).not.toEqual(keyOf('LakeBucket'));
  });

  test('of the ledger archive are locked for years', () => {
    const [[, archive] = []] = properties('AWS::S3::Bucket').filter(([id]) => id.startsWith('Ledger'));
    expect(archive?.ObjectLockConfiguration.Rule.DefaultRetention).toEqual({
      Mode: 'COMPLIANCE',
      Days: 3650,
    });
  });
});

describe('the records table', () => {
  test('is encrypted, restorable, kept, and indexed by owner, topic and due', () => {
    const [[, table] = []] = properties('AWS::DynamoDB::Table');
    expect(table?.SSESpecification).toMatchObject({ SSEEnabled: true, SSEType: 'KMS' });
    expect(table?.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(table?.DeletionProtectionEnabled).toBe(true);
    expect(table?.GlobalSecondaryIndexes.map((index: TemplateValue) => index.IndexName)).toEqual([
      'owner',
      'topic',
      'due',
    ]);
  });
});

describe('queues', () => {
  const mains = properties('AWS::SQS::Queue').filter(([, queue]) => queue.RedrivePolicy !== undefined);

  test('are five, each with dead letters', () => {
    expect(mains).toHaveLength(5);
  });

  test.each(properties('AWS::SQS::Queue'))('%s is encrypted with our key', (_, queue) => {
    expect(queue.KmsMasterKeyId).toBeDefined();
  });

  test('give a message back after six times what its function may take', () => {
    const longest = Math.max(...properties('AWS::Lambda::Function').map(([, lambda]) => lambda.Timeout));
    for (const [, queue] of mains) expect(queue.VisibilityTimeout).toBe(6 * longest);
  });

  test('are taken up with partial failures reported', () => {
    const sources = properties('AWS::Lambda::EventSourceMapping');
    expect(sources).toHaveLength(5);
    for (const [, source] of sources)
      expect(source.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
  });

  test('alarm when a letter is dead, and the alarm says where to read on', () => {
    const alarms = properties('AWS::CloudWatch::Alarm');
    for (const [, alarm] of alarms) {
      expect(alarm.AlarmDescription).toContain('https://docs.city.example/runbook#');
      expect(alarm.AlarmActions).toHaveLength(1);
    }
    const dead = alarms.filter(([id]) => /dead/.test(id));
    expect(dead).toHaveLength(6);
  });

  test('hear of new objects in the drop zones', () => {
    const [[, drop] = []] = properties('AWS::S3::Bucket').filter(([id]) => id.startsWith('LakeDrop'));
    expect(drop?.NotificationConfiguration.QueueConfigurations).toHaveLength(2);
  });
});

describe('functions', () => {
  test.each(properties('AWS::Lambda::Function'))(
    '%s ends within a minute, is traced, bounded, and logs JSON into an encrypted group',
    (_, lambda) => {
      expect(lambda.Runtime).toBe('nodejs24.x');
      expect(lambda.Timeout).toBeLessThanOrEqual(60);
      expect(lambda.TracingConfig).toEqual({ Mode: 'Active' });
      expect(lambda.ReservedConcurrentExecutions).toBeGreaterThan(0);
      expect(lambda.LoggingConfig).toMatchObject({ LogFormat: 'JSON' });
      expect(lambda.KmsKeyArn).toBeDefined();
    },
  );

  test.each(properties('AWS::Logs::LogGroup'))('%s is encrypted and ends', (_, group) => {
    expect(group.KmsKeyId).toBeDefined();
    expect(group.RetentionInDays).toBe(180);
  });

  test('are those that are named, and no custom resource has crept in', () => {
    expect(all('AWS::Lambda::Function')).toHaveLength(functionNames.length);
    expect(city.text).not.toMatch(/Custom::|AWS::CloudFormation::CustomResource/);
  });
});

describe('rights', () => {
  test('no function may do everything with anything', () => {
    for (const [, policy] of properties('AWS::IAM::Policy'))
      for (const { Action } of policy.PolicyDocument.Statement)
        for (const action of [Action].flat())
          expect(action).not.toMatch(/^(\*|s3:\*|dynamodb:\*|sqs:\*|kms:\*)$/);
  });

  test('only the eraser removes objects', () => {
    const removing = ['accept-upload', 'transform-batch', 'route-batch', 'deliver-parcel', 'sweep', 'api'];
    for (const service of removing) expect(actionsOf(service)).not.toContain('s3:DeleteObject');
    expect(actionsOf('erase-objects')).toContain('s3:DeleteObject');
  });

  test('who routes and who seals reads no drop zone', () => {
    for (const service of ['route-batch', 'seal-ledger', 'compact-lake'])
      expect(JSON.stringify(statementsOf(service))).not.toContain('/drop/*');
  });

  test('only who delivers, seals and answers the API signs', () => {
    const signing = ['deliver-parcel', 'seal-ledger', 'api'];
    const others = ['accept-upload', 'transform-batch', 'transform-chunk', 'route-batch', 'erase-objects'];
    for (const service of signing) expect(actionsOf(service)).toContain('kms:Sign');
    for (const service of others) expect(actionsOf(service)).not.toContain('kms:Sign');
  });
});
