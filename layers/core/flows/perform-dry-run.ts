/** A dry run: the first rows of every node, of what its asker may see now. They lie in the store for a day. */
import type { FlowRun } from '../../../schemas/flow-records.ts';
import { InvalidInput, NotFound, ShuiyuanError } from '../errors.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import { NoLeave } from '../grants/leave.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import type { SqlRunner } from '../ports/sql-runner.ts';
import { definitions, find, type Held } from '../records.ts';
import { prelude } from '../sql/functions/index.ts';
import { Transaction } from '../transaction.ts';
import { objectsUnder } from '../walk.ts';
import { readRows } from '../workbench/read-rows.ts';
import { type SeenResource, seenResource } from '../workbench/resource-tables.ts';
import { toldError } from '../workbench/told-error.ts';
import { sampleStatement } from './compile-flow.ts';
import { dryFolder, dryKey, flowChain, flowRuns } from './kinds.ts';
import { lookAtSources, pinSources } from './look-at-sources.ts';
import { openFlow } from './open-flow.ts';

const step = 'dry-run-flow';
const day = 24 * 3_600_000;

export const performDryRun =
  (ports: Ports, runner: SqlRunner) =>
  async (held: Held<FlowRun>, signal: AbortSignal): Promise<boolean> => {
    try {
      await writeSample(ports, runner, held.value, signal);
      await ports.probe.at(`${step}: rows written`);
      return (await unlessMoved(() => end(ports, held, {}))) ?? false;
    } catch (error) {
      if (signal.aborted || !(error instanceof ShuiyuanError) || error.status >= 500) throw error;
      return (await unlessMoved(() => end(ports, held, { fault: toldError(error, '') }))) ?? false;
    }
  };

async function writeSample(
  ports: Ports,
  runner: SqlRunner,
  { id, dry, askedAt, period }: FlowRun,
  signal: AbortSignal,
): Promise<void> {
  const key = dryKey(id);
  if (!dry || (await ports.objects.head(key))) return;
  const { resources } = await lookAtSources(ports, dry.flow);
  const { generations } = await pinSources(ports, resources);
  const seen: SeenResource[] = [];
  for (const node of dry.flow.nodes)
    if (node.kind === 'resource' && !seen.some(({ resource }) => resource.code === node.resource))
      seen.push(await seenBy(ports, dry.asker as Principal, node.resource));
  const { tables, relations } = await openFlow(ports, dry.flow, {
    seen,
    generations,
    now: Date.parse(askedAt),
    period,
    sample: dry.sample,
  });
  const sql = sampleStatement(relations, dry.limit);
  const output = { to: 'csv', key, names: ['node', 'rows', 'row'] } as const;
  await runner.run({ tables, prelude, sql, output }, signal, () => {});
}

/** @throws NotFound, NoLeave */
async function seenBy(ports: Ports, asker: Principal, code: string): Promise<SeenResource> {
  const definition = await find(ports.records, definitions, code);
  if (!definition) throw new NotFound(`there is no resource ${code}`, `没有资源 ${code}`);
  const seen = await seenResource(ports, asker, definition.value.resource);
  if (seen.access.denial) throw new NoLeave(seen.access.denial);
  return seen;
}

async function end(ports: Ports, held: Held<FlowRun>, { fault }: Pick<FlowRun, 'fault'>): Promise<true> {
  const transaction = new Transaction(ports, { step, department: flowChain, actor: 'system' });
  const ended: FlowRun = {
    ...held.value,
    stage: fault ? 'failed' : 'done',
    ...(fault ? { fault } : {}),
    endedAt: transaction.at,
  };
  await transaction
    .put(flowRuns, held, ended, { action: 'dry run ended', detail: { flow: held.value.flow } })
    .commit();
  return true;
}

export interface SampledNode {
  /** `checked.failed` is a branch. */
  readonly node: string;
  readonly columns: readonly string[];
  /** In all, not only those shown. */
  readonly count: number;
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What a dry run showed, in the order of the flow. @throws InvalidInput once its day is over */
export async function readSample(ports: Ports, { id, dry }: FlowRun): Promise<readonly SampledNode[]> {
  const key = dryKey(id);
  if (!dry || !(await ports.objects.head(key)))
    throw new InvalidInput(
      `the rows of dry run ${id} are gone after a day; run it again`,
      `试运行 ${id} 的数据只保留一天，请重新试运行`,
    );
  const nodes = new Map<string, SampledNode & { rows: (string | null)[][] }>();
  for await (const { values } of readRows(ports.objects, key, 0)) {
    const [node = '', count = '0', row] = values;
    const known = nodes.get(node ?? '') ?? { node: node ?? '', columns: [], count: Number(count), rows: [] };
    if (row != null) known.rows.push(JSON.parse(row));
    nodes.set(known.node, known);
  }
  return [...nodes.values()];
}

/** @returns how many were removed */
export const eraseDryRuns = (ports: Ports) => async (): Promise<number> => {
  const old = new Date(ports.clock.now().getTime() - day);
  let removed = 0;
  for await (const { key, putAt } of objectsUnder(ports.objects, dryFolder)) {
    if (putAt > old) continue;
    await ports.probe.at('erase-dry-runs: object chosen');
    await ports.objects.remove(key);
    await ports.probe.at('erase-dry-runs: object removed');
    removed += 1;
  }
  return removed;
};
