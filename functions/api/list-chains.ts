/** Whose chains there are: every chain that was begun, every registered department, and the platform's own. */
import { allChains } from '../../layers/core/ledger/index.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import { departments } from '../../layers/core/records.ts';
import { shown } from '../../layers/core/walk.ts';

/** Codes in order, each once. A gap shows only when all chains are looked at, so none may be missing. */
export async function listChains(ports: Ports): Promise<readonly string[]> {
  const owners = new Set(['platform']);
  for (const chain of await allChains(ports)) owners.add(chain.department);
  for await (const { value } of shown(ports.records, ['topic', 'departments']))
    owners.add(departments.schema.parse(value).code);
  return [...owners].sort();
}
