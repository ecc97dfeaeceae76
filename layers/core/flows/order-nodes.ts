/** A flow as a graph: known nodes, edges that fit their kinds, no circle; each node after those that it reads. */
import type { Flow, FlowEdge, FlowNode } from '../../../schemas/flow.ts';
import type { Finding } from './finding.ts';

export interface OrderedFlow {
  readonly nodes: readonly FlowNode[];
  /** What flows into a node, in the order of the document. */
  readonly into: (id: string) => readonly FlowEdge[];
}

/** Inputs that a kind tells apart, and how many a node without such takes at most. */
const roles: Partial<Record<FlowNode['kind'], readonly string[]>> = {
  compare: ['left', 'right'],
  join: ['rows', 'dictionary'],
};
const many = new Set<FlowNode['kind']>(['merge', 'sql']);

/** Outputs of a node that has several; none: it has one. */
export function outputsOf(node: FlowNode): readonly string[] {
  if (node.kind === 'split') return [...node.branches.map(({ name }) => name), 'rest'];
  return node.kind === 'audit' ? ['passed', 'failed'] : [];
}

export function orderNodes({ nodes, edges }: Flow): {
  readonly ordered: OrderedFlow;
  readonly findings: readonly Finding[];
} {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const into = Map.groupBy(edges, ({ to }) => to);
  const findings: Finding[] = [
    ...twice(nodes),
    ...edges.flatMap((edge) => edgeFindings(edge, byId)),
    ...nodes.flatMap((node) => inputFindings(node, into.get(node.id) ?? [])),
    ...nodes.flatMap((node) => unread(node, edges)),
  ];
  const sorted: FlowNode[] = [];
  const visit = (node: FlowNode, path: readonly string[]): void => {
    if (path.includes(node.id)) {
      findings.push(inCircle([...path, node.id]));
      return;
    }
    if (sorted.includes(node)) return;
    for (const { from } of into.get(node.id) ?? []) {
      const before = byId.get(from);
      if (before) visit(before, [...path, node.id]);
    }
    if (!sorted.includes(node)) sorted.push(node);
  };
  for (const node of nodes) visit(node, []);
  return { ordered: { nodes: sorted, into: (id) => into.get(id) ?? [] }, findings };
}

function twice(nodes: readonly FlowNode[]): Finding[] {
  const ids = nodes.map(({ id }) => id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) < index))].map((node) => ({
    node,
    zh: '有两个同名节点',
    en: 'two nodes are called so',
  }));
}

function edgeFindings({ from, to, output }: FlowEdge, byId: ReadonlyMap<string, FlowNode>): Finding[] {
  const [before, after] = [byId.get(from), byId.get(to)];
  if (!before) return [unknownNode(to, from)];
  if (!after) return [unknownNode(from, to)];
  if (before.kind === 'inbox')
    return [
      { node: from, zh: '收件箱是终点，不能再流出', en: 'an inbox is an end: nothing flows out of it' },
    ];
  if (after.kind === 'resource')
    return [{ node: to, zh: '数据源不能有流入', en: 'nothing flows into a source' }];
  if ((before.kind === 'output') !== (after.kind === 'inbox'))
    return [
      {
        node: before.kind === 'output' ? from : to,
        zh: '只有输出资源流入收件箱，输出资源也只流入收件箱',
        en: 'an output flows into inboxes only, and inboxes take outputs only',
      },
    ];
  return branchFindings(before, output);
}

function branchFindings(node: FlowNode, output: string | undefined): Finding[] {
  const known = outputsOf(node);
  if (output === undefined ? known.length === 0 : known.includes(output)) return [];
  if (known.length === 0)
    return [{ node: node.id, zh: `没有分支 ${output}`, en: `it has no output ${output}` }];
  const list = known.join(', ');
  return [
    {
      node: node.id,
      zh: `连线须以 output 指明分支：${list}`,
      en: `say with output which of its branches flows on: ${list}`,
    },
  ];
}

const unknownNode = (node: string, other: string): Finding => ({
  node,
  zh: `连线指向不存在的节点 ${other}`,
  en: `an edge leads to ${other}, which is no node`,
});

function inputFindings({ id, kind }: FlowNode, edges: readonly FlowEdge[]): Finding[] {
  const named = roles[kind];
  if (named) {
    const given = edges.map(({ input }) => input ?? '');
    const fits = given.length === named.length && named.every((role) => given.includes(role));
    const list = named.join(', ');
    return fits
      ? []
      : [
          {
            node: id,
            zh: `须各有一条连线流入 ${list}（input）`,
            en: `one edge flows into each of ${list} (input)`,
          },
        ];
  }
  if (kind === 'resource') return [];
  const enough = edges.length === 1 || (edges.length > 1 && many.has(kind));
  if (!enough)
    return [
      many.has(kind)
        ? { node: id, zh: '没有流入的连线', en: 'nothing flows into it' }
        : { node: id, zh: '须有且只有一条流入的连线', en: 'exactly one edge flows into it' },
    ];
  const names = edges.map(({ input, from }) => input ?? from);
  const repeated = kind === 'sql' ? names.find((one, index) => names.indexOf(one) < index) : undefined;
  return repeated === undefined
    ? []
    : [{ node: id, zh: `两条连线同名 ${repeated}`, en: `two edges are called ${repeated}: say input` }];
}

/** What nobody reads is a mistake of the author. */
function unread({ id, kind }: FlowNode, edges: readonly FlowEdge[]): Finding[] {
  if (kind === 'output' || kind === 'inbox' || edges.some(({ from }) => from === id)) return [];
  return [{ node: id, zh: '没有流出的连线', en: 'nothing flows out of it' }];
}

const inCircle = (path: readonly string[]): Finding => ({
  node: path.at(-1),
  zh: `连线成环：${path.toReversed().join(' → ')}`,
  en: `edges lead back to it: ${path.toReversed().join(' → ')}`,
});
