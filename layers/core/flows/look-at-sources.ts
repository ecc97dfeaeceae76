/** The sources of a flow as they stand now, read by key: what may be read of each, and from which generations. */
import type { Flow } from '../../../schemas/flow.ts';
import { currentGeneration } from '../exchange/live-list.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find } from '../records.ts';
import { leavesOf, type Resolved, resolveView } from '../views/resolve-view.ts';
import { closedToAll } from '../workbench/access.ts';
import type { Finding } from './finding.ts';

export interface Sources {
  /** By code; what may not be read is not among them. */
  readonly resources: ReadonlyMap<string, Resolved>;
  readonly findings: readonly Finding[];
}

export const sourcesOf = ({ nodes }: Flow): readonly string[] => [
  ...new Set(nodes.flatMap((node) => (node.kind === 'resource' ? [node.resource] : []))),
];

/** What is withdrawn from the catalog keeps its rows: a flow goes on with them. */
export async function lookAtSources({ records }: Pick<Ports, 'records'>, flow: Flow): Promise<Sources> {
  const resources = new Map<string, Resolved>();
  const findings: Finding[] = [];
  for (const code of sourcesOf(flow)) {
    const definition = await find(records, definitions, code);
    const resolved = definition && (await resolveView(records, definition.value.resource));
    const closed = resolved ? closedToAll(resolved) : notThere(code);
    if (resolved && !closed) resources.set(code, resolved);
    for (const { id: node, ...given } of flow.nodes)
      if (closed && given.kind === 'resource' && given.resource === code)
        findings.push({ node, zh: closed.zh, en: closed.en });
  }
  return { resources, findings };
}

const notThere = (code: string) => ({
  zh: `没有资源 ${code}，请核对代码`,
  en: `there is no resource ${code}; check the code`,
});

export interface Pins {
  /** See `FlowRun.from`. */
  readonly from: Record<string, string>;
  readonly generations: Record<string, number>;
}

/** Which generations the sources have now. */
export async function pinSources(
  ports: Pick<Ports, 'records'>,
  resources: Sources['resources'],
): Promise<Pins> {
  const pins: Pins = { from: {}, generations: {} };
  for (const [code, resolved] of resources) {
    const leaves = leavesOf(resolved);
    for (const leaf of leaves) pins.generations[leaf.code] ??= await currentGeneration(ports, leaf.code);
    pins.from[code] =
      `${resolved.resource.version}/${leaves.map((leaf) => `${leaf.version}@${pins.generations[leaf.code]}`).join(',')}`;
  }
  return pins;
}
