/**
 * A flow validated as a whole, and what is wrong told at each node: its graph, the resources it reads, the types along
 * its edges, what it would put in the catalog, the grants of its receivers, and circles with other flows.
 */
import type { Flow, NodeOf } from '../../../schemas/flow.ts';
import type { FlowMap } from '../../../schemas/flow-records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { InvalidInput } from '../errors.ts';
import { leavesInForce } from '../grants/in-force.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find, findOr, type Held, subscribers } from '../records.ts';
import { leavesOf } from '../views/resolve-view.ts';
import { itemColumns } from '../workbench/columns.ts';
import { parseCron } from './cron.ts';
import { type Finding, NodeFault } from './finding.ts';
import { flowMap } from './kinds.ts';
import { lookAtSources, type Sources } from './look-at-sources.ts';
import { type OrderedFlow, orderNodes } from './order-nodes.ts';
import { isOwnOutput, outputResource } from './output-resource.ts';
import { type Relation, relationKey, typeNodes } from './type-nodes.ts';

export interface Checked {
  /** None: it may be deployed. */
  readonly findings: readonly Finding[];
  /** What an author should know, and nothing that stops it. */
  readonly advice: readonly Finding[];
  readonly relations: ReadonlyMap<string, Relation>;
  readonly sources: Sources['resources'];
  /** What it would put in the catalog. */
  readonly outputs: readonly Resource[];
  /** Resources whose rows it reads, through views too. */
  readonly inputs: readonly string[];
  /** By which circles were ruled out: a deployment holds only while it stands. */
  readonly map: Held<FlowMap>;
}

type Reading = Pick<Ports, 'records' | 'clock'>;

export async function checkFlow(ports: Reading, flow: Flow): Promise<Checked> {
  const { ordered, findings: graph } = orderNodes(flow);
  const sources = await lookAtSources(ports, flow);
  const map = await findOr(ports.records, flowMap, { flows: [] });
  const typed =
    graph.length === 0
      ? typeNodes(ordered, {
          now: ports.clock.now().getTime(),
          source: (code) => sourceTable(sources, code),
        })
      : { relations: new Map<string, Relation>(), findings: [] };
  const outputs = outputsIn(flow, typed.relations, sources);
  const receivers = await checkReceivers(ports, ordered, flow);
  const taken = await checkNames(ports, flow, map.value);
  const inputs = [...sources.resources.values()].flatMap(leavesOf).map(({ code }) => code);
  return {
    findings: [
      ...graph,
      ...sources.findings,
      ...typed.findings,
      ...outputs.findings,
      ...receivers.findings,
      ...taken,
      ...circles(flow, inputs, map.value),
      ...scheduleFindings(flow),
    ],
    advice: receivers.advice,
    relations: typed.relations,
    sources: sources.resources,
    outputs: outputs.resources,
    inputs: [...new Set(inputs)].sort(),
    map,
  };
}

function sourceTable({ resources }: Sources, code: string) {
  const resolved = resources.get(code);
  return resolved && { columns: itemColumns(resolved.resource, undefined), sql: 'source' };
}

function scheduleFindings({ runs }: Flow): readonly Finding[] {
  try {
    if (runs.at !== undefined) parseCron(runs.at);
    return [];
  } catch (fault) {
    if (!(fault instanceof InvalidInput)) throw fault;
    return [{ zh: fault.zh, en: fault.message }];
  }
}

export const outputNodes = ({ nodes }: Flow): readonly NodeOf<'output'>[] =>
  nodes.filter((node) => node.kind === 'output');

function outputsIn(flow: Flow, relations: Checked['relations'], { resources: sources }: Sources) {
  const resources: Resource[] = [];
  const findings: Finding[] = [];
  const nodes = outputNodes(flow);
  if (nodes.length === 0)
    findings.push({ zh: '没有输出资源（output）', en: 'it has no output: say where rows go' });
  for (const node of nodes)
    try {
      const columns = relations.get(relationKey(node.id))?.columns;
      if (!columns) continue;
      checkKeys(node, columns);
      resources.push(outputResource(flow, node, columns, sources));
    } catch (fault) {
      if (!(fault instanceof NodeFault)) throw fault;
      findings.push({ node: node.id, zh: fault.zh, en: fault.en });
    }
  return { resources, findings };
}

function checkKeys({ keys = [], names }: NodeOf<'output'>, columns: Relation['columns']): void {
  for (const name of [...keys, ...Object.keys(names)])
    if (!columns.some((one) => one.name === name))
      throw new NodeFault(`没有列 ${name}`, `there is no column ${name}`);
}

/** An output is one flow's alone, and no name that the catalog has for something else. */
async function checkNames({ records }: Reading, flow: Flow, { flows }: FlowMap): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const nodes = outputNodes(flow);
  for (const [index, { id: node, resource }] of nodes.entries()) {
    const other = flows.find(({ code, outputs }) => code !== flow.code && outputs.includes(resource));
    const inForce = (await find(records, definitions, resource))?.value.resource;
    if (other)
      findings.push({
        node,
        zh: `${resource} 已由流程 ${other.code} 输出`,
        en: `flow ${other.code} gives ${resource} already`,
      });
    else if (inForce && !isOwnOutput(inForce, flow.code))
      findings.push({
        node,
        zh: `目录已有资源 ${resource}，请换一个代码`,
        en: `the catalog has another resource ${resource}; choose another code`,
      });
    if (nodes.findIndex((one) => one.resource === resource) < index)
      findings.push({ node, zh: `${resource} 输出两次`, en: `${resource} is given twice` });
  }
  return findings;
}

/** The output of a flow may be another's source, but never lead back. */
function circles(flow: Flow, inputs: readonly string[], { flows }: FlowMap): readonly Finding[] {
  const own = { code: flow.code, inputs, outputs: outputNodes(flow).map(({ resource }) => resource) };
  const all = [...flows.filter(({ code }) => code !== flow.code), own];
  const backTo = (one: typeof own, path: readonly string[]): readonly string[] | undefined => {
    for (const before of all.filter(({ outputs }) => outputs.some((output) => one.inputs.includes(output)))) {
      if (before.code === flow.code) return [...path, flow.code];
      if (path.includes(before.code)) continue;
      const found = backTo({ ...before }, [...path, before.code]);
      if (found) return found;
    }
    return undefined;
  };
  const path = backTo(own, [flow.code])?.toReversed().join(' → ');
  if (path === undefined) return [];
  return [{ zh: `流程之间循环依赖：${path}`, en: `flows lead back to it: ${path}` }];
}

/** What reaches an inbox does so under a grant on the output, and no further than that goes. */
async function checkReceivers(ports: Reading, { nodes, into }: OrderedFlow, flow: Flow) {
  const findings: Finding[] = [];
  const advice: Finding[] = [];
  for (const node of nodes) {
    if (node.kind !== 'inbox') continue;
    const before = into(node.id)[0]?.from;
    const output = outputNodes(flow).find(({ id }) => id === before);
    if (!output) continue;
    const told = await receiverFinding(ports, node, output.resource);
    if (told) (told.stops ? findings : advice).push({ node: node.id, zh: told.zh, en: told.en });
  }
  return { findings, advice };
}

async function receiverFinding(ports: Reading, { department }: NodeOf<'inbox'>, code: string) {
  const resource = (await find(ports.records, definitions, code))?.value.resource;
  if (!resource)
    return {
      stops: false,
      zh: `部署后 ${department} 须申请 ${code} 的授权并订阅，之前不送达`,
      en: `once it is deployed ${department} must ask for ${code} and subscribe; nothing is delivered before`,
    };
  const leaves = await leavesInForce(ports, resource, department);
  if (!leaves.some(({ ways }) => ways.includes('file')))
    return {
      stops: true,
      zh: `${department} 没有 ${code} 的文件授权，请其申请：shuiyuan grant request ${code}`,
      en: `${department} holds no grant on ${code} for files; it asks for one: shuiyuan grant request ${code}`,
    };
  const { list } = (await findOr(ports.records, subscribers, { resource: code, list: [] }, code)).value;
  if (list.some(({ receiver }) => receiver === department)) return undefined;
  return {
    stops: false,
    zh: `${department} 尚未订阅 ${code}：shuiyuan subscription add ${code}`,
    en: `${department} has not subscribed to ${code} yet: shuiyuan subscription add ${code}`,
  };
}
