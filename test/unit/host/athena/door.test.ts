import { openTestAthena, type TestAthena } from './athena-home.ts';

let athena: TestAthena;
beforeAll(async () => {
  athena = await openTestAthena();
});
afterAll(async () => {
  expect(athena.failures).toEqual([]);
  await athena.close();
});

const refusal = (exception: string, words: RegExp, status = 400) => ({
  status,
  body: expect.objectContaining({ __type: exception, Message: expect.stringMatching(words) }),
});

test('a query is asked, looked at, and its rows are read in pages whose first has the names', async () => {
  athena.answer([
    ['1', 'x'],
    ['2', undefined],
    ['3', 'a "b",\n c'],
  ]);
  const id = await athena.run('SELECT 1 AS a, NULL AS b');
  const { body } = await athena.ask('GetQueryExecution', { QueryExecutionId: id });
  expect(body.QueryExecution).toMatchObject({
    QueryExecutionId: id,
    StatementType: 'DML',
    SubstatementType: 'SELECT',
    WorkGroup: 'primary',
    ResultConfiguration: { OutputLocation: `s3://shuiyuan-query-results/${id}.csv` },
    Status: { State: 'SUCCEEDED' },
  });
  const pages = [];
  for (let NextToken: string | undefined; pages.length < 9; ) {
    const asked = { QueryExecutionId: id, MaxResults: 2, ...(NextToken ? { NextToken } : {}) };
    const page = (await athena.ask('GetQueryResults', asked)).body;
    pages.push(page.ResultSet.Rows.map(({ Data }: { Data: { VarCharValue?: string }[] }) => Data));
    NextToken = page.NextToken;
    if (NextToken === undefined) break;
  }
  const value = (text: string) => ({ VarCharValue: text });
  expect(pages).toEqual([
    [
      [value('a'), value('b')],
      [value('1'), value('x')],
    ],
    [
      [value('2'), {}],
      [value('3'), value('a "b",\n c')],
    ],
  ]);
  const one = (await athena.ask('GetQueryResults', { QueryExecutionId: id, MaxResults: 1 })).body;
  expect(one.ResultSet.Rows).toHaveLength(2);
  expect(one.ResultSet.ResultSetMetadata.ColumnInfo[0]).toMatchObject({
    Name: 'a',
    Type: 'integer',
    Precision: 10,
  });
});

test('a wrong query fails in Athena’s words, with its place', async () => {
  const id = await athena.run('SELECT *\nFROM nowhere');
  const { body } = await athena.ask('GetQueryExecution', { QueryExecutionId: id });
  expect(body.QueryExecution.Status).toMatchObject({
    State: 'FAILED',
    StateChangeReason: expect.stringMatching(/^TABLE_NOT_FOUND: line 2:6: /),
    AthenaError: { ErrorCategory: 2, Retryable: false },
  });
  expect(await athena.ask('GetQueryResults', { QueryExecutionId: id })).toEqual(
    refusal('InvalidRequestException', /did not finish successfully.*TABLE_NOT_FOUND/),
  );
});

test('a query asked twice with one token is run once; the token is good for nothing else', async () => {
  const asked = { QueryString: 'SELECT 7', ClientRequestToken: 't'.repeat(36) };
  const first = await athena.ask('StartQueryExecution', asked);
  expect((await athena.ask('StartQueryExecution', asked)).body).toEqual(first.body);
  expect(await athena.ask('StartQueryExecution', { ...asked, QueryString: 'SELECT 8' })).toEqual(
    refusal('InvalidRequestException', /Idempotent parameters do not match/),
  );
  const another = await athena.ask('StartQueryExecution', asked, 'aic-application');
  expect(another.body.QueryExecutionId).not.toBe(first.body.QueryExecutionId);
});

test('a token whose query was refused for the moment is good for the next try', async () => {
  const held = athena.hold();
  const asked = { QueryString: 'SELECT 1' };
  for (let count = 0; count < 10; count += 1) await athena.ask('StartQueryExecution', asked, 'power-clerk');
  const eleventh = { ...asked, ClientRequestToken: 'r'.repeat(36) };
  const ask = () => athena.ask('StartQueryExecution', eleventh, 'power-clerk');
  expect(await ask()).toEqual(refusal('TooManyRequestsException', /at most 10/));
  held.release();
  for (let count = 0; (await ask()).status !== 200; count += 1) {
    if (count > 100) throw new Error('it is never heard');
    await new Promise((done) => setTimeout(done, 20));
  }
});

test('what is asked wrongly is named', async () => {
  expect(await athena.ask('StartQueryExecution', {})).toEqual(
    refusal('InvalidRequestException', /Value at 'QueryString'/),
  );
  expect(await athena.ask('Nothing')).toEqual(refusal('UnknownOperationException', /Nothing/));
  expect(await athena.ask('TagResource')).toEqual(refusal('InvalidRequestException', /no tags/));
  expect(await athena.ask('StartSession')).toEqual(refusal('InvalidRequestException', /no Spark/));
  expect(await athena.ask('CreateDataCatalog')).toEqual(refusal('InvalidRequestException', /one catalog/));
  expect(await athena.ask('GetQueryExecution', { QueryExecutionId: '../x' })).toEqual(
    refusal('InvalidRequestException', /QueryExecutionId/),
  );
  expect(await athena.ask('StartQueryExecution', { QueryString: 'SELECT 1', WorkGroup: 'nowhere' })).toEqual(
    refusal('InvalidRequestException', /nowhere/),
  );
  const unsigned = await athena.send(new Request('http://x/athena', { method: 'POST', body: '{}' }));
  expect([unsigned.status, await unsigned.json()]).toEqual([
    403,
    expect.objectContaining({ __type: 'MissingAuthenticationTokenException' }),
  ]);
});

test('what is ours is said in Chinese first, Athena’s own words in Athena’s order', async () => {
  const reason = async (text: string) => {
    const { body } = await athena.ask('GetQueryExecution', { QueryExecutionId: await athena.run(text) });
    return body.QueryExecution.Status.StateChangeReason;
  };
  expect(await reason('CREATE DATABASE x')).toMatch(
    /^NOT_SUPPORTED: line 1:1: 本机不支持.* \/ CREATE DATABASE/,
  );
  expect(await reason('SELECT * FROM x')).toMatch(
    /^TABLE_NOT_FOUND: line 1:15: Table 'x' does not exist \/ /,
  );
  expect(await athena.ask('TagResource')).toEqual(refusal('InvalidRequestException', /^本机不支持标签/));
  expect(await athena.ask('GetWorkGroup', { WorkGroup: 'x' })).toEqual(
    refusal('InvalidRequestException', /^WorkGroup x is not found/),
  );
});

test('what is not there is named; texts and parameters are as long as Athena takes them', async () => {
  expect(await athena.ask('ListQueryExecutions', { WorkGroup: 'x' })).toEqual(
    refusal('InvalidRequestException', /WorkGroup x is not found/),
  );
  const database = { CatalogName: 'AwsDataCatalog', DatabaseName: 'nowhere' };
  expect(await athena.ask('ListTableMetadata', database)).toEqual(refusal('MetadataException', /nowhere/));
  expect((await athena.ask('ListEngineVersions')).body.EngineVersions).toHaveLength(1);
  const text = (letters: number) => `SELECT '${'税'.repeat(letters)}'`;
  expect(await athena.ask('StartQueryExecution', { QueryString: text(87_378) })).toMatchObject({
    status: 200,
  });
  expect(await athena.ask('StartQueryExecution', { QueryString: text(87_379) })).toEqual(
    refusal('InvalidRequestException', /QueryString.*262144 bytes/),
  );
});

test('who may not query may not ask about queries either', async () => {
  for (const operation of ['StartQueryExecution', 'ListQueryExecutions', 'ListDatabases', 'GetQueryResults'])
    expect(await athena.ask(operation, {}, 'auditor')).toEqual(refusal('AccessDeniedException', /role/));
  const response = await athena.fetch('shuiyuan-query-results?list-type=2', { who: 'auditor' });
  expect(response.status).toBe(403);
});

test('another’s query is not there: not by its number, its rows, its file or its stop', async () => {
  athena.answer([['secret']]);
  const id = await athena.run('SELECT 1 AS hidden');
  for (const who of ['aic-application', 'power-clerk', 'operator'] as const) {
    for (const operation of [
      'GetQueryExecution',
      'GetQueryResults',
      'StopQueryExecution',
      'GetQueryRuntimeStatistics',
    ])
      expect(await athena.ask(operation, { QueryExecutionId: id }, who)).toEqual(
        refusal('InvalidRequestException', /there is no query/),
      );
    const { body } = await athena.ask('BatchGetQueryExecution', { QueryExecutionIds: [id] }, who);
    expect(body).toMatchObject({
      QueryExecutions: [],
      UnprocessedQueryExecutionIds: [{ QueryExecutionId: id }],
    });
    expect((await athena.ask('ListQueryExecutions', {}, who)).body.QueryExecutionIds).not.toContain(id);
    for (const path of [`shuiyuan-query-results/${id}.csv`, `shuiyuan-query-results/${id}.txt`])
      expect((await athena.fetch(path, { who })).status).toBe(404);
    const listed = await athena.fetch(`shuiyuan-query-results?list-type=2&prefix=${id}.csv`, { who });
    expect(await listed.text()).toContain('<KeyCount>0</KeyCount>');
  }
  expect((await athena.ask('ListQueryExecutions')).body.QueryExecutionIds).toContain(id);
});

test('an answer is fetched as S3 gives objects: whole, in parts, its head, its listing', async () => {
  athena.answer([['1'], [undefined]]);
  const id = await athena.run('SELECT 1 AS a');
  const path = `shuiyuan-query-results/${id}.csv`;
  const whole = await athena.fetch(path);
  expect(await whole.text()).toBe('"a"\n"1"\n\n');
  expect(whole.headers.get('content-length')).toBe('9');
  const part = await athena.fetch(path, { range: 'bytes=4-6' });
  expect([part.status, await part.text(), part.headers.get('content-range')]).toEqual([
    206,
    '"1"',
    'bytes 4-6/9',
  ]);
  const head = await athena.fetch(path, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '9', '']);
  const listed = await (await athena.fetch(`shuiyuan-query-results?list-type=2&prefix=${id}.csv`)).text();
  expect(listed).toContain(`<Key>${id}.csv</Key>`);
  expect((await athena.fetch(path, { range: 'bytes=99-' })).status).toBe(416);
});

test('nothing else of the store is reached, and nothing is written', async () => {
  const id = await athena.run('SELECT 1 AS a');
  for (const path of [
    'lake/raw/x',
    'lake?list-type=2',
    `shuiyuan-query-results/..%2F..%2Fqueries%2F${id}.csv`,
    `shuiyuan-query-results/queries/${id}.csv`,
    `shuiyuan-query-results/${id}.csv%00`,
    'shuiyuan-query-results/%2e%2e/x',
    'workspace/..%2Fws_aic%2Funload%2Fa%2F0.parquet',
    'workspace/%2e%2e%2f%2e%2e/keys/root.pem',
    'workspace/.manifests/nothing-manifest.csv',
  ])
    expect((await athena.fetch(path)).status).toBe(404);
  for (const method of ['PUT', 'POST', 'DELETE', 'PATCH'])
    expect((await athena.fetch(`shuiyuan-query-results/${id}.csv`, { method })).status).toBe(403);
  expect((await athena.fetch('')).status).toBe(403);
});

test('unloaded files are the department’s: others find none, and a list leads to them', async () => {
  const text = "UNLOAD (SELECT 1 AS a) TO 's3://workspace/out/a/' WITH (format = 'PARQUET')";
  const id = await athena.run(text);
  const { QueryExecution } = (await athena.ask('GetQueryExecution', { QueryExecutionId: id })).body;
  expect(QueryExecution.Status).toMatchObject({ State: 'SUCCEEDED' });
  const manifest = QueryExecution.Statistics.DataManifestLocation.replace('s3://', '');
  expect(await (await athena.fetch(manifest)).text()).toBe('s3://workspace/out/a/0.parquet\n');
  for (const who of ['power-application', 'power-clerk'] as const)
    expect((await athena.fetch('workspace/out/a/0.parquet', { who })).status).toBe(200);
  for (const who of ['aic-application', 'operator'] as const) {
    expect((await athena.fetch('workspace/out/a/0.parquet', { who })).status).toBe(404);
    expect((await athena.fetch(manifest, { who })).status).toBe(404);
    const listed = await (await athena.fetch('workspace?list-type=2&prefix=', { who })).text();
    expect(listed).toContain('<KeyCount>0</KeyCount>');
  }
  const tops = await (await athena.fetch('workspace?list-type=2&delimiter=%2F')).text();
  expect(tops).toContain('<CommonPrefixes><Prefix>out/</Prefix></CommonPrefixes>');
});

test('work groups are the operator’s to change; one that is switched off takes no queries', async () => {
  expect(await athena.ask('CreateWorkGroup', { Name: 'watch' })).toEqual(
    refusal('AccessDeniedException', /role/),
  );
  const Configuration = { ManagedQueryResultsConfiguration: { Enabled: true } };
  expect(await athena.ask('CreateWorkGroup', { Name: 'watch', Configuration }, 'operator')).toEqual({
    status: 200,
    body: {},
  });
  expect(await athena.ask('CreateWorkGroup', { Name: 'watch' }, 'operator')).toEqual(
    refusal('InvalidRequestException', /already exists/),
  );
  const { WorkGroups } = (await athena.ask('ListWorkGroups')).body;
  expect(WorkGroups.map(({ Name }: { Name: string }) => Name)).toEqual(['managed', 'primary', 'watch']);
  const asked = { QueryString: 'SELECT 1', WorkGroup: 'watch' };
  const started = (await athena.ask('StartQueryExecution', asked)).body;
  const { QueryExecution } = (await athena.ask('GetQueryExecution', started)).body;
  expect(QueryExecution.ManagedQueryResultsConfiguration).toEqual({ Enabled: true });
  expect(QueryExecution.ResultConfiguration).toBeUndefined();
  await athena.ask('UpdateWorkGroup', { WorkGroup: 'watch', State: 'DISABLED' }, 'operator');
  expect(await athena.ask('StartQueryExecution', asked)).toEqual(
    refusal('InvalidRequestException', /disabled/),
  );
  await athena.ask('DeleteWorkGroup', { WorkGroup: 'watch' }, 'operator');
  expect(await athena.ask('GetWorkGroup', { WorkGroup: 'watch' })).toEqual(
    refusal('InvalidRequestException', /not found/),
  );
  expect(await athena.ask('DeleteWorkGroup', { WorkGroup: 'primary' }, 'operator')).toEqual(
    refusal('InvalidRequestException', /stays/),
  );
});

test('a query kept under a name is its department’s', async () => {
  const asked = { Name: 'by month', Database: 'shared', QueryString: 'SELECT 1' };
  const { NamedQueryId } = (await athena.ask('CreateNamedQuery', asked)).body;
  expect((await athena.ask('GetNamedQuery', { NamedQueryId }, 'power-clerk')).body.NamedQuery).toMatchObject(
    asked,
  );
  expect(await athena.ask('GetNamedQuery', { NamedQueryId }, 'aic-application')).toEqual(
    refusal('InvalidRequestException', /not found/),
  );
  await athena.ask('UpdateNamedQuery', { NamedQueryId, Name: 'by year', QueryString: 'SELECT 2' });
  const all = (await athena.ask('BatchGetNamedQuery', { NamedQueryIds: [NamedQueryId, 'nothing'] })).body;
  expect(all).toMatchObject({
    NamedQueries: [{ Name: 'by year' }],
    UnprocessedNamedQueryIds: [{ NamedQueryId: 'nothing' }],
  });
  expect((await athena.ask('ListNamedQueries')).body.NamedQueryIds).toEqual([NamedQueryId]);
  await athena.ask('DeleteNamedQuery', { NamedQueryId });
  expect((await athena.ask('ListNamedQueries')).body.NamedQueryIds).toEqual([]);
});

test('a prepared statement is run by EXECUTE, listed, changed and taken back', async () => {
  const place = { StatementName: 'Plus', WorkGroup: 'primary' };
  expect(await athena.ask('CreatePreparedStatement', { ...place, QueryStatement: 'SELECT (' })).toMatchObject(
    {
      status: 400,
    },
  );
  await athena.ask('CreatePreparedStatement', {
    ...place,
    QueryStatement: 'SELECT ? + 1',
    Description: 'adds',
  });
  const kept = (await athena.ask('GetPreparedStatement', place)).body.PreparedStatement;
  expect(kept).toMatchObject({ QueryStatement: 'SELECT ? + 1', Description: 'adds' });
  const id = await athena.run('EXECUTE plus USING 1');
  expect(
    (await athena.ask('GetQueryExecution', { QueryExecutionId: id })).body.QueryExecution.Status.State,
  ).toBe('SUCCEEDED');
  const listed = (await athena.ask('ListPreparedStatements', { WorkGroup: 'primary' })).body
    .PreparedStatements;
  expect(listed).toHaveLength(1);
  await athena.ask('DeletePreparedStatement', place);
  expect(await athena.ask('GetPreparedStatement', place)).toEqual(
    refusal('ResourceNotFoundException', /not found/),
  );
});

test('databases and tables are those the asker may see, in pages', async () => {
  const inCatalog = { CatalogName: 'AwsDataCatalog' };
  const first = (await athena.ask('ListDatabases', { ...inCatalog, MaxResults: 2 })).body;
  const rest = (await athena.ask('ListDatabases', { ...inCatalog, NextToken: first.NextToken })).body;
  const names = [...first.DatabaseList, ...rest.DatabaseList].map(({ Name }) => Name);
  expect(names).toEqual(expect.arrayContaining(['raw', 'shared', 'ws_power']));
  expect(names).not.toContain('ws_aic');
  expect(await athena.ask('GetDatabase', { ...inCatalog, DatabaseName: 'ws_aic' })).toEqual(
    refusal('MetadataException', /not found/),
  );
  expect(await athena.ask('ListTableMetadata', { CatalogName: 'other', DatabaseName: 'x' })).toEqual(
    refusal('MetadataException', /other/),
  );
  expect(
    await athena.ask('GetTableMetadata', { ...inCatalog, DatabaseName: 'shared', TableName: 'x' }),
  ).toEqual(refusal('MetadataException', /EntityNotFound/));
});

test('each request is told of to the audit log, with who, what and how it ended', () => {
  expect(athena.accesses).toContainEqual(
    expect.objectContaining({ action: 'athena:CreateWorkGroup', principal: 'operator', status: 200 }),
  );
  expect(athena.accesses).toContainEqual(
    expect.objectContaining({ action: 's3:PUT', status: 403, refused: 'AccessDenied' }),
  );
});
