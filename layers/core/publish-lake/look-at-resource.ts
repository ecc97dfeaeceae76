/** What a resource's table would be made from now, read by key. */
import type { Resource } from '../../../schemas/resource.ts';
import { currentGeneration } from '../exchange/live-list.ts';
import { askableItems } from '../grants/approvers.ts';
import type { Ports } from '../ports/index.ts';
import { leavesOf, type Resolved, resolveView } from '../views/resolve-view.ts';
import { closedToAll } from '../workbench/access.ts';
import { itemColumns, type TableColumn } from '../workbench/columns.ts';

export interface Look {
  readonly resolved: Resolved;
  /** Those that a grant can give: none of grade 3. Never none. */
  readonly columns: readonly TableColumn[];
  /** See `PublishedTable.made.from`. */
  readonly from: string;
  /** By code of those whose rows lie in the lake. */
  readonly generations: ReadonlyMap<string, number>;
}

/** @returns undefined: nobody reads it by SQL, or nothing was ever delivered */
export async function lookAtResource(
  ports: Pick<Ports, 'records'>,
  resource: Resource,
): Promise<Look | undefined> {
  const resolved = await resolveView(ports.records, resource);
  if (closedToAll(resolved)) return undefined;
  const given = resolved.resource;
  const columns = itemColumns(
    given,
    askableItems(given).map(({ code }) => code),
  );
  const leaves = leavesOf(resolved);
  const generations = new Map<string, number>();
  for (const { code } of leaves) generations.set(code, await currentGeneration(ports, code));
  if (columns.length === 0 || [...generations.values()].every((one) => one === 0)) return undefined;
  const states = leaves.map(({ code, version }) => `${code}:${version}@${generations.get(code)}`);
  return { resolved, columns, from: `${given.version}/${states.join(',')}`, generations };
}
