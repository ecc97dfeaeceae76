/**
 * A run, step by step. First what it reads is pinned, with the tickets of its outputs; then each output is written as a
 * file under its ticket, or found there; then one transaction hands all of them in, and the bus takes them as it takes a
 * department's. Whoever does it again finds the pins and the files of the first.
 */
import type { FlowRun, FlowRunOutput, FlowVersion } from '../../../schemas/flow-records.ts';
import { type Ticket, ticketSchema } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { readWithdrawal } from '../catalog/in-force.ts';
import { InvalidInput, Refused } from '../errors.ts';
import { keepsClearText } from '../exchange/batch-state.ts';
import { dropKey } from '../exchange/drop-zone.ts';
import { currentPeriod } from '../exchange/period.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import { platform } from '../libraries/library-resource.ts';
import type { Ports } from '../ports/index.ts';
import type { ObjectHead } from '../ports/object-store.ts';
import type { SqlRunner } from '../ports/sql-runner.ts';
import { absent, definitions, find, type Held, must, tickets } from '../records.ts';
import { prelude } from '../sql/functions/index.ts';
import { QueryRefused } from '../sql/refused.ts';
import { Transaction } from '../transaction.ts';
import { QueryFailed } from '../workbench/query-failed.ts';
import { toldError } from '../workbench/told-error.ts';
import { outputNodes } from './check-flow.ts';
import { outputStatement } from './compile-flow.ts';
import { flowUnfit } from './finding.ts';
import { flowChain, flowRuns, flows, flowVersions } from './kinds.ts';
import { lookAtSources, pinSources } from './look-at-sources.ts';
import { type OpenedFlow, openFlow, seenWhole } from './open-flow.ts';
import { isOwnOutput } from './output-resource.ts';
import { relationKey } from './type-nodes.ts';

const step = 'run-flow';

/** @returns was it ended by this one? Of a paused flow nothing is begun. */
export const performRun =
  (ports: Ports, runner: SqlRunner) =>
  async (id: string, signal: AbortSignal): Promise<boolean> => {
    const held = await must(ports.records, flowRuns, id);
    const { stage, flow: code, version } = held.value;
    if (stage !== 'asked' && stage !== 'pinned') return false;
    if (stage === 'asked' && (await find(ports.records, flows, code))?.value.state === 'paused') return false;
    const frozen = (await must(ports.records, flowVersions, code, version)).value;
    try {
      const pinned = stage === 'pinned' ? held : await pin(ports, held, frozen);
      if (!pinned) return false;
      const outputs = await writeOutputs(ports, runner, pinned.value, frozen, signal);
      return (await unlessMoved(() => handIn(ports, pinned, outputs))) ?? false;
    } catch (error) {
      if (signal.aborted || !isLasting(error)) throw error;
      return (await unlessMoved(() => keepFault(ports, id, frozen, error))) ?? false;
    }
  };

/** What will not go away by itself: it ends the run, and people are told. */
const isLasting = (error: unknown): error is QueryRefused | QueryFailed | InvalidInput | Refused =>
  [QueryRefused, QueryFailed, InvalidInput, Refused].some((kind) => error instanceof kind);

/**
 * One run of a flow is pinned at a time, and what it reads is looked at after the one before has ended: rows that are
 * older are never handed in after newer ones.
 */
async function pin(
  ports: Ports,
  held: Held<FlowRun>,
  { flow }: FlowVersion,
): Promise<Held<FlowRun> | undefined> {
  const flowHeld = await must(ports.records, flows, flow.code);
  if (await isPinned(ports, flowHeld.value.pinned)) return undefined;
  const { resources, findings } = await lookAtSources(ports, flow);
  if (findings.length > 0) throw flowUnfit(flow, findings);
  const { from, generations } = await pinSources(ports, resources);
  const transaction = new Transaction(ports, {
    step: 'pin-flow-run',
    department: flowChain,
    actor: 'system',
  });
  const pinned: FlowRun = {
    ...held.value,
    stage: 'pinned',
    pinnedAt: transaction.at,
    from,
    generations,
    outputs: outputNodes(flow).map(({ id, resource }) => ({ node: id, resource, ticket: ports.ids.next() })),
  };
  const detail = { flow: flow.code, run: held.value.id, from };
  return unlessMoved(async () => {
    await transaction
      .put(flowRuns, held, pinned, { action: 'flow run pinned', detail })
      .put(flows, flowHeld, { ...flowHeld.value, pinned: pinned.id }, { action: 'flow at work', detail })
      .commit();
    return { ...held, version: held.version + 1, value: pinned };
  });
}

const isPinned = async ({ records }: Ports, run: string | undefined): Promise<boolean> =>
  run !== undefined && (await find(records, flowRuns, run))?.value.stage === 'pinned';

interface Written extends FlowRunOutput {
  readonly place: { readonly resource: Resource; readonly key: string };
  readonly head: ObjectHead;
}

async function writeOutputs(
  ports: Ports,
  runner: SqlRunner,
  run: FlowRun,
  { flow }: FlowVersion,
  signal: AbortSignal,
): Promise<readonly Written[]> {
  const { resources, findings } = await lookAtSources(ports, flow);
  if (findings.length > 0) throw flowUnfit(flow, findings);
  const opened = await openFlow(ports, flow, {
    seen: [...resources.values()].map(seenWhole),
    generations: run.generations ?? {},
    now: Date.parse(run.pinnedAt ?? run.askedAt),
    period: run.period,
  });
  const written: Written[] = [];
  for (const output of run.outputs) {
    const resource = await ownOutput(ports, flow.code, output.resource);
    const area = keepsClearText(resource) ? 'drop' : 'zone';
    const key = dropKey(area, { department: platform.code, resource: resource.code, ticket: output.ticket });
    const head = (await ports.objects.head(key)) ?? (await write(ports, runner, opened, output, key, signal));
    if (head) written.push({ ...output, place: { resource, key }, head });
    await ports.probe.at(`${step}: file written`);
  }
  return written;
}

async function write(
  ports: Ports,
  runner: SqlRunner,
  { tables, relations }: OpenedFlow,
  { node }: FlowRunOutput,
  key: string,
  signal: AbortSignal,
): Promise<ObjectHead | undefined> {
  const names = relations.get(relationKey(node))?.columns.map(({ name }) => name) ?? [];
  const sql = outputStatement(relations, relationKey(node));
  await runner.run({ tables, prelude, sql, output: { to: 'csv', key, names } }, signal, () => {});
  return ports.objects.head(key);
}

/** @throws Refused for an entry that was withdrawn, or is another's by now */
async function ownOutput({ records }: Ports, flow: string, code: string): Promise<Resource> {
  const { resource } = (await must(records, definitions, code)).value;
  if (isOwnOutput(resource, flow) && !(await readWithdrawal(records, code)).isWithdrawn) return resource;
  throw new Refused(
    'flow-output-closed',
    `${code} was withdrawn from the catalog or is no output of flow ${flow}; deploy the flow again`,
    `${code} 已从目录撤销或不是流程 ${flow} 的输出，请重新部署流程`,
  );
}

async function handIn(ports: Ports, held: Held<FlowRun>, written: readonly Written[]): Promise<true> {
  const transaction = new Transaction(ports, { step, department: flowChain, actor: 'system' });
  const { id, flow, period } = held.value;
  const outputs = written.map(({ place: _place, head, ...output }) => ({
    ...output,
    size: head.size,
    sha256: head.sha256,
  }));
  const done: FlowRun = { ...held.value, stage: 'done', outputs, endedAt: transaction.at };
  transaction.put(flowRuns, held, done, {
    action: 'flow run done',
    detail: { flow, files: outputs.map(({ resource, sha256 }) => `${resource} ${sha256}`) },
  });
  for (const one of written) {
    const ticket = ticketOf(ports, one, transaction.at, period);
    const key = tickets.key(one.ticket);
    transaction
      .put(tickets, absent(key), ticket, {
        action: 'rows handed in',
        digest: one.head.sha256,
        detail: { resource: one.resource, run: id, size: one.head.size },
      })
      .announce('uploads', key, 1);
  }
  await transaction.commit();
  return true;
}

function ticketOf(
  { settings }: Ports,
  { ticket, place: { resource, key }, head }: Written,
  at: string,
  period: string | undefined,
): Ticket {
  const isByPeriod = resource.mode === 'full-per-period';
  return ticketSchema.parse({
    id: ticket,
    department: platform.code,
    resource: resource.code,
    period: isByPeriod ? (period ?? currentPeriod(resource, new Date(at))) : '-',
    coverage: resource.mode.startsWith('full') ? 'full' : 'increment',
    fileName: `${resource.code.toLowerCase()}.csv`,
    size: head.size,
    sha256: head.sha256,
    key,
    issuedBy: 'system',
    issuedAt: at,
    expires: new Date(Date.parse(at) + settings.ticketMinutes * 60_000).toISOString(),
    stage: 'issued',
  });
}

async function keepFault(
  ports: Ports,
  id: string,
  { flow }: FlowVersion,
  error: QueryRefused | QueryFailed | InvalidInput | Refused,
): Promise<true> {
  const held = await must(ports.records, flowRuns, id);
  const transaction = new Transaction(ports, {
    step: 'fail-flow-run',
    department: flowChain,
    actor: 'system',
  });
  const fault = toldError(error, '');
  const failed: FlowRun = { ...held.value, stage: 'failed', fault, endedAt: transaction.at };
  await transaction
    .put(flowRuns, held, failed, { action: 'flow run failed', detail: { flow: flow.code, code: fault.code } })
    .tell({
      id: `flow-run-${id}`,
      to: 'operator',
      severity: 'warning',
      subject: `流程 ${flow.name} 运行失败 flow ${flow.code} failed`,
      body: `${error.zh} ${error.message}`,
    })
    .commit();
  return true;
}
