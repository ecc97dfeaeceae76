/** The files of a department's workspace that a principal may read now. */
import type { Principal } from '../../../layers/core/identity/principal.ts';
import { objectsUnder } from '../../../layers/core/walk.ts';
import { ownWorkspace } from '../../../layers/core/workbench/places.ts';
import { openUnloaded, unloadedUnder } from '../../../layers/core/workbench/unloaded.ts';
import type { AthenaHome } from '../home.ts';

export interface Listed {
  readonly key: string;
  readonly size: number;
  readonly at: Date;
}

/** @param prefix behind `s3://workspace/` */
export async function* listUnloaded(
  { ports }: AthenaHome,
  principal: Principal,
  prefix: string,
): AsyncGenerator<Listed> {
  const own = ownWorkspace(principal);
  if (own === undefined) return;
  const under = unloadedUnder(own);
  const open = new Map<string, boolean>();
  for await (const { key, size, putAt } of objectsUnder(ports.objects, `${under}${prefix}`)) {
    const path = key.slice(under.length);
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (!open.has(folder)) open.set(folder, await isOpen(ports, principal, path));
    if (open.get(folder)) yield { key: path, size, at: putAt };
  }
}

const isOpen = (ports: AthenaHome['ports'], principal: Principal, path: string): Promise<boolean> =>
  openUnloaded(ports, principal, path).then(
    () => true,
    () => false,
  );
