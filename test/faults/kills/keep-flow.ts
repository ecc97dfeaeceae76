/** A flow that is deployed, runs, fails, is taken back, paused and tried out, on a home that may die. */
import { askDryRun, askRun } from '../../../layers/core/flows/ask-run.ts';
import { beginDueRuns } from '../../../layers/core/flows/begin-due-runs.ts';
import { deployFlow, pauseFlow, resumeFlow, rollBackFlow } from '../../../layers/core/flows/deploy-flow.ts';
import { flowRuns, flows } from '../../../layers/core/flows/kinds.ts';
import { eraseDryRuns } from '../../../layers/core/flows/perform-dry-run.ts';
import { performRuns } from '../../../layers/core/flows/tend-flows.ts';
import { must } from '../../../layers/core/records.ts';
import { embeddedSqlRunner } from '../../../layers/embedded/query/sql-runner.ts';
import { type Flow, flowSchema } from '../../../schemas/flow.ts';

import type { Bus } from './open-bus.ts';
import { eventually } from './send-files.ts';

const actor = 'operator';

const flowOf = (id: string, kwh: string): Flow =>
  flowSchema.parse({
    schema: 'flow/1',
    code: `kept_${id}`,
    name: '电表汇总',
    purpose: '测试',
    nodes: [
      { id: 'meters', kind: 'resource', resource: 'METER' },
      {
        id: 'sums',
        kind: 'summarise',
        measures: [
          { name: 'meters', sql: 'count(*)' },
          { name: 'kwh', sql: kwh },
        ],
      },
      { id: 'out', kind: 'output', resource: `KEPT_${id.toUpperCase()}`, title: '电表汇总' },
    ],
    edges: [
      { from: 'meters', to: 'sums' },
      { from: 'sums', to: 'out' },
    ],
  });

export async function keepFlow(bus: Bus, id: string): Promise<void> {
  const { home, ports } = bus;
  const runner = embeddedSqlRunner(home);
  const flow = flowOf(id, 'sum(kwh)');
  const moved = { code: flow.code, actor, reason: 'looked into' };
  /** The index that shows what is open lags. */
  const ended = (run: string) =>
    eventually(async () => {
      await performRuns(ports, runner)();
      const { stage } = (await must(ports.records, flowRuns, run)).value;
      return stage === 'done' || stage === 'failed' || undefined;
    });
  await deployFlow(ports)(flow, actor);
  await beginDueRuns(ports)();
  const { last = '' } = (await must(ports.records, flows, flow.code)).value;
  await ended(last);
  // It fits, and fails as it runs.
  await deployFlow(ports)(flowOf(id, 'sum(kwh) / (count(*) - count(*))'), actor);
  await ended((await askRun(ports)(moved)).id);
  await rollBackFlow(ports)(moved, 1);
  await pauseFlow(ports)(moved);
  await resumeFlow(ports)(moved);
  const dry = await askDryRun(ports)({ flow, limit: 1 }, { name: actor, roles: ['operator'] });
  await ended(dry.id);
  bus.advance(25 * 3_600_000);
  await eraseDryRuns(ports)();
  runner.close();
}

/** What a death left open is done, and what it left lying goes. */
export async function settleFlows({ home, ports }: Pick<Bus, 'home' | 'ports'>): Promise<void> {
  const runner = embeddedSqlRunner(home);
  await performRuns(ports, runner)();
  await eraseDryRuns(ports)();
  runner.close();
}
