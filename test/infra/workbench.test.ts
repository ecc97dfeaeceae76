/** Athena's console in the cloud: who has a seat, how much a query reads, and that nobody is given rows beside grants. */
import { readdirSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { readStage } from '../../infra/stage.ts';
import { synthesise, type TemplateValue } from './synthesise.ts';

const gibibyte = 1024 ** 3;
const seats = [
  'operator',
  'finance-receiver',
  'local-tax-provider',
  'local-tax-receiver',
  'local-tax-tax-officer',
].sort();
const workbench = {
  samlProvider: 'city',
  analysts: { 'local-tax': ['tax-officer', 'receiver', 'provider'], finance: ['receiver'] },
  scanGibibytes: { receiver: 5 },
  resultDays: 2,
  lakeAdmins: ['arn:of:an:administrator'],
};

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: TemplateValue;
  readonly Condition?: TemplateValue;
}

describe.each([
  ['city', undefined],
  ['city-private', 'eu-west-1'],
  ['city-cn', 'cn-north-1'],
])('stage %s in %s', (stage, region) => {
  const { resources, text } = synthesise(stage, region, { workbench });
  const all = (type: string): readonly (readonly [string, TemplateValue])[] =>
    Object.entries(resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => [id, resource.Properties] as const);
  const roles = all('AWS::IAM::Role').filter(([, { RoleName }]) => RoleName !== undefined);
  const nameOf = ({ RoleName }: TemplateValue): string => RoleName.slice(`${stage}-`.length);
  const statementsOf = (role: string): Statement[] =>
    all('AWS::IAM::Policy')
      .filter(([, policy]) => policy.Roles.some((one: TemplateValue) => one.Ref === role))
      .flatMap(([, policy]) => policy.PolicyDocument.Statement);
  const doing = (statements: readonly Statement[], action: RegExp) =>
    statements.filter(({ Action }) => [Action].flat().some((one) => action.test(one)));

  describe('work groups', () => {
    const groups = all('AWS::Athena::WorkGroup').map(([, group]) => group);

    test('are one for each role of a department that queries, and one for the city’s operator', () => {
      expect(groups.map(({ Name }) => Name).sort()).toEqual(seats.map((seat) => `${stage}-${seat}`));
      expect(roles.map(([, role]) => nameOf(role)).sort()).toEqual(seats);
    });

    test('bind who queries: engine 3, a limit of what is read, metrics, encrypted results in their own place', () => {
      for (const { Name, WorkGroupConfiguration: group } of groups) {
        expect(group).toMatchObject({
          EnforceWorkGroupConfiguration: true,
          PublishCloudWatchMetricsEnabled: true,
          EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
        });
        const { EncryptionConfiguration, ExpectedBucketOwner, OutputLocation } = group.ResultConfiguration;
        expect(EncryptionConfiguration.EncryptionOption).toBe('SSE_KMS');
        expect(JSON.stringify(EncryptionConfiguration.KmsKey)).toContain('WorkbenchKey');
        expect(ExpectedBucketOwner).toBeDefined();
        expect(JSON.stringify(OutputLocation)).toContain(`"/${Name.slice(stage.length + 1)}/"`);
      }
    });

    test('have a limit of their role, or the usual one', () => {
      const limits = Object.fromEntries(
        groups.map(({ Name, WorkGroupConfiguration: group }) => [
          Name.slice(stage.length + 1),
          group.BytesScannedCutoffPerQuery / gibibyte,
        ]),
      );
      expect(limits).toEqual({
        operator: 100,
        'finance-receiver': 5,
        'local-tax-receiver': 5,
        'local-tax-provider': 20,
        'local-tax-tax-officer': 100,
      });
    });
  });

  describe('results', () => {
    const [[, bucket] = []] = all('AWS::S3::Bucket').filter(([id]) => id.startsWith('WorkbenchResults'));

    test('have a key of their own, a data key each, and end', () => {
      const [rule] = bucket.BucketEncryption.ServerSideEncryptionConfiguration;
      expect(JSON.stringify(rule.ServerSideEncryptionByDefault)).toContain('WorkbenchKey');
      expect(rule.BucketKeyEnabled).toBe(false);
      const ends = bucket.LifecycleConfiguration.Rules.map((one: TemplateValue) => one.ExpirationInDays);
      expect(ends).toContain(2);
      const [[, key] = []] = all('AWS::KMS::Key').filter(([id]) => id.startsWith('WorkbenchKey'));
      expect(key.EnableKeyRotation).toBe(true);
    });
  });

  describe.each(seats)('seat %s', (seat) => {
    const [id = '', role] = roles.find(([, one]) => nameOf(one) === seat) ?? [];
    const statements = statementsOf(id);

    test('is taken on by the city’s sign-in, and by the API in sessions of its own, and by nobody else', () => {
      const [people, api, ...others] = role.AssumeRolePolicyDocument.Statement;
      expect(others).toEqual([]);
      expect(people.Action).toBe('sts:AssumeRoleWithSAML');
      expect(JSON.stringify(people.Principal.Federated)).toContain(':saml-provider/city');
      expect(JSON.stringify(people.Condition.StringEquals['SAML:aud'])).toMatch(/signin\.(aws|amazonaws)\./);
      expect(api.Action).toBe('sts:AssumeRole');
      expect(api.Principal).toEqual({
        AWS: { 'Fn::GetAtt': [expect.stringMatching(/^ApiFunctionRole/), 'Arn'] },
      });
      expect(api.Condition).toEqual({ StringLike: { 'sts:RoleSessionName': 'query-*' } });
      expect(role.ManagedPolicyArns).toBeUndefined();
    });

    test('has no right to any object but its own results', () => {
      const touching = doing(
        statements,
        /^s3:(Get|Put|Delete|Abort)[A-Z][a-zA-Z]*(Object|Upload)|^s3:(Get|Put)Object/,
      );
      expect(touching.length).toBeGreaterThan(0);
      for (const { Resource } of touching) {
        const named = JSON.stringify(Resource);
        expect(named).toContain('WorkbenchResults');
        expect(named).toContain(`"/${seat}/*"`);
      }
      const whole = JSON.stringify(statements);
      for (const other of [
        'LakeBucket',
        'LakeDrop',
        'LakeInbox',
        'Ledger',
        'KeysContent',
        'KeysDrop',
        'Records',
      ])
        expect(whole).not.toContain(`"${other}`);
    });

    test('writes results by Athena only, and opens none but its own', () => {
      const [put] = doing(statements, /^s3:PutObject$/);
      expect(put?.Condition).toEqual({
        'ForAnyValue:StringEquals': { 'aws:CalledVia': 'athena.amazonaws.com' },
      });
      const uses = doing(statements, /^kms:/);
      expect(uses).toHaveLength(1);
      const context = JSON.stringify(uses[0]?.Condition.StringLike['kms:EncryptionContext:aws:s3:arn']);
      expect(context).toContain(`"/${seat}/*"`);
    });

    test('queries in its own work group and in no other', () => {
      const asking = doing(statements, /^athena:(Start|Stop|GetQuery|BatchGet|Create|Delete|Update)/);
      expect(asking).toHaveLength(1);
      expect(JSON.stringify(asking[0]?.Resource)).toMatch(new RegExp(`(:|/)?workgroup/${stage}-${seat}"`));
    });

    test('sees no names of raw, changes no table, and gives nobody leave', () => {
      const inCatalog = JSON.stringify(doing(statements, /^glue:/));
      expect(inCatalog).not.toMatch(/_raw\b/);
      for (const name of ['shared', 'base', 'subject', 'results', 'mart_\\*'])
        expect(inCatalog).toMatch(new RegExp(`_${name}`));
      expect(doing(statements, /^glue:(?!Get|BatchGet)/)).toEqual([]);
      const rights = doing(statements, /^lakeformation:/).flatMap(({ Action }) => Action);
      expect(rights.filter((one) => one.startsWith('lakeformation:'))).toEqual([
        'lakeformation:GetDataAccess',
      ]);
      for (const { Action } of statements) for (const one of [Action].flat()) expect(one).not.toContain('*');
    });
  });

  describe('Lake Formation', () => {
    const permissions = all('AWS::LakeFormation::PrincipalPermissions').map(([, one]) => one);

    test('leaves nothing new to IAM, is administered by the deployment, one function and who was named, and stays', () => {
      const [[id = '', settings] = []] = all('AWS::LakeFormation::DataLakeSettings');
      expect(settings).toMatchObject({
        CreateDatabaseDefaultPermissions: [],
        CreateTableDefaultPermissions: [],
        AllowExternalDataFiltering: false,
        AllowFullTableExternalDataAccess: false,
        MutationType: 'REPLACE',
      });
      expect(settings.Admins).toHaveLength(3);
      expect(JSON.stringify(settings.Admins)).toMatch(
        /cfn-exec-role.*WorkbenchStepstendlakeleaveRole.*arn:of:an:administrator/,
      );
      expect(resources[id]?.DeletionPolicy).toBe('Retain');
    });

    test('has all databases, whose tables are open to nobody', () => {
      const databases = all('AWS::Glue::Database').map(([, one]) => one.DatabaseInput);
      const prefix = `${stage.replaceAll('-', '_')}_`;
      expect(databases.map(({ Name }) => Name).sort()).toEqual(
        [
          'raw',
          'base',
          'shared',
          'subject',
          'subject_finance',
          'subject_state_tax',
          'subject_local_tax',
          'results',
          ...readdirSync('queries/libraries').filter((name) => name.startsWith('mart_')),
        ]
          .map((name) => prefix + name)
          .sort(),
      );
      for (const one of databases) expect(one.CreateTableDefaultPermissions).toEqual([]);
    });

    test('reads the tables’ folders in the name of one role, which writes nothing', () => {
      const locations = all('AWS::LakeFormation::Resource').map(([, location]) => location);
      for (const location of locations)
        expect(location).toMatchObject({ UseServiceLinkedRole: false, HybridAccessEnabled: false });
      const folders = locations.map(({ ResourceArn }) => /"\/(\w+)"/.exec(JSON.stringify(ResourceArn))?.[1]);
      expect(folders).toEqual(['lake', 'library']);
      const readers = locations.map(({ RoleArn }) => RoleArn['Fn::GetAtt'][0]);
      expect(new Set(readers).size).toBe(1);
      const [reader] = readers;
      expect(JSON.stringify(resources[reader]?.Properties.AssumeRolePolicyDocument)).toContain(
        'lakeformation.amazonaws.com',
      );
      const actions = statementsOf(reader).flatMap(({ Action }) => Action);
      expect([...new Set(actions)].sort()).toEqual(['kms:Decrypt', 's3:GetObject', 's3:ListBucket']);
    });

    test('gives functions leave to describe tables: one those of all databases but raw; and no person anything', () => {
      const people = roles.map(([id]) => id);
      const given = permissions.map(
        ({ Principal }) => Principal.DataLakePrincipalIdentifier['Fn::GetAtt'][0] as string,
      );
      expect(given.filter((role) => people.includes(role))).toEqual([]);
      expect([...new Set(given)].map((role) => role.replace(/Role[0-9A-F]+$/, '')).sort()).toEqual([
        'ApiFunction',
        'Exchangetransformbatch',
        'Keepingcompactlake',
        'Keepingrefreshlibrary',
        'WorkbenchStepspublishlake',
      ]);
      const rights = new Set(permissions.flatMap((one) => one.Permissions));
      expect([...rights].sort()).toEqual([
        'ALTER',
        'CREATE_DATABASE',
        'CREATE_TABLE',
        'DATA_LOCATION_ACCESS',
        'DESCRIBE',
        'DROP',
        'INSERT',
      ]);
      for (const { Principal, Resource, Permissions, PermissionsWithGrantOption } of permissions) {
        expect(PermissionsWithGrantOption).toEqual([]);
        const database = Resource.Database?.Name ?? Resource.Table?.DatabaseName;
        const publishes = JSON.stringify(Principal).includes('publishlake');
        if (database !== undefined) expect(/_raw$/.test(database)).toBe(!publishes);
        if (!publishes) expect(Permissions).not.toContain('DROP');
        expect(Resource.Catalog).toEqual(Permissions[0] === 'CREATE_DATABASE' ? {} : undefined);
      }
      expect(text).not.toContain('IAM_ALLOWED_PRINCIPALS');
      expect(text).not.toContain('AWS::LakeFormation::DataCellsFilter');
    });
  });

  describe('SQL by the API', () => {
    const taking = [...all('AWS::IAM::Policy'), ...all('AWS::IAM::ManagedPolicy')].flatMap(([id, policy]) =>
      doing(policy.PolicyDocument.Statement, /^sts:/).map((statement) => ({ id, policy, statement })),
    );

    test('takes on the seats, each by its name, and no other role; nothing else takes on any', () => {
      expect(taking.map(({ id }) => id)).toEqual([expect.stringMatching(/^WorkbenchSqlSeats/)]);
      const [{ policy, statement }] = taking as [(typeof taking)[number]];
      expect(statement.Action).toBe('sts:AssumeRole');
      const names = [statement.Resource]
        .flat()
        .map((one) => JSON.stringify(one))
        .map((one) => /:role\/([\w-]+)"\]/.exec(one)?.[1] ?? one);
      expect(names.sort()).toEqual(seats.map((seat) => `${stage}-${seat}`));
      expect(policy.Roles ?? []).toEqual([]);
      const holders = all('AWS::IAM::Role').filter(([, { ManagedPolicyArns = [] }]) =>
        JSON.stringify(ManagedPolicyArns).includes('WorkbenchSqlSeats'),
      );
      expect(holders.map(([id]) => id)).toEqual([expect.stringMatching(/^ApiFunctionRole/)]);
    });

    test('is told who has a seat, and what stands before the names of groups and databases', () => {
      const variables = all('AWS::Lambda::Function')
        .map(([, one]) => one.Environment?.Variables ?? {})
        .find((one) => one.POWERTOOLS_SERVICE_NAME === 'api');
      expect(variables.CONSOLE_SEATS.split(',').sort()).toEqual(seats);
      expect(JSON.stringify(variables.CONSOLE_IDENTITIES)).toContain(`:role/${stage}-"`);
      expect(variables.CONSOLE_GROUPS).toBe(`${stage}-`);
      expect(variables.GLUE_DATABASE_PREFIX).toBe(`${stage.replaceAll('-', '_')}_`);
    });
  });

  describe('what keeps the console true', () => {
    const functionOf = (service: string): TemplateValue =>
      all('AWS::Lambda::Function').find(
        ([, one]) => one.Environment?.Variables?.POWERTOOLS_SERVICE_NAME === service,
      )?.[1];
    const variablesOf = (service: string) => functionOf(service).Environment.Variables;
    const rightsOf = (service: string) => statementsOf(functionOf(service).Role['Fn::GetAtt'][0]);

    test('tends the leave of every seat, each minute, and is told who they are', () => {
      const variables = variablesOf('tend-lake-leave');
      expect(variables.CONSOLE_SEATS.split(',').sort()).toEqual(seats);
      expect(JSON.stringify(variables.CONSOLE_IDENTITIES)).toContain(`:role/${stage}-"`);
      expect(variables.CONSOLE_GROUPS).toBe(`${stage}-`);
      const rates = all('AWS::Scheduler::Schedule').map(([id, one]) => [
        /(tendlakeleave|publishlake)/.exec(id)?.[1],
        one.ScheduleExpression,
      ]);
      expect(rates).toContainEqual(['tendlakeleave', 'rate(1 minute)']);
      expect(rates).toContainEqual(['publishlake', 'rate(5 minutes)']);
    });

    test('gives leave by one function alone, which reads no object and no row, and erases results only', () => {
      const giving = all('AWS::IAM::Policy').filter(([, policy]) =>
        JSON.stringify(policy.PolicyDocument).includes('lakeformation:GrantPermissions'),
      );
      expect(giving.map(([id]) => id.replace(/DefaultPolicy.*/, ''))).toEqual([
        'WorkbenchStepstendlakeleaveRole',
      ]);
      const rights = rightsOf('tend-lake-leave');
      expect(doing(rights, /^s3:(Get|Put)/)).toEqual([]);
      expect(doing(rights, /^glue:(?!Get(Database|Table)$)/)).toEqual([]);
      const erasing = doing(rights, /^s3:Delete/);
      expect(erasing).toHaveLength(1);
      expect(JSON.stringify(erasing[0]?.Resource)).toContain('WorkbenchResults');
      const groups = doing(rights, /^athena:/);
      expect(JSON.stringify(groups.map(({ Resource }) => Resource))).toContain(`workgroup/${stage}-*`);
      expect(groups.flatMap(({ Action }) => Action).sort()).toEqual([
        'athena:BatchGetQueryExecution',
        'athena:ListQueryExecutions',
        'athena:StopQueryExecution',
      ]);
    });

    test('publishes tables under one folder, and erases there alone', () => {
      const rights = rightsOf('publish-lake');
      for (const { Resource } of doing(rights, /^s3:(Put|Delete)/))
        expect(JSON.stringify(Resource)).toContain('/lake/shared/*');
      expect(doing(rights, /^lakeformation:/)).toEqual([]);
      expect(
        doing(rights, /^s3:Get/).map(({ Resource }) => JSON.stringify(Resource).includes('LakeBucket')),
      ).toEqual([true]);
    });
  });
});

describe('a closed network', () => {
  const { resources } = synthesise('city-private', undefined, { workbench });
  const closing = (bucket: string): TemplateValue => {
    const policies = Object.values(resources).filter(({ Type }) => Type === 'AWS::S3::BucketPolicy');
    const found = policies.find(({ Properties }) => Properties.Bucket.Ref.startsWith(bucket));
    return found?.Properties.PolicyDocument.Statement.find(
      ({ Sid }: TemplateValue) => Sid === 'OwnNetworkOnly',
    ).Condition;
  };

  test('lets Lake Formation read the lake, and Athena keep results; neither comes nearer to anything else', () => {
    expect(JSON.stringify(closing('LakeBucket').ArnNotEquals)).toContain('LakeReader');
    expect(closing('LakeBucket').Bool).toEqual({ 'aws:PrincipalIsAWSService': 'false' });
    expect(closing('WorkbenchResults').Bool).toMatchObject({ 'aws:ViaAWSService': 'false' });
    for (const bucket of ['LakeDrop', 'LakeInbox', 'Ledger']) {
      expect(closing(bucket).ArnNotEquals).toBeUndefined();
      expect(closing(bucket).Bool).toEqual({ 'aws:PrincipalIsAWSService': 'false' });
    }
  });
});

test('as many seats as are allowed fit into a template, with all that tends them', () => {
  const analysts = Object.fromEntries(
    Array.from({ length: 54 }, (_, index) => [`department-${index}`, ['receiver']]),
  );
  const full = synthesise('city-private', undefined, { workbench: { ...workbench, analysts } });
  expect(Object.keys(full.resources).length).toBeLessThanOrEqual(500);
  const told = Object.values(full.resources).flatMap(({ Properties }) => {
    const variables = Properties?.Environment?.Variables ?? {};
    return variables.CONSOLE_SEATS === undefined ? [] : [JSON.stringify(variables).length];
  });
  expect(told).toHaveLength(2);
  // Lambda takes 4 kB.
  for (const length of told) expect(length).toBeLessThan(4096);
  const seats = Object.entries(full.resources).find(([id]) => id.startsWith('WorkbenchSqlSeats'));
  // IAM takes 6,144 characters; each name has the account's number and a partition's name before it.
  const names = [seats?.[1].Properties.PolicyDocument.Statement[0].Resource].flat();
  expect(names).toHaveLength(55);
  const longest = 'arn:aws-cn:iam::123456789012:role/'.length + 64 + '"",'.length;
  expect(names.length * longest + 120).toBeLessThan(6144);
});

test('a stage without a workbench has no work group and leaves Lake Formation alone', () => {
  const { text } = synthesise('local');
  expect(text).not.toMatch(/AWS::(Athena|LakeFormation|Glue)::/);
});

describe('a seat is refused', () => {
  const read = (settings: object) => {
    const stage = {
      scanner: 'none',
      issuer: 'https://a.example',
      audience: 'x',
      runbook: 'https://b.example',
      workbench: { samlProvider: 'city', ...settings },
    };
    return readStage(new App({ context: { stage: 'here', stages: { here: stage } } }).node);
  };
  const many = Object.fromEntries(
    Array.from({ length: 55 }, (_, index) => [`department-${index}`, ['receiver']]),
  );

  test.each([
    ['of a role that does not query', { analysts: { finance: ['auditor'] } }, /analysts/],
    ['of the city’s operator in a department', { analysts: { finance: ['operator'] } }, /analysts/],
    ['beyond what a stack holds', { analysts: many }, /56 seats/],
    ['with a limit below Athena’s least', { scanGibibytes: { receiver: 0 } }, /scanGibibytes/],
  ])('%s', (_what, settings, message) => {
    expect(() => read(settings)).toThrow(message);
  });
});
