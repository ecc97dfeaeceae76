/** The columns of accepted rows in the lake, as the engine's types. Glue and Parquet columns derive from these. */
import type { Item, Resource } from '../../../schemas/resource.ts';

export interface StoredColumn {
  readonly name: string;
  /** VARCHAR, BIGINT, DECIMAL(p,s), DATE or INTEGER. */
  readonly type: string;
}

const plainTypes = { text: 'VARCHAR', integer: 'BIGINT', date: 'DATE', month: 'VARCHAR' } as const;

/** An item's own type, before anything is desensitised. */
export function itemSqlType(item: Item): string {
  return item.type === 'decimal' ? `DECIMAL(${item.length},${item.scale})` : plainTypes[item.type];
}

/** How an item leaves its department, whatever the grade of the resource it stands in. */
export function desensitiseMode(_resource: Resource, item: Item): Item['desensitise'] {
  return item.desensitise;
}

/** Stored as text, whatever it was: tokens, masks, years and bands. */
export const isStoredAsText = ({ desensitise }: Item): boolean =>
  desensitise !== 'none' && desensitise !== 'drop';

/** The type an item is stored in: tokens, masks and what is generalised are text. */
export function storedItemType(_resource: Resource, item: Item): string {
  return isStoredAsText(item) ? 'VARCHAR' : itemSqlType(item);
}

/** Lineage beside every row: unknown columns as JSON, the batch, the record's ordinal, the definition's version. */
export const lineageColumns: readonly StoredColumn[] = [
  { name: '_extra', type: 'VARCHAR' },
  { name: '_batch', type: 'VARCHAR' },
  { name: '_line', type: 'BIGINT' },
  { name: '_version', type: 'INTEGER' },
];

/** Items in order, derived tokens, then lineage. */
export function storedColumns(resource: Resource): StoredColumn[] {
  const items = resource.items.map((item) => ({ name: item.code, type: storedItemType(resource, item) }));
  const tokens = (resource.tokens ?? []).map(({ code }) => ({ name: code, type: 'VARCHAR' }));
  return [...items, ...tokens, ...lineageColumns];
}

/** Items that identify a row and can be compared: a masked value no longer tells rows apart. */
export function keyItems(resource: Resource): Item[] {
  const primary = resource.items.filter((item) => item.key === 'primary');
  const lost = primary.some((item) =>
    ['mask', 'generalise', 'drop'].includes(desensitiseMode(resource, item)),
  );
  return lost ? [] : primary;
}
