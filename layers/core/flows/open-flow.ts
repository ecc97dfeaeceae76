/** A flow with its sources opened at pinned generations, ready for the engine. */
import type { Flow } from '../../../schemas/flow.ts';
import type { Ports } from '../ports/index.ts';
import type { RunTable } from '../ports/sql-runner.ts';
import type { SourceTable } from '../sql/translate/index.ts';
import type { Resolved } from '../views/resolve-view.ts';
import { itemColumns } from '../workbench/columns.ts';
import { openState, type SeenResource } from '../workbench/resource-tables.ts';
import { flowUnfit } from './finding.ts';
import { orderNodes } from './order-nodes.ts';
import { type Relation, type Typing, typeNodes } from './type-nodes.ts';

export interface OpenedFlow {
  readonly tables: readonly RunTable[];
  readonly relations: ReadonlyMap<string, Relation>;
}

export interface Opening extends Omit<Typing, 'source'> {
  /** How far each source is read. */
  readonly seen: readonly SeenResource[];
  readonly generations: Readonly<Record<string, number>>;
}

/** As the platform reads a source: every item and every row. */
export const seenWhole = (resolved: Resolved): SeenResource => ({
  resource: resolved.resource,
  access: { resolved },
  columns: itemColumns(resolved.resource, undefined),
});

/** @throws InvalidInput naming the nodes that do not fit the descriptions in force */
export async function openFlow(ports: Ports, flow: Flow, opening: Opening): Promise<OpenedFlow> {
  const { ordered, findings } = orderNodes(flow);
  const pinned = new Map(Object.entries(opening.generations));
  const sources = new Map<string, SourceTable>();
  const tables: RunTable[] = [];
  for (const seen of opening.seen) {
    const found = await openState(ports, seen, pinned);
    const name = `input_${tables.length + 1}`;
    tables.push(found.run(name));
    sources.set(seen.resource.code, { columns: found.columns, sql: name, guarded: found.guarded });
  }
  const typed = typeNodes(ordered, { ...opening, source: (code) => sources.get(code) });
  const wrong = [...findings, ...typed.findings];
  if (wrong.length > 0) throw flowUnfit(flow, wrong);
  return { tables, relations: typed.relations };
}
