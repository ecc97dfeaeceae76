/** Whose chains there are to seal: every department's, and the platform's own. */

import type { Records } from '../../layers/core/ports/records.ts';
import { departmentSchema } from '../../schemas/department.ts';

/** Codes of all departments, with `platform` for what the platform does by itself. */
export async function listLedgers(records: Records): Promise<readonly string[]> {
  const owners = new Set(['platform']);
  let after: string | undefined;
  do {
    const page = await records.query('topic', 'departments', { after, limit: 100 });
    for (const { value } of page.items) owners.add(departmentSchema.parse(value).code);
    after = page.next;
  } while (after !== undefined);
  return [...owners];
}
