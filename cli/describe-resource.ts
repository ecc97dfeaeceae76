/** The words of the catalog, for a person; the codes stay beside them, since commands and guides use those. */
import { cycleNames } from '../layers/core/catalog/cycle-names.ts';
import type { Resource } from '../schemas/resource.ts';
import { alignTable, inBoth } from './terminal.ts';

const types: Record<Resource['items'][number]['type'], string> = {
  text: '文本',
  integer: '整数',
  decimal: '小数',
  date: '日期',
  month: '年月',
};

export const describeCycle = (cycle: Resource['cycle']): string => `${cycleNames[cycle]} ${cycle}`;

/** Head, summary and items. @param generation the resource's present one */
export function describeResource(resource: Resource, generation: number): string {
  const rows = resource.items.map((item) => [
    item.code,
    item.name,
    `${types[item.type]} ${item.type}`,
    item.required ? inBoth('必填', 'required') : '',
    item.key === 'primary' ? inBoth('主键', 'key') : '',
    item.unit ?? '',
  ]);
  const facts = [
    `${inBoth('部门', 'by')} ${resource.departments.join(',')}`,
    describeCycle(resource.cycle),
    `${inBoth('级', 'grade')} ${resource.grade}`,
    `${inBoth('方式', 'mode')} ${resource.mode}`,
    `${inBoth('版次', 'generation')} ${generation}`,
  ];
  const lines = [
    `${resource.code} ${resource.name} ${resource.nameEn}  v${resource.version}`,
    facts.join('  '),
    resource.summary ?? '',
    alignTable(rows),
  ];
  return lines.filter((line) => line !== '').join('\n');
}
