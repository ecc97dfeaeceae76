/** Who may read what departments upload, and how the key is bound to the single file. */
import { functionNames } from '../../infra/function-names.ts';
import { synthesise, type TemplateValue } from './synthesise.ts';

const city = synthesise('city');
const all = (type: string) => Object.values(city.resources).filter(({ Type }) => Type === type);

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: TemplateValue;
}

function statementsOfRole(role: string): Statement[] {
  // What is too long for one policy goes on in managed ones.
  return [...all('AWS::IAM::Policy'), ...all('AWS::IAM::ManagedPolicy')]
    .map(({ Properties }) => Properties)
    .filter((policy) => policy.Roles?.some((one: { Ref: string }) => one.Ref === role))
    .flatMap((policy) => policy.PolicyDocument.Statement);
}

function statementsOf(service: string): Statement[] {
  const found = all('AWS::Lambda::Function').find(
    ({ Properties }) => Properties.Environment?.Variables?.POWERTOOLS_SERVICE_NAME === service,
  );
  if (!found) throw new Error(`there is no function ${service}`);
  return statementsOfRole(found.Properties.Role['Fn::GetAtt'][0]);
}

const doing = (statements: readonly Statement[], action: RegExp) =>
  statements.filter(({ Action }) => [Action].flat().some((one) => action.test(one)));
const reads = /^s3:GetObject(Version)?$/;

/** May these statements read objects under the area? A resource that is not of one prefix counts as any. */
function mayRead(statements: readonly Statement[], area: string): boolean {
  return doing(statements, reads).some(({ Resource }) => {
    const named = [Resource].flat().map((one) => JSON.stringify(one));
    return named.some(
      (one) => one.includes('LakeDrop') && (one.includes(`/${area}/*`) || /"\/\*"/.test(one)),
    );
  });
}

const readersOf = (area: string) => functionNames.filter((name) => mayRead(statementsOf(name), area)).sort();

describe('what departments upload', () => {
  test('to be desensitised is read by the steps that look at it and desensitise it, and by nobody else', () => {
    expect(readersOf('zone')).toEqual(['accept-upload', 'transform-batch', 'transform-chunk']);
    const roles = Object.entries(city.resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    const readers = roles.filter(([id]) => mayRead(statementsOfRole(id), 'zone'));
    expect(readers).toHaveLength(3);
  });

  test('and may be kept is also led back to its lines, and passed on', () => {
    expect(readersOf('drop')).toEqual([
      'accept-upload',
      'api',
      'deliver-parcel',
      'gather-records',
      'transform-batch',
      'transform-chunk',
    ]);
  });

  test('is not for who hands in the tables of the libraries: only what is the platform’s own', () => {
    const statements = statementsOf('refresh-library');
    const places = (actions: RegExp, bucket: string) =>
      doing(statements, actions)
        .flatMap(({ Resource }) => [Resource].flat().map((one) => JSON.stringify(one)))
        .filter((one) => one.includes(bucket));
    const inDrop = places(/^s3:(Get|Put|Delete)/, 'LakeDrop');
    expect(inDrop.length).toBeGreaterThan(0);
    for (const place of inDrop) expect(place).toMatch(/(drop|zone)\/platform\/\*/);
    const changed = places(/^s3:(Put|Delete)/, 'LakeBucket');
    expect(changed.length).toBeGreaterThan(0);
    for (const place of changed) expect(place).toContain('/library/*');
  });

  test('is told of in both areas', () => {
    const told = Object.entries(city.resources).find(
      ([id, { Type }]) => id.startsWith('LakeDrop') && Type === 'AWS::S3::Bucket',
    );
    const rules = told?.[1].Properties.NotificationConfiguration.QueueConfigurations.map(
      (one: TemplateValue) => one.Filter.S3Key.Rules[0].Value,
    );
    expect(rules).toEqual(['drop/', 'zone/']);
  });

  test('has a data key for each file, and the key opens only for files one may read', () => {
    const [, bucket] =
      Object.entries(city.resources).find(
        ([id, { Type }]) => id.startsWith('LakeDrop') && Type === 'AWS::S3::Bucket',
      ) ?? [];
    expect(bucket?.Properties.BucketEncryption.ServerSideEncryptionConfiguration[0].BucketKeyEnabled).toBe(
      false,
    );
    const uses = all('AWS::IAM::Policy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Statement[])
      .filter(({ Resource }) => JSON.stringify(Resource).includes('"KeysDrop'));
    expect(uses.length).toBeGreaterThan(5);
    for (const { Condition } of uses) {
      const context = JSON.stringify(Condition?.StringLike?.['kms:EncryptionContext:aws:s3:arn']);
      expect(context).toMatch(/\/(drop|zone)\/(platform\/)?\*/);
      expect(context).not.toMatch(/"\/?\*"/);
    }
  });

  test('in a zone cannot be decrypted by who answers the API but for putting parts together', () => {
    const inZone = statementsOf('api').filter(({ Condition }) =>
      JSON.stringify(Condition ?? '').includes('/zone/'),
    );
    expect(inZone.map(({ Action }) => Action)).toEqual([['kms:Decrypt', 'kms:GenerateDataKey']]);
    for (const service of ['deliver-parcel', 'sweep', 'erase-objects'])
      expect(JSON.stringify(statementsOf(service).map(({ Condition }) => Condition))).not.toContain('/zone/');
  });

  test('is listed but not opened by the sweep, and removed but not opened by the eraser', () => {
    for (const service of ['sweep', 'erase-objects'])
      for (const area of ['drop', 'zone']) expect(mayRead(statementsOf(service), area)).toBe(false);
    expect(JSON.stringify(doing(statementsOf('erase-objects'), /^s3:DeleteObject$/))).toContain('/zone/*');
  });
});
