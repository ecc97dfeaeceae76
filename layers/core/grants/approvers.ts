/** Who has to say yes to a request: every department that provides the resource, and for grade 2 the exchange centre. */

import { gradeOfItem } from '../../../schemas/element-faults.ts';
import { centre, type Grant } from '../../../schemas/grant.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';

/** Items that can be asked for: neither of grade 3 nor dropped before they are collected. */
export const askableItems = (resource: Resource): Item[] =>
  resource.items.filter((item) => gradeOfItem(resource, item) < 3 && item.desensitise !== 'drop');

/** Is this item given only with the centre's consent? */
export const isConditional = (resource: Resource, item: Item): boolean =>
  gradeOfItem(resource, item) >= 2 || item.desensitise !== 'none';

/** The receiver never decides on its own request: where it provides the resource itself, the centre does in its place. */
export function approversOf(
  resource: Resource,
  { receiver, items }: { readonly receiver: string; readonly items: readonly string[] },
): string[] {
  const others = resource.departments.filter((department) => department !== receiver);
  const isOwn = others.length < resource.departments.length;
  const conditional = resource.items.some(
    (item) => items.includes(item.code) && isConditional(resource, item),
  );
  return resource.grade > 1 || conditional || isOwn ? [...others, centre] : others;
}

/** Who still has to decide, by the description in force. */
export function undecided(grant: Grant, resource: Resource): string[] {
  const decided = new Set(grant.decisions.map((one) => one.party));
  return approversOf(resource, { receiver: grant.receiver, items: grant.terms.items }).filter(
    (party) => !decided.has(party),
  );
}
