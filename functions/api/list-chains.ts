/** Whose chains there are: every chain that was begun, every registered department, and the platform's own. */
import { allChains } from '../../layers/core/ledger/index.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import { departments } from '../../layers/core/records.ts';

/** Codes in order, each once. A gap shows only when all chains are looked at, so none may be missing. */
export async function listChains(ports: Ports): Promise<readonly string[]> {
  const owners = new Set(['platform']);
  for (const chain of await allChains(ports)) owners.add(chain.department);
  let after: string | undefined;
  do {
    const page = await ports.records.query('topic', 'departments', { after, limit: 100 });
    for (const item of page.items) owners.add(departments.schema.parse(item.value).code);
    after = page.next;
  } while (after !== undefined);
  return [...owners].sort();
}
