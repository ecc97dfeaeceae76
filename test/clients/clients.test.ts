/** AWS's clients as they come from PyPI, unmodified, against the Athena endpoint of the embedded home. */
import { type ClientHost, openClientHost } from './athena-host.ts';

const minutes = 60_000;
let host: ClientHost;
beforeAll(async () => {
  host = await openClientHost();
}, 2 * minutes);
afterAll(() => host?.close());

test(
  'boto3 asks, pages, stops and fetches; each value is Athena’s text',
  async () => {
    const found = await host.ask('ask_boto3.py');
    expect(found.values).toEqual({});
    expect(found.types).toEqual([
      ['a', 'integer', 10, 0],
      ['b', 'decimal', 2, 1],
      ['c', 'varchar', 1, 0],
      ['d', 'date', 0, 0],
      ['e', 'float', 17, 0],
    ]);
    expect(found.pages).toEqual({ pages: 3, header: ['n'], inOrder: true });
    expect(found.parameters).toEqual(['42', "it's"]);
    expect(found.errors).toEqual({
      table: ['FAILED', 'TABLE_NOT_FOUND'],
      tableLine: true,
      syntax: ['FAILED', 'SYNTAX_ERROR'],
      syntaxLine: false,
      division: ['FAILED', 'DIVISION_BY_ZERO'],
      divisionLine: false,
      invalid: 'InvalidRequestException',
      tags: true,
    });
    expect(found.cancel).toEqual(['RUNNING', 'CANCELLED']);
    expect(found.file).toEqual({ whole: '"x"\n"a"\n', part: '"a"', size: 8, listed: [true] });
    expect(found.stranger).toBe('InvalidSignatureException');
    expect(found.databases).toEqual(expect.arrayContaining(['raw', 'shared', 'subject']));
    expect(found.column).toMatchObject({ Type: 'string' });
    expect(found.groups).toEqual(['managed', 'primary']);
  },
  3 * minutes,
);

test(
  'PyAthena reads by its cursors, keeps tables and views, and unloads',
  async () => {
    const found = await host.ask('ask_pyathena.py', 'power');
    expect(found.plain).toEqual([
      ...['1', "'x'", "Decimal('1.50')", '10000000.0'],
      ...['datetime.datetime(2020, 1, 2, 3, 4, 5, 678000)', 'datetime.date(2020, 1, 2)', 'True'],
      ...["b'ab'", '[1, 2]', 'None'],
    ]);
    const read = { i: '1', t: 'x', d: '1.50', f: '10000000.0', m: '2020-01-02 03:04:05.678000', b: 'True' };
    expect(found.pandas).toEqual(read);
    expect(found.arrow).toEqual(read);
    expect(found.parameters).toEqual([[["it's", 3]], [[42]]]);
    expect(found.own).toEqual([
      [[2], [3]],
      [['kept'], ['seen']],
    ]);
    expect(found.unloaded).toEqual([{ x: 1, y: 'é' }]);
    expect(found.wrong).toMatch(/^TABLE_NOT_FOUND: line 1:15: /);
    expect(found.metadata).toBe('string');
  },
  3 * minutes,
);

test(
  'awswrangler reads into pandas by its usual way, by CSV, in pieces and by UNLOAD',
  async () => {
    const found = await host.ask('ask_awswrangler.py', 'power');
    expect(found).toEqual({
      typed: { i: '1', d: '1.50', f: '10000000.0', y: '2020-01-02', t: 'é' },
      rows: expect.any(Number),
      pieces: [1, 1],
      parameters: [42],
      unloaded: [{ x: 1, y: 'é' }],
      files: 1,
      wrong: 'TABLE_NOT_FOUND',
      usual: {
        typed: { i: '1', d: '1.50', f: '10000000.0', y: '2020-01-02', t: 'é' },
        rows: found.rows,
        pieces: [1, 1],
        empty: { i: 'Int32' },
        elsewhere: [found.rows],
        // Those that the test of PyAthena may have made stay; none of awswrangler's own does.
        left: expect.not.arrayContaining([expect.stringMatching(/^temp_table_/)]),
        types: true,
        wrong: ['PERMISSION_DENIED', 'AccessDeniedException'],
      },
    });
    expect(found.rows).toBeGreaterThan(0);
  },
  6 * minutes,
);

test(
  'the AWS CLI starts a query and reads its rows; wrong keys are told so',
  async () => {
    const aws = (...args: string[]) => host.run('aws', ['athena', ...args]);
    const started = await aws('start-query-execution', '--query-string', 'SELECT 6 * 7 AS n');
    const { QueryExecutionId: id } = JSON.parse(started.said);
    for (let state = 'QUEUED'; state === 'QUEUED' || state === 'RUNNING'; ) {
      const looked = await aws('get-query-execution', '--query-execution-id', id);
      state = JSON.parse(looked.said).QueryExecution.Status.State;
    }
    const results = JSON.parse((await aws('get-query-results', '--query-execution-id', id)).said);
    expect(results.ResultSet.Rows).toEqual([
      { Data: [{ VarCharValue: 'n' }] },
      { Data: [{ VarCharValue: '42' }] },
    ]);
    const wrong = await host.run('aws', ['athena', 'list-work-groups'], 'stranger');
    expect(wrong.code).not.toBe(0);
    expect(wrong.said).toContain('InvalidSignatureException');
  },
  3 * minutes,
);
