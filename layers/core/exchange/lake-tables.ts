/** How a resource stands in the lake's catalog: one table in `raw`, columns from its description. */

import type { Part } from '../../../schemas/refinery.ts';
import type { Item, Resource } from '../../../schemas/resource.ts';
import { isStoredAsText } from '../cleaning/stored-columns.ts';
import type { Ports } from '../ports/index.ts';
import type { LakeTable } from '../ports/lake-catalog.ts';

export const tableName = (resource: string): string => resource.toLowerCase();

/** Athena's type of an item as it is stored: tokens and masks are text. */
export function athenaType(item: Item): string {
  if (isStoredAsText(item)) return 'string';
  switch (item.type) {
    case 'integer':
      return 'bigint';
    case 'decimal':
      return `decimal(${item.length},${item.scale})`;
    case 'date':
      return 'date';
    default:
      return 'string';
  }
}

export const lakeTable = (resource: Resource): LakeTable => ({
  database: 'raw',
  name: tableName(resource.code),
  comment: `${resource.name} ${resource.nameEn}`,
  columns: [
    ...resource.items.map((item) => ({ name: item.code, type: athenaType(item), comment: item.name })),
    ...(resource.tokens ?? []).map(({ code, of }) => ({
      name: code,
      type: 'string',
      comment: of === 'name' ? '姓名令牌 token of the name' : '姓名与出生日期令牌 token of name and birth',
    })),
    { name: '_extra', type: 'string', comment: 'columns the resource does not know, as JSON' },
    { name: '_line', type: 'bigint', comment: 'ordinal of the record in its file' },
    { name: '_version', type: 'int', comment: "version of the resource's description" },
  ],
  partitionKeys: [
    { name: 'period', type: 'string' },
    { name: 'batch', type: 'string' },
  ],
  location: `lake/raw/${resource.code}/`,
});

/** Registers the partitions that hold these parts. Repeating it changes nothing; it makes nothing visible. */
export async function registerParts(ports: Ports, resource: string, parts: readonly Part[]): Promise<void> {
  const folders = new Map(parts.map((part) => [folderOf(part.key), part]));
  const partitions = [...folders].map(([location, part]) => ({
    values: [part.period, batchOf(location)],
    location,
  }));
  if (partitions.length > 0) await ports.catalog.registerPartitions('raw', tableName(resource), partitions);
}

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);
const batchOf = (folder: string): string => folder.match(/batch=([^/]+)\/$/)?.[1] ?? '-';
