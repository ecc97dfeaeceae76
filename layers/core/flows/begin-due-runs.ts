/**
 * By the clock: a flow whose sources have other generations than those of its last run, or whose schedule's turn is, gets
 * a run. However many batches were committed meanwhile it is one run, and nothing a commit announces can be lost: what is
 * compared is read by key. The output of one flow is another's source, so what depends on a flow follows it.
 */
import type { Flow, FlowNode } from '../../../schemas/flow.ts';
import type { FlowRecord, FlowRun } from '../../../schemas/flow-records.ts';
import { canonicalJson } from '../canonical-json.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import { Faults } from '../faults.ts';
import { onlyCompacted } from '../libraries/only-compacted.ts';
import type { Ports } from '../ports/index.ts';
import { absent, find, findOr, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { newRun } from './ask-run.ts';
import { nextTime, parseCron } from './cron.ts';
import { flowChain, flowMap, flowRuns, flows, flowVersions } from './kinds.ts';
import { lookAtSources, type Pins, pinSources, type Sources } from './look-at-sources.ts';

/** @returns how many runs were begun @throws what the first failed with, after all others */
export const beginDueRuns = (ports: Ports) => async (): Promise<number> => {
  const { value } = await findOr(ports.records, flowMap, { flows: [] });
  const faults = new Faults();
  let begun = 0;
  for (const { code } of value.flows) if (await faults.unless(() => beginDueRun(ports, code))) begun += 1;
  faults.throwFirst();
  return begun;
};

/** Whoever comes second does nothing. */
async function beginDueRun(ports: Ports, code: string): Promise<boolean> {
  const held = await find(ports.records, flows, code);
  if (!held || held.value.state === 'paused' || (await isOpen(ports, held.value.last))) return false;
  const { flow } = (await must(ports.records, flowVersions, code, held.value.version)).value;
  const now = ports.clock.now().toISOString();
  if (held.value.nextAt !== undefined && held.value.nextAt <= now)
    return (await unlessMoved(() => begin(ports, held, flow, 'schedule'))) ?? false;
  if (!flow.runs.commit) return false;
  const { resources } = await lookAtSources(ports, flow);
  if (resources.size < countSources(flow)) return false;
  const pins = await pinSources(ports, resources);
  const seen = { ...pins.from, [`flow ${code}`]: String(held.value.version) };
  if (!(await hasMoved(ports, held.value, seen, pins, resources))) return false;
  return (await unlessMoved(() => begin(ports, held, flow, 'commit', seen))) ?? false;
}

const countSources = ({ nodes }: Flow): number =>
  new Set(nodes.flatMap((node: FlowNode) => (node.kind === 'resource' ? [node.resource] : []))).size;

async function isOpen({ records }: Ports, run: string | undefined): Promise<boolean> {
  if (run === undefined) return false;
  const stage = (await find(records, flowRuns, run))?.value.stage;
  return stage === 'asked' || stage === 'pinned';
}

/** Compaction moves rows and changes none; where nothing was ever delivered there is nothing to tell. */
async function hasMoved(
  ports: Ports,
  { seen: then }: FlowRecord,
  seen: Pins['from'],
  { generations }: Pins,
  resources: Sources['resources'],
): Promise<boolean> {
  if (Object.values(generations).every((one) => one === 0)) return false;
  if (!then) return true;
  if (canonicalJson(then) === canonicalJson(seen)) return false;
  const inputs = { from: seen, resources, generations: new Map<string, number>(), tables: new Map() };
  return !(await onlyCompacted(ports, then, inputs));
}

async function begin(
  ports: Ports,
  held: Held<FlowRecord>,
  flow: Flow,
  cause: 'commit' | 'schedule',
  seen?: Pins['from'],
): Promise<true> {
  const transaction = new Transaction(ports, {
    step: 'begin-flow-run',
    department: flowChain,
    actor: 'system',
  });
  const { at } = transaction;
  const run: FlowRun = newRun(ports, held.value, { cause, actor: 'system', at });
  const { code, version } = held.value;
  const account = { action: 'flow run begun', detail: { flow: code, version, cause } };
  const next: FlowRecord = {
    ...held.value,
    ...nextTurn(held.value, flow, at, cause),
    ...(seen ? { seen } : {}),
    last: run.id,
  };
  await transaction
    .put(flows, held, next, { action: 'flow turn taken', detail: { run: run.id, cause } })
    .put(flowRuns, absent(flowRuns.key(run.id)), run, account)
    .commit();
  return true;
}

function nextTurn(
  { nextAt }: FlowRecord,
  { runs }: Flow,
  at: string,
  cause: 'commit' | 'schedule',
): Pick<FlowRecord, 'nextAt'> {
  if (cause === 'commit' || runs.at === undefined) return nextAt === undefined ? {} : { nextAt };
  const next = nextTime(parseCron(runs.at), new Date(at), runs.except);
  return { nextAt: next?.toISOString() };
}
