/** Which items of a resource may be seen by everybody: grade 1, public, naming no person by what they are. */

import type { Item, Resource } from '../../../schemas/resource.ts';
import { gradeOf } from '../catalog/elements.ts';

const personal = new Set<Item['identifier']>(['resident-id', 'phone', 'bank-card', 'plate', 'vin']);
const personNames = /姓名|法定代表人|法人代表|负责人|联系人|经办人|户主|业主|权利人/;

export interface Withheld {
  readonly item: string;
  readonly zh: string;
  readonly en: string;
}

export function openItems(resource: Resource): { items: readonly Item[]; withheld: readonly Withheld[] } {
  const items: Item[] = [];
  const withheld: Withheld[] = [];
  for (const item of resource.items) {
    const why = whyNot(resource, item);
    if (why) withheld.push({ item: item.code, ...why });
    else items.push(item);
  }
  return { items, withheld };
}

function whyNot(resource: Resource, item: Item): { zh: string; en: string } | undefined {
  const grade = gradeOf(resource, item);
  if (grade > 1) return { zh: `共享类型为 ${grade}`, en: `it is of grade ${grade}` };
  if (item.sensitivity > 0)
    return { zh: '不是公开信息（敏感度大于 0）', en: 'it is not public: sensitivity above 0' };
  if (personal.has(item.identifier)) return { zh: '可识别个人', en: 'it identifies persons' };
  if (personNames.test(item.name)) return { zh: '为个人姓名', en: 'it names persons' };
  return undefined;
}
