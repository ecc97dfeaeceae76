/** Does a table take what a parcel holds, without losing any of it? Pure. */
import type { Manifest } from '../../../schemas/manifest.ts';
import type { Item } from '../../../schemas/resource.ts';
import type { Finding, SourceColumn } from '../type-map.ts';

type ParcelColumn = Manifest['columns'][number];

function losesDecimals(item: Item | undefined, column: SourceColumn): boolean {
  if (column.kind !== 'decimal' || column.scale === undefined) return column.kind !== 'decimal';
  const { length = 38, scale = 18 } = item ?? {};
  return column.scale < scale || (column.precision ?? 38) - column.scale < length - scale;
}

function loses(parcel: ParcelColumn, item: Item | undefined, column: SourceColumn): boolean {
  if (column.kind === 'text') return false;
  switch (parcel.type) {
    case 'integer':
      return column.kind !== 'integer' && !(column.kind === 'decimal' && (column.scale ?? 0) === 0);
    case 'decimal':
      return losesDecimals(item, column);
    case 'date':
      return column.kind !== 'date' && column.kind !== 'timestamp';
    case 'month':
      return column.kind !== 'integer' && column.kind !== 'date';
    case 'text':
      return true;
  }
}

/** Why the column does not do; undefined when it does. */
export function judgeTarget(
  parcel: ParcelColumn,
  item: Item | undefined,
  column: SourceColumn,
): Finding | undefined {
  if (!loses(parcel, item, column)) return undefined;
  const type =
    parcel.type === 'decimal' ? `decimal(${item?.length ?? 38},${item?.scale ?? 18})` : parcel.type;
  return {
    item: parcel.code,
    column: column.name,
    level: 'wrong',
    zh: `${column.declared} 不能无损地存放 ${type}`,
    en: `${column.declared} does not hold every ${type} exactly`,
  };
}
