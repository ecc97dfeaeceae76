/** What flows hand in goes the way of a file: committed, empty too, by keys in an increment, and read by the next flow. */
import { startWorker, stepsOf } from '../../../host/worker.ts';
import { meteredTokens } from '../../../layers/core/desensitise/reserve-tokens.ts';
import { askRun } from '../../../layers/core/flows/ask-run.ts';
import { beginDueRuns } from '../../../layers/core/flows/begin-due-runs.ts';
import { deployFlow } from '../../../layers/core/flows/deploy-flow.ts';
import { performRuns } from '../../../layers/core/flows/tend-flows.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { find, generations } from '../../../layers/core/records.ts';
import type { EmbeddedHome } from '../../../layers/embedded/embedded-home.ts';
import { startRefineryPool } from '../../../layers/embedded/index.ts';
import { type Flow, flowSchema } from '../../../schemas/flow.ts';
import { fakeTokeniser } from '../../simulation/fake-tokeniser.ts';
import { type LakeHome, openLakeHome, who } from '../workbench/lake-home.ts';
import { compared } from './example-flows.ts';

let lake: LakeHome;
let worker: ReturnType<typeof startWorker>;
let pool: ReturnType<typeof startRefineryPool>;
beforeEach(async () => {
  lake = await openLakeHome();
  const home = lake.ports as unknown as EmbeddedHome;
  const tokeniser = fakeTokeniser();
  pool = startRefineryPool(home, { children: 1, tokens: meteredTokens({ ...lake.ports, tokeniser }) });
  const ports: Ports = { ...lake.ports, ...pool, tokeniser };
  worker = startWorker(home.queue, stepsOf(ports), () => {});
});
afterEach(async () => {
  await worker.stop();
  await pool.close();
  await lake.close();
});

async function committed(code: string, least: number): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const held = await find(lake.ports.records, generations, code);
    if ((held?.value.generation ?? 0) >= least) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${code} was not committed`);
}

const deploy = (flow: Flow) => deployFlow(lake.ports)(flow, 'operator');
const perform = () => performRuns(lake.ports, lake.runner)();
const rowsOf = (sql: string) => lake.rows(sql, who.operator);
const where = (flow: Flow, condition: string, more: Record<string, unknown> = {}): Flow =>
  flowSchema.parse({
    ...flow,
    nodes: flow.nodes.map((one) => {
      if (one.kind === 'filter') return { ...one, where: condition };
      return one.kind === 'output' ? { ...one, ...more } : one;
    }),
  });

test('a report is a resource by SQL, is replaced by the next, and is empty once nothing differs', async () => {
  await deploy(compared());
  await beginDueRuns(lake.ports)();
  await perform();
  await committed('AIC_LAND', 1);
  const asked = 'SELECT "key", kind FROM shared.aic_land ORDER BY 1';
  expect(await rowsOf(asked)).toEqual([
    ['k3', 'only-right'],
    ['k4', 'differs'],
  ]);
  const agreeing = flowSchema.parse({
    ...where(compared(), 'true'),
    nodes: where(compared(), 'true').nodes.map((one) =>
      one.kind === 'map' ? { ...one, columns: [{ name: 'amount', sql: 'amount' }] } : one,
    ),
  });
  await deploy(agreeing);
  await beginDueRuns(lake.ports)();
  await perform();
  await committed('AIC_LAND', 2);
  expect(await rowsOf(asked)).toEqual([]);
});

test('an increment keeps the last of each key, and a flow over an output follows its commits', async () => {
  const increment = (condition: string): Flow =>
    flowSchema.parse({
      ...compared(),
      code: 'kept',
      runs: { commit: false },
      nodes: [
        { id: 'aic', kind: 'resource', resource: 'AIC', items: ['k', 'amount'] },
        { id: 'some', kind: 'filter', where: condition },
        { id: 'out', kind: 'output', resource: 'KEPT', title: '留存', mode: 'increment', keys: ['k'] },
      ],
      edges: [
        { from: 'aic', to: 'some' },
        { from: 'some', to: 'out' },
      ],
    });
  await deploy(increment("k IN ('k1', 'k2')"));
  await askRun(lake.ports)({ code: 'kept', actor: 'operator' });
  await perform();
  await committed('KEPT', 1);
  await deploy(increment("k IN ('k2', 'k3')"));
  await askRun(lake.ports)({ code: 'kept', actor: 'operator' });
  await perform();
  await committed('KEPT', 2);
  expect(await rowsOf('SELECT k FROM shared.kept ORDER BY k')).toEqual([['k1'], ['k2'], ['k3']]);
  await deploy(
    flowSchema.parse({
      ...compared(),
      code: 'following',
      nodes: [
        { id: 'kept', kind: 'resource', resource: 'KEPT' },
        { id: 'sums', kind: 'summarise', measures: [{ name: 'things', sql: 'count(*)' }] },
        { id: 'out', kind: 'output', resource: 'KEPT_SUMS', title: '计数' },
      ],
      edges: [
        { from: 'kept', to: 'sums' },
        { from: 'sums', to: 'out' },
      ],
    }),
  );
  expect(await beginDueRuns(lake.ports)()).toBe(1);
  await perform();
  await committed('KEPT_SUMS', 1);
  expect(await rowsOf('SELECT things FROM shared.kept_sums')).toEqual([['3']]);
});
