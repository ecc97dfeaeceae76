/**
 * Deployment 部署: the document is checked as a whole, its outputs stand in the catalog, and one transaction freezes it
 * as the next version and lets it run. Taking a flow back to a version lets that one run again.
 */
import type { Flow } from '../../../schemas/flow.ts';
import type { FlowMap, FlowRecord, FlowVersion } from '../../../schemas/flow-records.ts';
import { canonicalJson } from '../canonical-json.ts';
import { applyResource, registerDepartment } from '../catalog/apply-resource.ts';
import { Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import { sha256 } from '../ledger/merkle.ts';
import { platform } from '../libraries/library-resource.ts';
import type { Ports } from '../ports/index.ts';
import { absent, definitions, find, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { type Checked, checkFlow } from './check-flow.ts';
import { nextTime, parseCron } from './cron.ts';
import { flowUnfit } from './finding.ts';
import { flowChain, flowMap, flows, flowVersions } from './kinds.ts';

const step = 'deploy-flow';

export interface Deployed {
  readonly flow: FlowRecord;
  readonly outcome: 'deployed' | 'unchanged';
  readonly advice: Checked['advice'];
}

/** The same document again changes nothing. @throws InvalidInput naming the nodes that do not fit */
export const deployFlow =
  (ports: Ports) =>
  async (flow: Flow, actor: string): Promise<Deployed> => {
    let deployed: Deployed | undefined;
    await repeatOnConflict(async () => {
      const checked = await mustFit(ports, flow);
      deployed = await deployOnce(ports, flow, checked, actor);
    });
    return deployed as Deployed;
  };

async function mustFit(ports: Ports, flow: Flow): Promise<Checked> {
  const checked = await checkFlow(ports, flow);
  if (checked.findings.length > 0) throw flowUnfit(flow, checked.findings);
  await registerDepartment(ports)(platform, 'system', false);
  return checked;
}

async function deployOnce(ports: Ports, flow: Flow, checked: Checked, actor: string): Promise<Deployed> {
  const held = await find(ports.records, flows, flow.code);
  const digest = await sha256(new TextEncoder().encode(canonicalJson(flow)));
  const running = held && (await must(ports.records, flowVersions, flow.code, held.value.version)).value;
  await putOutputs(ports, checked, actor);
  if (held && running?.digest === digest && held.value.state === 'running')
    return { flow: held.value, outcome: 'unchanged', advice: checked.advice };
  const version = (held?.value.latest ?? 0) + 1;
  const transaction = new Transaction(ports, { step, department: flowChain, actor });
  const { at } = transaction;
  const frozen: FlowVersion = { flow, version, digest, deployedBy: actor, deployedAt: at };
  const record: FlowRecord = {
    code: flow.code,
    name: flow.name,
    purpose: flow.purpose,
    state: 'running',
    version,
    latest: version,
    ...timesOf(flow, at),
    ...(held?.value.last === undefined ? {} : { last: held.value.last }),
    ...(held?.value.pinned === undefined ? {} : { pinned: held.value.pinned }),
    changedBy: actor,
    changedAt: at,
  };
  const detail = { version, purpose: flow.purpose };
  await transaction
    .put(flows, held ?? absent(flows.key(flow.code)), record, { action: 'flow deployed', digest, detail })
    .put(flowVersions, absent(flowVersions.key(flow.code, version)), frozen, {
      action: 'flow version frozen',
      digest,
      detail,
    })
    .put(flowMap, checked.map, mapWith(checked, flow, version), { action: 'flows linked', detail })
    .commit();
  return { flow: record, outcome: 'deployed', advice: checked.advice };
}

/** The catalog's entries are in force before the flow runs; where it dies between, they are found so. */
async function putOutputs(ports: Ports, { outputs }: Checked, actor: string): Promise<void> {
  for (const resource of outputs) {
    const before = (await find(ports.records, definitions, resource.code))?.value.resource;
    await applyResource(ports)(before ? { ...resource, version: before.version } : resource, actor);
  }
}

const timesOf = ({ runs }: Flow, at: string): Pick<FlowRecord, 'nextAt'> => {
  const next = runs.at === undefined ? undefined : nextTime(parseCron(runs.at), new Date(at), runs.except);
  return next === undefined ? {} : { nextAt: next.toISOString() };
};

const mapWith = ({ map, inputs, outputs }: Checked, { code }: Flow, version: number): FlowMap => ({
  flows: [
    ...map.value.flows.filter((one) => one.code !== code),
    { code, version, inputs: [...inputs], outputs: outputs.map((one) => one.code) },
  ],
});

export interface Moved {
  readonly code: string;
  readonly actor: string;
  readonly reason: string;
}

/** Back to a version, which is checked anew: the catalog may have moved on. */
export const rollBackFlow =
  (ports: Ports) =>
  async ({ code, actor, reason }: Moved, version: number): Promise<FlowRecord> => {
    let moved: FlowRecord | undefined;
    await repeatOnConflict(async () => {
      const held = await must(ports.records, flows, code);
      const { flow } = (await must(ports.records, flowVersions, code, version)).value;
      const checked = await mustFit(ports, flow);
      await putOutputs(ports, checked, actor);
      const transaction = new Transaction(ports, { step: 'roll-back-flow', department: flowChain, actor });
      const { at } = transaction;
      const { seen: _seen, nextAt: _nextAt, ...kept } = held.value;
      moved = {
        ...kept,
        name: flow.name,
        purpose: flow.purpose,
        state: 'running',
        version,
        ...timesOf(flow, at),
        changedBy: actor,
        changedAt: at,
        reason,
      };
      const detail = { from: held.value.version, to: version, reason };
      await transaction
        .put(flows, held, moved, { action: 'flow rolled back', detail })
        .put(flowMap, checked.map, mapWith(checked, flow, version), { action: 'flows linked', detail })
        .commit();
    });
    return moved as FlowRecord;
  };

/** A paused flow begins nothing; what is being written is finished. Its times go on from when it is resumed. */
export const pauseFlow = (ports: Ports) => (given: Moved) => move(ports, given, 'paused');

export const resumeFlow = (ports: Ports) => (given: Moved) => move(ports, given, 'running');

async function move(
  ports: Ports,
  { code, actor, reason }: Moved,
  state: FlowRecord['state'],
): Promise<FlowRecord> {
  let moved: FlowRecord | undefined;
  await repeatOnConflict(async () => {
    const held = await must(ports.records, flows, code);
    if (held.value.state === state) throw stands(code, state);
    const { flow } = (await must(ports.records, flowVersions, code, held.value.version)).value;
    const transaction = new Transaction(ports, { step: 'move-flow', department: flowChain, actor });
    const { at } = transaction;
    const { nextAt: _nextAt, ...kept } = held.value;
    const times = state === 'running' ? timesOf(flow, at) : {};
    moved = { ...kept, ...times, state, changedBy: actor, changedAt: at, reason };
    const action = state === 'paused' ? 'flow paused' : 'flow resumed';
    await transaction.put(flows, held, moved, { action, detail: { reason } }).commit();
  });
  return moved as FlowRecord;
}

const stands = (code: string, state: FlowRecord['state']): Refused =>
  state === 'paused'
    ? new Refused('flow-paused', `flow ${code} is paused already`, `流程 ${code} 已经暂停`)
    : new Refused('flow-running', `flow ${code} is running already`, `流程 ${code} 已在运行`);
