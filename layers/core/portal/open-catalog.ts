/** What the public sees of what is open: descriptions as they were published, and where the files lie. */
import type { Opening, Published } from '../../../schemas/portal.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, departments, find } from '../records.ts';
import { readAgain } from '../walk.ts';
import { openings, openingsTopic } from './kinds.ts';

export interface OpenResource {
  readonly resource: Resource;
  readonly items: readonly Item[];
  /** Names of the providing departments. */
  readonly departments: readonly { readonly code: string; readonly name: string; readonly nameEn: string }[];
  readonly published: Published;
}

type Reading = Pick<Ports, 'records'>;

/** Everything that is out, by code. Read again by key, so that what was closed a moment ago is not shown. */
export async function listOpen({ records }: Reading): Promise<OpenResource[]> {
  const found: OpenResource[] = [];
  for await (const { value } of readAgain(records, openings, ['topic', openingsTopic])) {
    const open = await describe({ records }, value);
    if (open) found.push(open);
  }
  return found;
}

/** One that is out; undefined: there is none, or it is out no more. */
export async function findOpen({ records }: Reading, code: string): Promise<OpenResource | undefined> {
  const opening = await find(records, openings, code);
  return opening && describe({ records }, opening.value);
}

async function describe({ records }: Reading, opening: Opening): Promise<OpenResource | undefined> {
  const { published, stage } = opening;
  if (!published || (stage !== 'open' && stage !== 'held')) return undefined;
  const held = await find(records, definitions, opening.resource, published.version);
  if (!held) return undefined;
  const { resource } = held.value;
  const items = resource.items.filter(({ code }) => published.items.includes(code));
  const providers = await Promise.all(resource.departments.map((code) => nameOf({ records }, code)));
  return { resource, items, departments: providers, published };
}

async function nameOf({ records }: Reading, code: string) {
  const held = await find(records, departments, code);
  return { code, name: held?.value.name ?? code, nameEn: held?.value.nameEn ?? code };
}
