/** Flows over the API: who may do what, faults at their nodes, and the twelve services in their places. */
import { performRuns } from '../../../layers/core/flows/tend-flows.ts';
import type { SqlRunner } from '../../../layers/core/ports/sql-runner.ts';
import { createFixture, type Fixture, parse } from './fakes/fixture.ts';

const flow = {
  schema: 'flow/1',
  code: 'counted',
  name: '主体计数',
  purpose: '核对主体数',
  nodes: [
    { id: 'aic', kind: 'resource', resource: 'AIC' },
    { id: 'sums', kind: 'summarise', measures: [{ name: 'things', sql: 'count(*)' }] },
    { id: 'out', kind: 'output', resource: 'AIC_COUNTED', title: '主体计数' },
  ],
  edges: [
    { from: 'aic', to: 'sums' },
    { from: 'sums', to: 'out' },
  ],
};
const wrong = {
  ...flow,
  nodes: flow.nodes.map((one) => ('measures' in one ? { ...one, by: ['none'] } : one)),
};

let fixture: Fixture;
beforeEach(async () => {
  fixture = await createFixture();
});

const post = (path: string, body: unknown, as = 'operator') =>
  fixture.ask('POST', `/flows${path}`, { as, body });
const get = async (path: string, as = 'operator') => parse(await fixture.ask('GET', path, { as }));

/** Writes a file in place of an engine. */
const writer = (text: string): SqlRunner => ({
  async run({ output }) {
    if (output.to === 'csv') await fixture.ports.objects.put(output.key, new TextEncoder().encode(text));
    return [];
  },
});

test('a check says what is wrong at which node, in both languages, and what flows along each edge', async () => {
  const bad = await parse(await post('/check', { flow: wrong }, 'aic'));
  expect(bad).toMatchObject({
    fits: false,
    findings: [{ node: 'sums', zh: expect.stringContaining('没有列 none') }],
  });
  const good = await parse(await post('/check', { flow }, 'aic'));
  expect(good).toMatchObject({ fits: true, findings: [] });
  expect(good.nodes.find((one: { node: string }) => one.node === 'sums').columns).toEqual([
    { name: 'things', type: 'bigint' },
  ]);
});

test('a flow that does not fit is not deployed; the message names its node', async () => {
  const refused = await post('', { flow: wrong });
  expect(refused.status).toBe(400);
  expect((await parse(refused)).detail).toContain('counted/sums');
  expect((await fixture.ask('GET', '/flows/counted', { as: 'operator' })).status).toBe(404);
});

test('only the exchange centre deploys and runs; departments look', async () => {
  expect((await post('', { flow }, 'aic')).status).toBe(403);
  expect((await post('', { flow })).status).toBe(201);
  expect((await post('/counted/runs', {}, 'aic')).status).toBe(403);
  expect(await get('/flows/counted', 'tax')).toMatchObject({ state: 'running', version: 1 });
  expect((await get('/flows', 'aic')).items).toHaveLength(1);
  expect(await get('/flows/counted/versions/1', 'auditor')).toMatchObject({
    version: 1,
    deployedBy: 'operator',
  });
});

test('a run is followed from its asking to the ticket of its file', async () => {
  await post('', { flow });
  const { id } = await parse(await post('/counted/runs', {}));
  expect(await get(`/flows/counted/runs/${id}`)).toMatchObject({ stage: 'asked', outputs: [] });
  await performRuns(fixture.ports, writer('"things"\n"3"\n'))();
  const run = await get(`/flows/counted/runs/${id}`);
  expect(run).toMatchObject({ stage: 'done', outputs: [{ resource: 'AIC_COUNTED', taken: 'issued' }] });
  expect((await get('/flows/counted/runs')).items).toHaveLength(1);
});

test('a paused flow takes no runs until it is resumed; it is taken back to a version with a reason', async () => {
  await post('', { flow });
  await post('', { flow: { ...flow, purpose: '另一口径' } });
  expect((await post('/counted/pause', {})).status).toBe(400);
  expect(await parse(await post('/counted/pause', { reason: '核查' }))).toMatchObject({ state: 'paused' });
  expect((await post('/counted/runs', {})).status).toBe(409);
  expect((await post('/counted/backfills', { from: '201501', to: '201502' })).status).toBe(409);
  await post('/counted/resume', { reason: '核查完毕' });
  const back = await parse(await post('/counted/rollback', { version: 1, reason: '口径有误' }));
  expect(back).toMatchObject({ version: 1, latest: 2, reason: '口径有误' });
  const { items } = await parse(await post('/counted/backfills', { from: '201501', to: '201502' }));
  expect(items.map((one: { period: string }) => one.period)).toEqual(['201501', '201502']);
});

test('a dry run is its asker’s alone', async () => {
  const { id } = await parse(await post('/dry-runs', { flow }, 'aic'));
  await performRuns(fixture.ports, writer('"node","rows","row"\n"sums","1","[""3""]"\n'))();
  expect(await get(`/flows/dry-runs/${id}`, 'aic')).toMatchObject({
    stage: 'done',
    nodes: [{ node: 'sums', count: 1, rows: [['3']] }],
  });
  expect((await fixture.ask('GET', `/flows/dry-runs/${id}`, { as: 'tax' })).status).toBe(404);
});

test('each of the twelve services has its place among the operations', async () => {
  const { items } = await get('/data-services', 'aic');
  expect(items.map((one: { name: string }) => one.name).join('')).toBe(
    '采集加工转换交换比对汇总审计推送合并加载调度监控',
  );
  const { paths } = await get('/openapi.json');
  const known = Object.values(paths as Record<string, Record<string, { operationId?: string }>>).flatMap(
    (path) => Object.values(path).map(({ operationId }) => operationId),
  );
  const named = items.flatMap((one: { operations: string[] }) => one.operations);
  expect(named.filter((one: string) => !known.includes(one))).toEqual([]);
});
