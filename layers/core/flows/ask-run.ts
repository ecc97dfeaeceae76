/** Runs that people ask for: one by hand, one for each month of a period, and a dry run that shows rows and hands in none. */
import type { Flow } from '../../../schemas/flow.ts';
import { askerSchema, type FlowRun, type RunCause } from '../../../schemas/flow-records.ts';
import { InvalidInput, Refused } from '../errors.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import { absent, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { flowUnfit } from './finding.ts';
import { flowChain, flowRuns, flows } from './kinds.ts';
import { orderNodes } from './order-nodes.ts';

/** Months of one back-fill. */
export const mostMonths = 60;

interface Asked {
  readonly code: string;
  readonly actor: string;
}

/** @throws Refused `flow-paused` */
export const askRun =
  (ports: Ports) =>
  async ({ code, actor }: Asked, period?: string): Promise<FlowRun> => {
    const [run] = await askRuns(ports, { code, actor }, 'hand', [period]);
    return run as FlowRun;
  };

/** One run for each month, in order. @param months `YYYYMM`, both included. @throws InvalidInput */
export const backfillFlow =
  (ports: Ports) =>
  async (asked: Asked, months: { readonly from: string; readonly to: string }): Promise<readonly FlowRun[]> =>
    askRuns(ports, asked, 'backfill', monthsBetween(months));

export function monthsBetween({ from, to }: { readonly from: string; readonly to: string }): string[] {
  const count = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(4)) - 1;
  const [first, last] = [count(from), count(to)];
  if (last < first || last - first >= mostMonths)
    throw new InvalidInput(
      `a back-fill goes from a month to a later one, ${mostMonths} months at most`,
      `补跑的起止月份须由早到晚，最多 ${mostMonths} 个月`,
    );
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const month = first + index;
    return `${Math.floor(month / 12)}${String((month % 12) + 1).padStart(2, '0')}`;
  });
}

async function askRuns(
  ports: Ports,
  { code, actor }: Asked,
  cause: RunCause,
  periods: readonly (string | undefined)[],
): Promise<readonly FlowRun[]> {
  const held = await must(ports.records, flows, code);
  if (held.value.state === 'paused')
    throw new Refused(
      'flow-paused',
      `flow ${code} is paused; resume it first: shuiyuan flow resume ${code}`,
      `流程 ${code} 已暂停，请先恢复：shuiyuan flow resume ${code}`,
    );
  const runs: FlowRun[] = [];
  // In pages: each run is a record and its entry.
  for (let from = 0; from < periods.length; from += 30) {
    const transaction = new Transaction(ports, { step: 'ask-flow-run', department: flowChain, actor });
    for (const period of periods.slice(from, from + 30)) {
      const run = newRun(ports, held.value, { cause, actor, at: transaction.at, period });
      runs.push(run);
      const detail = { flow: code, cause, ...(period === undefined ? {} : { period }) };
      transaction.put(flowRuns, absent(flowRuns.key(run.id)), run, { action: 'flow run asked for', detail });
    }
    await transaction.commit();
  }
  return runs;
}

export const newRun = (
  { ids }: Pick<Ports, 'ids'>,
  { code, version }: { readonly code: string; readonly version: number },
  {
    cause,
    actor,
    at,
    period,
  }: {
    readonly cause: RunCause;
    readonly actor: string;
    readonly at: string;
    readonly period?: string | undefined;
  },
): FlowRun => ({
  id: ids.next(),
  flow: code,
  version,
  cause,
  stage: 'asked',
  ...(period === undefined ? {} : { period }),
  askedBy: actor,
  askedAt: at,
  outputs: [],
});

export interface DryRunAsked {
  readonly flow: Flow;
  /** Rows that are shown of each node. */
  readonly limit: number;
  /** Rows of each source that are taken; all, unless told. */
  readonly sample?: number | undefined;
  readonly period?: string | undefined;
}

/** Shows what the asker may see of the sources, and nothing else. */
export const askDryRun =
  (ports: Ports) =>
  async ({ flow, limit, sample, period }: DryRunAsked, asker: Principal): Promise<FlowRun> => {
    const { findings } = orderNodes(flow);
    if (findings.length > 0) throw flowUnfit(flow, findings);
    const transaction = new Transaction(ports, {
      step: 'ask-dry-run',
      department: asker.department ?? flowChain,
      actor: asker.name,
    });
    const run: FlowRun = {
      ...newRun(
        ports,
        { code: flow.code, version: 0 },
        { cause: 'dry', actor: asker.name, at: transaction.at, period },
      ),
      dry: { flow, asker: askerSchema.parse(asker), limit, ...(sample === undefined ? {} : { sample }) },
    };
    await transaction
      .put(flowRuns, absent(flowRuns.key(run.id)), run, {
        action: 'dry run asked for',
        detail: { flow: flow.code },
      })
      .commit();
    return run;
  };
