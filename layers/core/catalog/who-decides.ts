/**
 * Whom a new version makes a party to grants that are in force: a department that provides by now, or the centre since
 * something became conditional. Grants on views over the resource are theirs to decide on too.
 */
import type { Resource } from '../../../schemas/resource.ts';
import { undecided } from '../grants/approvers.ts';
import { grantees, grants } from '../grants/kinds.ts';
import type { Records } from '../ports/records.ts';
import { definitions, find, findOr, type Held } from '../records.ts';
import { deepest, givenNow } from '../views/resolve-view.ts';
import { viewers } from './kinds.ts';

export interface Asked {
  readonly party: string;
  readonly resource: string;
  readonly receiver: string;
  readonly grant: string;
}

export interface Deciders {
  readonly asked: readonly Asked[];
  /** Who held grants: another one given meanwhile would be missed. */
  readonly lists: readonly Held<unknown>[];
}

/** @param before in force now */
export async function whoDecides(records: Records, before: Resource, after: Resource): Promise<Deciders> {
  const soon = whenInForce(records, after);
  const asked: Asked[] = [];
  const lists: Held<unknown>[] = [];
  for (const one of [before, ...(await viewsOver(records, before.code, deepest))]) {
    const { code } = one;
    const list = await findOr(records, grantees, { resource: code, list: [] }, code);
    if (code === before.code || list.version > 0) lists.push(list);
    if (list.value.list.length === 0) continue;
    const now = await givenNow(records, one);
    const then = await givenNow(soon, code === after.code ? after : one);
    for (const { grant } of list.value.list) {
      const held = await find(records, grants, grant);
      if (!held) continue;
      const had = undecided(held.value, now);
      const { receiver } = held.value;
      for (const party of undecided(held.value, then))
        if (!had.includes(party)) asked.push({ party, resource: code, receiver, grant });
    }
  }
  return { asked, lists };
}

/** The records as they will be read once it is in force. */
const whenInForce = (records: Records, resource: Resource): Pick<Records, 'get'> => ({
  get: async (key) => {
    const stored = await records.get(key);
    if (!stored || key !== definitions.key(resource.code)) return stored;
    return { ...stored, value: { ...definitions.schema.parse(stored.value), resource } };
  },
});

/** Descriptions of the views over it, of the libraries' tables made from it, and of those over these. */
async function viewsOver(records: Records, code: string, levels: number): Promise<Resource[]> {
  if (levels === 0) return [];
  const { list } = (await findOr(records, viewers, { resource: code, list: [] }, code)).value;
  const found = new Map<string, Resource>();
  for (const view of list) {
    const resource = (await find(records, definitions, view))?.value.resource;
    if (!(resource?.view ?? resource?.library)?.over.includes(code)) continue;
    for (const one of [resource, ...(await viewsOver(records, view, levels - 1))]) found.set(one.code, one);
  }
  return [...found.values()];
}
