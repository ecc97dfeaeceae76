/** Whoever asks in SQL signs as his seat, in a session of his own, by STS's own words over HTTP. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { cloudEnvSchema } from '../../../layers/cloud/cloud-env.ts';
import { cloudQueries } from '../../../layers/cloud/cloud-queries.ts';
import { sessionName } from '../../../layers/cloud/seat-clients.ts';
import { Forbidden, NotFound, Refused, TooMany, TransientError } from '../../../layers/core/errors.ts';
import type { Principal } from '../../../layers/core/identity/principal.ts';
import type { QueryService } from '../../../layers/core/ports/query-engine.ts';
import { eraseQueryRecords } from '../../../layers/core/workbench/erase-queries.ts';
import { queryPath, queryResultsQuery } from '../../../schemas/query-api.ts';
import { openPorts, type TestPorts } from '../grants/fixture.ts';

const receiver: Principal = { name: 'zhang', department: 'local-tax', roles: ['receiver'] };
const colleague: Principal = { name: 'li', department: 'local-tax', roles: ['receiver'] };
const both: Principal = { name: 'wang', department: 'local-tax', roles: ['receiver', 'tax-officer'] };
const stranger: Principal = { name: 'zhao', department: 'civil', roles: ['receiver'] };
const operator: Principal = { name: 'operator', roles: ['operator'] };

interface Asked {
  readonly operation: string;
  readonly body: string;
  /** Of the credentials it was signed with. */
  readonly key: string;
}

type Answer = { readonly status?: number; readonly body: object };

/** STS in its query form, Athena in JSON: what each was asked, and what it is to say. */
function openCloud() {
  const asked: Asked[] = [];
  const cloud = {
    asked,
    lives: 3_600_000,
    isDenied: false,
    athena: (_operation: string): Answer => ({
      body: { QueryExecutionId: '0a1b2c3d-0000-4000-8000-000000000001' },
    }),
  };
  const server: Server = createServer(async (request, response) => {
    const body = await text(request);
    const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const target = request.headers['x-amz-target'];
    if (typeof target === 'string') {
      const operation = target.split('.')[1] ?? '';
      asked.push({ operation, body, key });
      const answer = cloud.athena(operation);
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer.body));
      return;
    }
    asked.push({ operation: new URLSearchParams(body).get('Action') ?? '', body, key });
    response.writeHead(cloud.isDenied ? 403 : 200, { 'content-type': 'text/xml' });
    response.end(cloud.isDenied ? denied : takenOn(new URLSearchParams(body), cloud.lives));
  });
  return { cloud, server };
}

const denied = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>`;

const takenOn = (asked: URLSearchParams, lives: number): string => `
<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>AS${(asked.get('RoleSessionName') ?? '').slice(-14).toUpperCase()}</AccessKeyId>
<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>${new Date(Date.now() + lives).toISOString()}</Expiration></Credentials>
<AssumedRoleUser><Arn>arn:x</Arn><AssumedRoleId>x</AssumedRoleId></AssumedRoleUser>
</AssumeRoleResult></AssumeRoleResponse>`;

const keyOf = (principal: Principal): string => `AS${sessionName(principal).slice(-14).toUpperCase()}`;

describe('SQL in the cloud', () => {
  const { cloud, server } = openCloud();
  const before = { ...process.env };
  let ports: TestPorts;
  let service: QueryService;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const address = `http://127.0.0.1:${port}`;
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'THEAPISOWN',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_STS: address,
      AWS_ENDPOINT_URL_ATHENA: address,
      AWS_MAX_ATTEMPTS: '1',
    });
    ports = await openPorts();
  });
  afterAll(() => {
    process.env = before;
    server.close();
  });
  beforeEach(() => {
    Object.assign(cloud, openCloud().cloud, { asked: cloud.asked });
    cloud.asked.length = 0;
    service = cloudQueries(ports, environment) as QueryService;
  });

  const environment = cloudEnvSchema.parse({
    AWS_REGION: 'cn-north-1',
    CONSOLE_SEATS: 'operator,local-tax-receiver,local-tax-tax-officer',
    CONSOLE_IDENTITIES: 'arn:aws-cn:iam::123456789012:role/city-',
    CONSOLE_GROUPS: 'city-',
    GLUE_DATABASE_PREFIX: 'city_',
  });
  const taken = () => cloud.asked.filter(({ operation }) => operation === 'AssumeRole');
  const started = () =>
    cloud.asked
      .filter(({ operation }) => operation === 'StartQueryExecution')
      .map(({ body, key }) => ({ key, ...JSON.parse(body) }));
  let next = 1;
  /** Each has another number: a record is made of it. */
  const numbered = (): Answer => ({
    body: { QueryExecutionId: `0a1b2c3d-0000-4000-8000-${`${Date.now()}${next++}`.slice(-12)}` },
  });
  const ask = (principal: Principal, more: object = {}) => {
    cloud.athena = numbered;
    return service.start({ text: 'SELECT * FROM shared.power', ...more }, principal);
  };

  test('is not there where a stage has no seats', () => {
    expect(cloudQueries(ports, cloudEnvSchema.parse({}))).toBeUndefined();
  });

  test('runs as the seat, in its work group and its stage’s databases, in a session named by a digest', async () => {
    await ask(receiver);
    const [taking] = taken();
    expect(taking?.key).toBe('THEAPISOWN');
    const form = new URLSearchParams(taking?.body);
    const digest = createHash('sha256').update('local-tax/zhang').digest('hex');
    expect(Object.fromEntries(form)).toMatchObject({
      RoleArn: 'arn:aws-cn:iam::123456789012:role/city-local-tax-receiver',
      RoleSessionName: `query-${digest.slice(0, 40)}`,
      DurationSeconds: '3600',
    });
    expect(form.get('RoleSessionName')).toMatch(/^[\w+=,.@-]{2,64}$/);
    expect(started()).toMatchObject([
      {
        key: keyOf(receiver),
        WorkGroup: 'city-local-tax-receiver',
        QueryString: 'SELECT * FROM city_shared.power',
        QueryExecutionContext: { Database: 'city_shared' },
      },
    ]);
  });

  test('takes a seat on once, for each asker his own', async () => {
    for (const one of [receiver, receiver, colleague, receiver]) await ask(one);
    expect(taken()).toHaveLength(2);
    expect(started().map(({ key }) => key)).toEqual([receiver, receiver, colleague, receiver].map(keyOf));
  });

  test('takes a seat on again shortly before the session ends', async () => {
    cloud.lives = 240_000;
    await ask(receiver);
    const before = taken().length;
    cloud.lives = 3_600_000;
    await ask(receiver);
    await ask(receiver);
    expect(taken().length - before).toBe(1);
  });

  test('primary is the first seat of whoever asks; another of his own is asked for by its name', async () => {
    await ask(both, { workGroup: 'primary' });
    await ask(both, { workGroup: 'local-tax-tax-officer' });
    await ask(operator);
    expect(started().map(({ WorkGroup }) => WorkGroup)).toEqual([
      'city-local-tax-receiver',
      'city-local-tax-tax-officer',
      'city-operator',
    ]);
  });

  test('a seat that is not one’s own is refused, with those that are; who has none is told who gives it', async () => {
    const refused = ask(receiver, { workGroup: 'local-tax-tax-officer' });
    await expect(refused).rejects.toThrow(
      /local-tax-tax-officer is no work group of yours.*: primary, local-tax-receiver$/,
    );
    await expect(ask(receiver, { workGroup: 'city-operator' })).rejects.toThrow(Forbidden);
    await expect(ask(stranger)).rejects.toThrow(/civil has no seat for receiver.*workbench\.analysts/);
    await expect(ask({ ...operator, district: { code: '1', departments: [] } })).rejects.toThrow(Forbidden);
    expect(cloud.asked).toEqual([]);
  });

  test('a role that trusts us not is a fault of the stage, and is named', async () => {
    cloud.isDenied = true;
    const failed = ask(receiver);
    await expect(failed).rejects.toThrow(TransientError);
    await expect(failed).rejects.toThrow(/sts AssumeRole failed with AccessDenied/);
  });

  test('that Athena has too much to do is said to whoever asks', async () => {
    cloud.athena = () => ({
      status: 400,
      body: { __type: 'TooManyRequestsException', Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' },
    });
    await expect(service.start({ text: 'SELECT 1' }, receiver)).rejects.toThrow(TooMany);
  });

  test('a number and a place as Athena gives them pass the API', async () => {
    const id = await ask(receiver);
    expect(queryPath.parse({ id })).toEqual({ id });
    const after = `1000.${'x'.repeat(1024)}`;
    expect(queryResultsQuery.parse({ after })).toMatchObject({ after });
  });

  const succeeded = {
    QueryExecution: {
      Status: { State: 'SUCCEEDED', CompletionDateTime: 1_790_000_000 },
      StatementType: 'DML',
    },
  };

  test('rows that nobody counted are told to be as many by nobody', async () => {
    const id = await ask(receiver);
    cloud.athena = (operation) => ({ body: operation === 'GetQueryExecution' ? succeeded : {} });
    const { state, rows } = await service.execution(id, receiver);
    expect([state, rows]).toEqual(['SUCCEEDED', undefined]);
  });

  test('rows that are no longer there, and a query that Athena forgot, have expired', async () => {
    const [emptied, forgotten] = [await ask(receiver), await ask(receiver)];
    const refusal = (message: string): Answer => ({
      status: 400,
      body: { __type: 'InvalidRequestException', Message: message },
    });
    cloud.athena = (operation) => ({ body: operation === 'GetQueryExecution' ? succeeded : {} });
    await service.execution(emptied, receiver);
    cloud.athena = () => refusal('Could not find results');
    const rows = (after?: string) =>
      service
        .results(emptied, after === undefined ? {} : { after }, receiver)
        [Symbol.asyncIterator]()
        .next();
    await expect(rows()).rejects.toMatchObject({ code: 'query-expired' });
    cloud.athena = () => refusal('Invalid NextToken');
    await expect(rows('7.abc')).rejects.toMatchObject({ code: 'query-place' });
    cloud.athena = () => refusal(`QueryExecution ${forgotten} was not found`);
    await expect(service.execution(forgotten, receiver)).rejects.toThrow(Refused);
  });

  test('a query’s text ends after its days; Athena’s own rows are nothing to erase here', async () => {
    const id = await ask(receiver);
    expect((await eraseQueryRecords(ports)()).queries).toBe(0);
    ports.world.time += 46 * 86_400_000;
    expect((await eraseQueryRecords(ports)()).queries).toBeGreaterThan(0);
    await expect(service.execution(id, receiver)).rejects.toThrow(NotFound);
  });

  test('a place in the text that was sent is told as one in the text that was asked', async () => {
    const id = await ask(receiver, { text: 'SELECT wrong FROM shared.power p, shared.power q WHERE x' });
    const why = 'COLUMN_NOT_FOUND: line 1:69: Column x cannot be resolved';
    cloud.athena = () => ({
      body: { QueryExecution: { Status: { State: 'FAILED', StateChangeReason: why } } },
    });
    expect((await service.execution(id, receiver)).error).toMatchObject({
      code: 'COLUMN_NOT_FOUND',
      line: 1,
      column: 59,
    });
  });
});
