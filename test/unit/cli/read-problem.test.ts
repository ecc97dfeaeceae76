/** What the command line says of a refusal: the problem's own fields, not its text cut to size. */
import { readProblem } from '../../../cli/read-problem.ts';

const before = process.env.LC_ALL;
afterEach(() => {
  if (before === undefined) delete process.env.LC_ALL;
  else process.env.LC_ALL = before;
});

const answered = (status: number, body: unknown) =>
  readProblem(new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));

const fields = {
  code: 'invalid-input',
  detail: '请改正：body.size：缺失；query.limit：过大',
  errors: [
    { field: 'body.size', detail: '缺失' },
    { field: 'query.limit', detail: '过大' },
    { field: 'body', detail: '不符合要求' },
  ],
};

test('fields are named as options are, one a line, and the answer is kept as it came', async () => {
  process.env.LC_ALL = 'zh_CN.UTF-8';
  const failure = await answered(400, fields);
  expect(failure.message).toBe('请改正：\n  size：缺失\n  limit：过大\n  body：不符合要求');
  expect(failure).toMatchObject({ code: 'invalid-input', status: 1, problem: fields });
  process.env.LC_ALL = 'en_US.UTF-8';
  expect((await answered(400, fields)).message).toMatch(/^correct:\n {2}size: 缺失/);
});

test('a detail without fields is told word for word, whatever is in it', async () => {
  const detail = 'the file body.csv has no line; see query.sql';
  expect((await answered(409, { detail, code: 'no-line' })).message).toBe(detail);
});

test.each([
  ['no JSON', '<html>'],
  ['nothing', ''],
  ['an array', []],
  ['null', null],
  ['other types', { detail: 7, code: {}, errors: 'many' }],
])('an answer that is %s is named by its status', async (_what, body) => {
  expect(await answered(404, body)).toMatchObject({ code: 'http-404', message: 'HTTP 404' });
});

test.each([429, 408, 500, 503])('%i may pass', async (status) => {
  expect(await answered(status, { code: 'x', detail: 'y' })).toMatchObject({ status: 3, code: 'x' });
});
