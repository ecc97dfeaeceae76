/**
 * Which change breaks whom: what is built on the description in force (subscriptions, grants, views of readers;
 * remembered mappings and files of providers) and would not go on as it is.
 */
import type { Broken } from '../../../schemas/catalog-entry.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { grantees, grants } from '../grants/kinds.ts';
import type { Records } from '../ports/records.ts';
import { definitions, find, findOr, mappings, subscribers } from '../records.ts';
import type { Change, Comparison } from './compare-versions.ts';
import { viewers } from './kinds.ts';

/** Changes that only those who send files feel. */
const sendersOnly: ReadonlySet<string> = new Set([
  'fixed-width-changed',
  'department-removed',
  'check-changed',
  'item-added',
  'length-narrowed',
  'required-changed',
  'name-changed',
  'synonym-removed',
  'min-changed',
  'max-changed',
  'dictionary-changed',
]);
/** Changes that only those who read rows feel. */
const readersOnly: ReadonlySet<string> = new Set([
  'item-removed',
  'desensitise-changed',
  'item-grade-changed',
  'grade-changed',
  'view-changed',
]);

/** In the order: subscriptions, grants, views, mappings, providers. None: nobody has to be told beforehand. */
export async function whoBreaks(
  records: Records,
  before: Resource,
  { changes }: Comparison,
): Promise<readonly Broken[]> {
  const breaking = changes.filter((change) => change.breaking);
  const forReaders = breaking.filter(({ kind }) => !sendersOnly.has(kind));
  const forSenders = breaking.filter(({ kind }) => !readersOnly.has(kind));
  return [
    ...(await brokenSubscriptions(records, before.code, forReaders)),
    ...(await brokenGrants(records, before.code, forReaders)),
    ...(await brokenViews(records, before.code, forReaders)),
    ...(await brokenMappings(records, before, forSenders)),
    ...before.departments.flatMap((department) => {
      const own = forSenders.filter(({ kind, from }) => kind !== 'department-removed' || from === department);
      return brokenBy('provider', department, before.code, own, () => true);
    }),
  ];
}

/** A change of the whole, or of an item that is used. */
function brokenBy(
  what: Broken['what'],
  department: string,
  id: string,
  changes: readonly Change[],
  uses: (item: string) => boolean,
): Broken[] {
  const felt = changes.filter(({ item }) => item === undefined || uses(item));
  return felt.length === 0 ? [] : [{ department, what, id, changes: felt.map(nameOf) }];
}

const nameOf = ({ kind, item }: Change): string => (item === undefined ? kind : `${kind}: ${item}`);

const names = (text: string, item: string): boolean => new RegExp(`\\b${item}\\b`).test(text);

async function brokenSubscriptions(records: Records, code: string, changes: readonly Change[]) {
  const { list } = (await findOr(records, subscribers, { resource: code, list: [] }, code)).value;
  return list.flatMap(({ receiver, id, items, filter = '' }) =>
    brokenBy('subscription', receiver, id, changes, (item) => items.includes(item) || names(filter, item)),
  );
}

async function brokenGrants(records: Records, code: string, changes: readonly Change[]) {
  const { list } = (await findOr(records, grantees, { resource: code, list: [] }, code)).value;
  const held = await Promise.all(list.map(({ grant }) => find(records, grants, grant)));
  return held.flatMap((one) => {
    if (!one) return [];
    const { id, receiver, terms } = one.value;
    const uses = (item: string) =>
      terms.items.includes(item) || terms.filters.some((filter) => names(filter, item));
    return brokenBy('grant', receiver, id, changes, uses);
  });
}

async function brokenViews(records: Records, code: string, changes: readonly Change[]) {
  const { list } = (await findOr(records, viewers, { resource: code, list: [] }, code)).value;
  const held = await Promise.all(list.map((view) => find(records, definitions, view)));
  return held.flatMap((one) => {
    const resource = one?.value.resource;
    if (!resource?.view?.over.includes(code)) return [];
    const text = JSON.stringify(resource.view);
    const uses = (item: string) => text.includes(`"${code}.${item}"`);
    return brokenBy('view', resource.departments[0] ?? 'operator', resource.code, changes, uses);
  });
}

/** Mappings that are remembered for the resource, of each department that provides it. */
async function brokenMappings(records: Records, before: Resource, changes: readonly Change[]) {
  if (changes.length === 0) return [];
  const broken: Broken[] = [];
  for (const department of before.departments) {
    const range = { from: `${before.code}/`, to: `${before.code}0`, limit: 200 };
    const page = await records.query('owner', `mappings/${department}`, range);
    for (const { value } of page.items) {
      const { mapping, fingerprint, resource } = mappings.schema.parse(value);
      if (resource !== before.code) continue;
      const used = new Set(mapping.columns.map(({ item }) => item));
      broken.push(...brokenBy('mapping', department, fingerprint, changes, (item) => used.has(item)));
    }
  }
  return broken;
}
