/** Flows on an embedded home: what is refused and where, what steps give, and runs that are done once. */
import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askDryRun, askRun, backfillFlow } from '../../../layers/core/flows/ask-run.ts';
import { beginDueRuns } from '../../../layers/core/flows/begin-due-runs.ts';
import { checkFlow } from '../../../layers/core/flows/check-flow.ts';
import { outputStatement } from '../../../layers/core/flows/compile-flow.ts';
import { deployFlow, pauseFlow, resumeFlow, rollBackFlow } from '../../../layers/core/flows/deploy-flow.ts';
import { flowRuns, flows } from '../../../layers/core/flows/kinds.ts';
import { lookAtSources, pinSources } from '../../../layers/core/flows/look-at-sources.ts';
import { openFlow, seenWhole } from '../../../layers/core/flows/open-flow.ts';
import { eraseDryRuns, readSample } from '../../../layers/core/flows/perform-dry-run.ts';
import { performRun } from '../../../layers/core/flows/perform-run.ts';
import { performRuns } from '../../../layers/core/flows/tend-flows.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { changes, find, generations, must, tickets } from '../../../layers/core/records.ts';
import { prelude } from '../../../layers/core/sql/functions/index.ts';
import { sqlInProcess } from '../../../layers/refinery/run-in-process.ts';
import { type Flow, flowSchema } from '../../../schemas/flow.ts';
import { type LakeHome, openLakeHome, who } from '../workbench/lake-home.ts';
import { compared, everyStep } from './example-flows.ts';

let home: LakeHome;
let ports: Ports;
let now = Date.now();
beforeEach(async () => {
  home = await openLakeHome();
  now = Date.now();
  ports = { ...home.ports, clock: { now: () => new Date(now) } };
});
afterEach(() => home.close());

const perform = (of: Ports = ports) => performRuns(of, home.runner)();
const signal = new AbortController().signal;

async function textOf(key: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of ports.objects.get(key)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** The rows an output would hand in. */
async function give(flow: Flow, node: string, period?: string): Promise<string[]> {
  const { resources } = await lookAtSources(ports, flow);
  const { generations: pinned } = await pinSources(ports, resources);
  const seen = [...resources.values()].map(seenWhole);
  const opened = await openFlow(ports, flow, { seen, generations: pinned, now, period });
  const key = `test/${ports.ids.next()}.csv`;
  const names = opened.relations.get(node)?.columns.map(({ name }) => name) ?? [];
  const sql = outputStatement(opened.relations, node);
  const run = { tables: opened.tables, prelude, sql, output: { to: 'csv', key, names } } as const;
  await home.runner.run(run, signal, () => {});
  return (await textOf(key)).trim().replaceAll('"', '').split('\n');
}

const findingsOf = async (flow: Flow) => (await checkFlow(ports, flow)).findings;
const withNode = (flow: Flow, id: string, more: Record<string, unknown>): Flow =>
  flowSchema.parse({ ...flow, nodes: flow.nodes.map((one) => (one.id === id ? { ...one, ...more } : one)) });

/** Another generation, in which a batch ended; or, with none, one in which rows moved, as compaction gives. */
async function moveOn(remove: string[] = ['b-ended']): Promise<void> {
  const held = await must(ports.records, generations, 'AIC');
  const generation = held.value.generation + 1;
  const change = { resource: 'AIC', generation, at: new Date(now).toISOString(), remove };
  await ports.records.commit([
    { put: changes.key('AIC', generation), value: changes.schema.parse(change), expect: 0 },
    { put: held.key, value: { resource: 'AIC', generation }, expect: held.version },
  ]);
}

const runOf = async (id: string) => (await must(ports.records, flowRuns, id)).value;
const lastOf = async (code: string) => runOf((await must(ports.records, flows, code)).value.last ?? '');

test('a flow that fits has no findings, and what it would put in the catalog is made from its sources', async () => {
  const { findings, outputs, inputs } = await checkFlow(ports, everyStep());
  expect(findings).toEqual([]);
  expect(outputs.map(({ code, library }) => [code, library?.over])).toEqual([
    ['SUMS', ['AIC', 'LAND']],
    ['FAILED', ['AIC', 'LAND']],
  ]);
  expect(inputs).toEqual(['AIC', 'LAND']);
});

test.each([
  ['an unknown column', 'less', { where: 'nothing = 1' }, 'less', 'nothing'],
  ['a wrong type', 'less', { where: 'amount > day' }, 'less', 'decimal(18,2) > date'],
  ['text that would leave its bracket', 'less', { where: 'true) UNION (SELECT 1' }, 'less', ''],
  ['an unknown resource', 'aic', { resource: 'NONE' }, 'aic', 'NONE'],
  ['grade 3', 'aic', { resource: 'SECRET' }, 'aic', 'grade 3'],
  [
    'items that cannot be compared',
    'report',
    { items: [{ name: 'amount', right: 'day' }] },
    'report',
    'decimal',
  ],
  ['a name the catalog has for another', 'out', { resource: 'LAND' }, 'out', 'LAND'],
])('%s is told at its node', async (_name, node, more, at, says) => {
  const findings = await findingsOf(withNode(compared(), node, more));
  expect(findings[0]?.node).toBe(at);
  expect(`${findings[0]?.en}`).toContain(says);
  expect(findings[0]?.zh).toMatch(/\p{Script=Han}/u);
});

test('circles, unknown nodes, missing branches and inputs are told at their nodes', async () => {
  const base = compared();
  const edges = (more: object[]) => flowSchema.parse({ ...base, edges: [...base.edges, ...more] });
  expect((await findingsOf(edges([{ from: 'less', to: 'nowhere' }])))[0]).toMatchObject({ node: 'less' });
  const circle = flowSchema.parse({
    ...base,
    edges: base.edges.map((one) => (one.to === 'less' ? { from: 'report', to: 'less' } : one)),
  });
  expect((await findingsOf(circle)).some(({ en }) => en.startsWith('edges lead back'))).toBe(true);
  const noBranch = everyStep();
  const cut = flowSchema.parse({
    ...noBranch,
    edges: noBranch.edges.map(({ output: _output, ...one }) => one),
  });
  expect((await findingsOf(cut)).map(({ node }) => node)).toEqual(
    expect.arrayContaining(['audited', 'halves']),
  );
  const unnamed = flowSchema.parse({ ...base, edges: base.edges.map(({ input: _input, ...one }) => one) });
  expect((await findingsOf(unnamed))[0]).toMatchObject({ node: 'report' });
});

test('a schedule that is none is told of the flow as a whole', async () => {
  const [finding] = await findingsOf(compared({ runs: { at: '70 2 * * *' } }));
  expect(finding).toMatchObject({
    zh: expect.stringContaining('定时'),
    en: expect.stringContaining('minute'),
  });
  expect(finding?.node).toBeUndefined();
});

test('a query of an author reads what flows in and nothing else', async () => {
  const flow = everyStep();
  const reaching = withNode(flow, 'ranked', { query: 'SELECT k AS district\nFROM shared.aic' });
  expect((await findingsOf(reaching))[0]).toMatchObject({
    node: 'ranked',
    en: expect.stringContaining('line 2'),
  });
});

test('the comparison tells what is only on one side and what differs, item by item', async () => {
  expect(await give(compared(), 'out')).toEqual([
    'key,kind,item,left,right',
    'k3,only-right,,,',
    'k4,differs,amount,5.00,6.00',
  ]);
});

const twoSides = (left: string, right: string, more: Record<string, unknown>): Flow =>
  flowSchema.parse({
    ...compared(),
    nodes: [
      { id: 'aic', kind: 'resource', resource: 'AIC' },
      {
        id: 'a',
        kind: 'sql',
        query: `SELECT x.* FROM (SELECT 1 AS one FROM aic LIMIT 1) AS o CROSS JOIN (VALUES ${left}) AS x (k, n)`,
      },
      {
        id: 'b',
        kind: 'sql',
        query: `SELECT x.* FROM (SELECT 1 AS one FROM aic LIMIT 1) AS o CROSS JOIN (VALUES ${right}) AS x (k, n)`,
      },
      { id: 'report', kind: 'compare', keys: [{ name: 'k' }], items: [{ name: 'n', ...more }], same: true },
      { id: 'out', kind: 'output', resource: 'AIC_LAND', title: '比对结果' },
    ],
    edges: [
      { from: 'aic', to: 'a' },
      { from: 'aic', to: 'b' },
      { from: 'a', to: 'report', input: 'left' },
      { from: 'b', to: 'report', input: 'right' },
      { from: 'report', to: 'out' },
    ],
  });

test('NULL agrees with NULL, as a key and as a value; a key that stands twice is told and not compared', async () => {
  const flow = twoSides(
    `(NULL, 1.0), ('n', NULL), ('m', NULL), ('d', 1.0), ('d', 2.0)`,
    `(NULL, 1.0), ('n', NULL), ('m', 3.0), ('d', 1.0)`,
    {},
  );
  expect((await give(flow, 'out')).slice(1)).toEqual([
    '\\N,same,,,',
    'd,duplicate-left,,2,1',
    'm,differs,n,,3.0',
    'n,same,,,',
  ]);
});

test('tolerance is absolute or relative, and its border agrees', async () => {
  const left = `('a', 100.00), ('b', 100.00), ('c', 100.00)`;
  const right = `('a', 100.01), ('b', 100.02), ('c', 101.00)`;
  const kinds = async (more: object) =>
    (await give(twoSides(left, right, more as never), 'out')).slice(1).map((line) => line.split(',')[1]);
  expect(await kinds({})).toEqual(['differs', 'differs', 'differs']);
  expect(await kinds({ absolute: 0.01 })).toEqual(['same', 'differs', 'differs']);
  expect(await kinds({ relative: 0.001 })).toEqual(['same', 'same', 'differs']);
  expect(await kinds({ relative: 0.001, absolute: 1 })).toEqual(['same', 'same', 'same']);
});

test('every kind of step gives its rows', async () => {
  expect(await give(everyStep(), 'sums_out')).toEqual(['district,things,least', 'NORTH,4,10.00']);
  const failed = await give(everyStep(), 'failed_out');
  expect(failed).toHaveLength(6);
  expect(failed.find((line) => line.startsWith('k1,'))).toBe(
    'k1,SOUTH,hid***1,1.25,2015-01-01,south,north large',
  );
});

test('engine in a child and engine in the process give the same bytes', async () => {
  const flow = everyStep();
  const { resources } = await lookAtSources(ports, flow);
  const { generations: pinned } = await pinSources(ports, resources);
  const opened = await openFlow(ports, flow, {
    seen: [...resources.values()].map(seenWhole),
    generations: pinned,
    now,
  });
  const folder = await mkdtemp(join(tmpdir(), 'flow-'));
  const files = {
    scratch: <T>(work: (path: string) => Promise<T>) => mkdtemp(join(folder, 's-')).then(work),
    async put(key: string, path: string) {
      const kept = join(folder, key.replaceAll('/', '_'));
      await copyFile(path, kept);
      await ports.objects.put(key, await readFile(path));
      return { size: (await stat(kept)).size } as never;
    },
  };
  const other = sqlInProcess(
    { files, objects: ports.objects },
    { threads: 2, memoryMegabytes: 512, spillMegabytes: 512 },
  );
  const digests: string[][] = [];
  for (const [name, runner] of [
    ['child', home.runner],
    ['process', other],
  ] as const) {
    const found: string[] = [];
    for (const node of ['sums_out', 'failed_out']) {
      const names = opened.relations.get(node)?.columns.map((one) => one.name) ?? [];
      const sql = outputStatement(opened.relations, node);
      const run = { tables: opened.tables, prelude, sql };
      const key = `test/${name}/${node}.csv`;
      await runner.run({ ...run, output: { to: 'csv', key, names } }, signal, () => {});
      const prefix = `test/${name}/${node}/`;
      const parquet = { to: 'parquet', prefix, names, partitionedBy: [] } as const;
      const [object] = await runner.run({ ...run, output: parquet }, signal, () => {});
      for (const one of [key, object?.key ?? '']) {
        const hash = createHash('sha256');
        for await (const chunk of ports.objects.get(one)) hash.update(chunk);
        found.push(hash.digest('hex'));
      }
    }
    digests.push(found);
  }
  await rm(folder, { recursive: true });
  expect(digests[0]).toEqual(digests[1]);
  expect(new Set(digests[0]).size).toBe(4);
});

test('a deployed flow runs once for what its sources have, and again when one moves, but not for compaction', async () => {
  const { flow, outcome } = await deployFlow(ports)(compared(), 'operator');
  expect([flow.version, outcome]).toEqual([1, 'deployed']);
  expect((await deployFlow(ports)(compared(), 'operator')).outcome).toBe('unchanged');
  expect(await beginDueRuns(ports)()).toBe(1);
  expect(await beginDueRuns(ports)()).toBe(0);
  expect(await perform()).toBe(1);
  const run = await lastOf('compared');
  expect(run).toMatchObject({ stage: 'done', cause: 'commit', generations: { AIC: 1, LAND: 1 } });
  const ticket = await find(ports.records, tickets, run.outputs[0]?.ticket ?? '');
  expect(ticket?.value).toMatchObject({
    department: 'platform',
    resource: 'AIC_LAND',
    sha256: run.outputs[0]?.sha256,
  });
  expect(await beginDueRuns(ports)()).toBe(0);
  await moveOn([]);
  expect(await beginDueRuns(ports)()).toBe(0);
  await moveOn();
  expect(await beginDueRuns(ports)()).toBe(1);
});

test('killed between its file and its transaction a run finds its pins and its file again', async () => {
  await deployFlow(ports)(compared(), 'operator');
  const { id } = await askRun(ports)({ code: 'compared', actor: 'operator' });
  const dying = {
    ...ports,
    probe: {
      async at(point: string) {
        if (point === 'run-flow: file written') throw new Error('died');
      },
    },
  } as Ports;
  await expect(perform(dying)).rejects.toThrow('died');
  const pinned = await runOf(id);
  expect(pinned.stage).toBe('pinned');
  await moveOn();
  expect(await perform()).toBe(1);
  const done = await runOf(id);
  expect(done.generations).toEqual(pinned.generations);
  expect(done.outputs[0]?.ticket).toBe(pinned.outputs[0]?.ticket);
  expect(await perform()).toBe(0);
});

test('no run of a flow is begun while another is at work: older rows are never handed in last', async () => {
  await deployFlow(ports)(compared(), 'operator');
  const ask = () => askRun(ports)({ code: 'compared', actor: 'operator' });
  const [first, second] = [await ask(), await ask()];
  const dying = {
    ...ports,
    probe: {
      async at(point: string) {
        if (point === 'run-flow: file written') throw new Error('died');
      },
    },
  } as Ports;
  await expect(performRun(dying, home.runner)(first.id, signal)).rejects.toThrow('died');
  expect(await performRun(ports, home.runner)(second.id, signal)).toBe(false);
  expect((await runOf(second.id)).stage).toBe('asked');
  expect(await performRun(ports, home.runner)(first.id, signal)).toBe(true);
  expect(await performRun(ports, home.runner)(second.id, signal)).toBe(true);
});

test('a paused flow begins nothing by itself, by hand or by what was asked before', async () => {
  await deployFlow(ports)(compared(), 'operator');
  const move = { code: 'compared', actor: 'operator', reason: '核查' };
  await askRun(ports)({ code: 'compared', actor: 'operator' });
  await pauseFlow(ports)(move);
  await expect(pauseFlow(ports)(move)).rejects.toThrow('paused already');
  await expect(askRun(ports)({ code: 'compared', actor: 'operator' })).rejects.toThrow('flow resume');
  expect([await beginDueRuns(ports)(), await perform()]).toEqual([0, 0]);
  await resumeFlow(ports)(move);
  expect(await perform()).toBe(1);
});

test('a version is frozen, and a flow taken back to it runs it again', async () => {
  await deployFlow(ports)(compared(), 'operator');
  const changed = withNode(compared(), 'less', { where: "k <> 'k5'" });
  expect((await deployFlow(ports)(changed, 'operator')).flow.version).toBe(2);
  await beginDueRuns(ports)();
  await perform();
  const back = await rollBackFlow(ports)({ code: 'compared', actor: 'operator', reason: '误改' }, 1);
  expect([back.version, back.latest]).toEqual([1, 2]);
  expect(await beginDueRuns(ports)()).toBe(1);
  await perform();
  const run = await lastOf('compared');
  expect(run.version).toBe(1);
  const ticket = await must(ports.records, tickets, run.outputs[0]?.ticket ?? '');
  expect(await textOf(ticket.value.key)).toContain('k3');
});

test('a schedule has its turn once, and rests on the days told', async () => {
  now = Date.parse('2015-03-04T18:00:00Z');
  const runs = { commit: false, at: '30 2 * * *', except: ['2015-03-06'] };
  const { flow } = await deployFlow(ports)(compared({ runs }), 'operator');
  expect(flow.nextAt).toBe('2015-03-04T18:30:00.000Z');
  expect(await beginDueRuns(ports)()).toBe(0);
  now = Date.parse('2015-03-04T18:31:00Z');
  expect(await beginDueRuns(ports)()).toBe(1);
  await perform();
  expect(await beginDueRuns(ports)()).toBe(0);
  expect((await must(ports.records, flows, 'compared')).value.nextAt).toBe('2015-03-06T18:30:00.000Z');
});

test('a back-fill is a run for each month, with that month’s rows alone', async () => {
  const flow = withNode(withNode(compared(), 'aic', { period: 'day' }), 'out', { mode: 'full-per-period' });
  await deployFlow(ports)(flow, 'operator');
  const asked = { code: 'compared', actor: 'operator' };
  await expect(backfillFlow(ports)(asked, { from: '201502', to: '201501' })).rejects.toThrow('later');
  const runs = await backfillFlow(ports)(asked, { from: '201412', to: '201501' });
  expect(runs.map(({ period }) => period)).toEqual(['201412', '201501']);
  expect(await perform()).toBe(2);
  const texts: string[] = [];
  for (const { id } of runs) {
    const ticket = await must(ports.records, tickets, (await runOf(id)).outputs[0]?.ticket ?? '');
    expect(ticket.value.period).toBe((await runOf(id)).period);
    texts.push(await textOf(ticket.value.key));
  }
  expect(texts[0]?.match(/only-right/g)).toHaveLength(10);
  expect(texts[1]?.match(/only-right/g)).toHaveLength(1);
});

test('the output of a flow is another’s source; a circle of flows is refused', async () => {
  await deployFlow(ports)(compared(), 'operator');
  const over = flowSchema.parse({
    ...compared(),
    code: 'counted',
    nodes: [
      { id: 'report', kind: 'resource', resource: 'AIC_LAND' },
      { id: 'sums', kind: 'summarise', by: ['kind'], measures: [{ name: 'things', sql: 'count(*)' }] },
      { id: 'out', kind: 'output', resource: 'AIC_LAND_SUMS', title: '汇总' },
    ],
    edges: [
      { from: 'report', to: 'sums' },
      { from: 'sums', to: 'out' },
    ],
  });
  await deployFlow(ports)(over, 'operator');
  const back = withNode(compared(), 'aic', { resource: 'AIC_LAND_SUMS' });
  expect((await findingsOf(back)).some(({ zh }) => zh.includes('compared → counted → compared'))).toBe(true);
  await expect(deployFlow(ports)(back, 'operator')).rejects.toThrow('flows lead back');
});

test('an inbox without a grant on the output stops a deployment once there is an output to ask for', async () => {
  const withInbox = flowSchema.parse({
    ...compared(),
    nodes: [...compared().nodes, { id: 'to_tax', kind: 'inbox', department: 'local-tax' }],
    edges: [...compared().edges, { from: 'out', to: 'to_tax' }],
  });
  expect((await deployFlow(ports)(withInbox, 'operator')).advice[0]).toMatchObject({ node: 'to_tax' });
  expect((await findingsOf(withInbox))[0]).toMatchObject({
    node: 'to_tax',
    en: expect.stringContaining('no grant'),
  });
});

test('a dry run shows rows of every node with their number, hands nothing in, and is gone after a day', async () => {
  const run = await askDryRun(ports)({ flow: everyStep(), limit: 2 }, who.operator);
  expect(await perform()).toBe(1);
  const done = await runOf(run.id);
  expect([done.stage, done.fault, done.outputs]).toEqual(['done', undefined, []]);
  const sample = await readSample(ports, done);
  const audited = sample.find(({ node }) => node === 'audited.failed');
  expect([audited?.count, audited?.rows.length]).toEqual([5, 2]);
  expect(sample.find(({ node }) => node === 'both')?.rows[0]?.[0]).toBe('k10');
  now += 25 * 3_600_000;
  expect(await eraseDryRuns(ports)()).toBe(1);
  await expect(readSample(ports, done)).rejects.toThrow('gone');
});

test('a dry run reads no further than its asker may', async () => {
  const run = await askDryRun(ports)({ flow: compared(), limit: 5 }, who.aic);
  await perform();
  expect(await runOf(run.id)).toMatchObject({ stage: 'failed', fault: { code: 'no-grant' } });
});

test('a flow that no longer fits the catalog fails its run and tells the operator', async () => {
  await deployFlow(ports)(compared(), 'operator');
  const { id } = await askRun(ports)({ code: 'compared', actor: 'operator' });
  await ports.records.commit([{ remove: 'definition/LAND' }]);
  expect(await perform()).toBe(1);
  expect(await runOf(id)).toMatchObject({ stage: 'failed', fault: { code: 'invalid-input' } });
  const notices = await ports.records.query('owner', 'notices/operator');
  expect(notices.items.some(({ key }) => key.endsWith(`flow-run-${id}`))).toBe(true);
});
