/** Which resources of files somebody may search: those its department provides, or has a grant in force on. */
import type { Resource } from '../../../schemas/resource.ts';
import { grantsOn } from '../grants/in-force.ts';
import type { Leave } from '../grants/leave.ts';
import { permits, type Target } from '../identity/decide.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, find } from '../records.ts';
import { shown } from '../walk.ts';

/** Its providers, and who may see its files whole. */
export async function partiesOf(ports: Ports, resource: Resource): Promise<Target> {
  const given = resource.grade === 3 ? [] : await grantsOn(ports, resource);
  const receivers = given.flatMap(({ held, ruling }) =>
    ruling.leave && givesFiles(ruling.leave) && held.value ? [held.value.receiver] : [],
  );
  return { providers: resource.departments, receivers };
}

/** Conditions let rows through one by one: of a file nobody can say which part that is. */
const givesFiles = ({ filters, ways }: Leave): boolean =>
  filters.length === 0 && (ways.includes('file') || ways.includes('service'));

/** In the order of their codes, from `from` on. Found by the index, read and decided on by key. */
export async function* searchable(
  ports: Ports,
  principal: Principal,
  from?: string,
): AsyncIterable<Resource> {
  for await (const { key } of shown(ports.records, ['topic', 'definitions'], { limit: 1000 })) {
    const code = key.split('/')[1] ?? '';
    if (key.split('/').length !== 2 || (from !== undefined && code < from)) continue;
    const resource = (await find(ports.records, definitions, code))?.value.resource;
    if (resource?.kind !== 'unstructured') continue;
    if (!permits(principal, 'document.search', await partiesOf(ports, resource))) continue;
    yield resource;
  }
}
