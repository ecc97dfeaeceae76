/** What Athena says of a column of an answer beside its name. */
import type { SqlType } from '../types.ts';

export interface ColumnInfo {
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
  readonly caseSensitive: boolean;
}

/** Athena calls a `real` a float; a length or precision stands apart from the name. */
const names: Partial<Record<SqlType['name'], string>> = { real: 'float' };

const precisions: Partial<Record<SqlType['name'], number>> = {
  tinyint: 3,
  smallint: 5,
  integer: 10,
  bigint: 19,
  real: 17,
  double: 17,
  varbinary: 1_073_741_824,
  time: 3,
  timestamp: 3,
  'timestamp with time zone': 3,
};

/** Of a text without a length. */
const longest = 2_147_483_647;

function precisionOf(type: SqlType): number {
  if (type.name === 'varchar') return type.length ?? longest;
  if (type.name === 'char') return type.length;
  return 'precision' in type ? type.precision : (precisions[type.name] ?? 0);
}

/** Of a type. */
export function columnInfo(type: SqlType): ColumnInfo {
  return {
    type: names[type.name] ?? type.name,
    precision: precisionOf(type),
    scale: type.name === 'decimal' ? type.scale : 0,
    caseSensitive: type.name === 'varchar' || type.name === 'char',
  };
}
