/** Whether a view fits what it is over, asked before it comes in force. */

import { gradeOfItem } from '../../../schemas/element-faults.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { canonicalJson } from '../canonical-json.ts';
import { Refused } from '../errors.ts';
import type { Records } from '../ports/records.ts';
import type { Held } from '../records.ts';
import { type Fault, gradeOfSource, higher, sourceItem } from './as-given.ts';
import { type Resolved, resolveView } from './resolve-view.ts';

/** Told at once; the rest when these are mended. */
const mostTold = 8;

/**
 * @returns what it was decided by: the transaction that puts it in force holds only while that stands
 * @throws Refused `view-unfit` naming what to change
 */
export async function checkView(records: Records, resource: Resource): Promise<readonly Held<unknown>[]> {
  if (!resource.view) return [];
  const resolved = await resolveView(records, resource);
  const faults = faultsOf(resource, resolved).slice(0, mostTold);
  if (faults.length === 0) return resolved.read;
  throw new Refused(
    'view-unfit',
    `${resource.code} does not fit what it is over: ${faults.map(({ en }) => en).join('; ')}`,
    `${resource.code} 与其引用的资源不符：${faults.map(({ zh }) => zh).join('；')}`,
    { place: { resource: resource.code } },
  );
}

function faultsOf(resource: Resource, { resource: given, over }: Resolved): readonly Fault[] {
  const parents = over.map((one) => one.resource);
  if (over.length === 0) return given.closed ? [given.closed] : [];
  const items = resource.items.flatMap((item) => itemFaults(resource, item, parents));
  return [...(given.closed ? [given.closed] : []), ...items, ...gradeFaults(resource, parents)];
}

function itemFaults(
  resource: Resource,
  item: Resource['items'][number],
  parents: readonly Resource[],
): Fault[] {
  const named = resource.view?.select[item.code] ?? '';
  const source = sourceItem(named, parents);
  if (!source) return [{ zh: `${named} 不存在`, en: `there is no ${named}` }];
  const told = (field: string, value: unknown): Fault => ({
    zh: `信息项 ${item.code} 须与 ${named} 一致，请写 ${field}: ${value}`,
    en: `item ${item.code} is kept as ${named} is: write ${field}: ${value}`,
  });
  const { type, desensitise, generalise, sensitivity } = source.item;
  const grade = gradeOfSource(source);
  return [
    ...(item.type === type ? [] : [told('type', type)]),
    ...(item.desensitise === desensitise ? [] : [told('desensitise', desensitise)]),
    ...(canonicalJson(item.generalise ?? null) === canonicalJson(generalise ?? null)
      ? []
      : [told('generalise', JSON.stringify(generalise))]),
    ...(item.sensitivity >= sensitivity ? [] : [told('sensitivity', sensitivity)]),
    ...(gradeOfItem(resource, item) >= grade ? [] : [told('grade', grade)]),
  ];
}

/** It is of the highest grade of the items it shows or joins on, at least. */
function gradeFaults({ grade, items, view }: Resource, parents: readonly Resource[]): Fault[] {
  const named = [
    ...items.map((item) => view?.select[item.code]),
    ...(view?.join ?? []).flatMap(({ left, right }) => [left, right]),
  ];
  const least = named
    .map((one) => sourceItem(one, parents))
    .filter((one) => one !== undefined)
    .map(gradeOfSource)
    .reduce(higher, 1);
  if (grade >= least) return [];
  return [
    {
      zh: `共享类型不得低于所用信息项，请写 grade: ${least}`,
      en: `its grade is at least that of the items it uses: write grade: ${least}`,
    },
  ];
}
