/** Columns that a table of a workspace may have: what Athena's tables can keep. */
import { QueryRefused } from '../sql/refused.ts';
import { holdsHashes, type SqlType, typeText } from '../sql/types.ts';
import type { TableColumn } from './columns.ts';

/** Under their names in small letters. @throws QueryRefused */
export function keptColumns(
  columns: readonly TableColumn[],
  at: number,
  given: readonly string[] = [],
): readonly TableColumn[] {
  if (given.length > 0 && given.length !== columns.length)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `Column alias list has ${given.length} entries but relation has ${columns.length} columns`,
      zh: `列名有 ${given.length} 个，查询有 ${columns.length} 列`,
    });
  const named = columns.map(({ name, type }, index) => ({
    name: (given[index] ?? name).toLowerCase(),
    type,
  }));
  for (const [index, column] of named.entries()) check(column, index, at);
  const twice = named.find(({ name }, index) => named.findIndex((one) => one.name === name) < index);
  if (!twice) return named;
  throw new QueryRefused('DUPLICATE_COLUMN_NAME', {
    at,
    en: `Column name '${twice.name}' specified more than once`,
    zh: `列名 ${twice.name} 重复`,
  });
}

/** Trino writes the entries of such a map in an order that is not ours, and whoever reads the table would see it. */
export function refuseHashes(columns: readonly TableColumn[], at: number): void {
  const wrong = columns.find(({ type }) => holdsHashes(type));
  if (wrong)
    throw new QueryRefused('NOT_SUPPORTED', {
      at,
      en: `no table keeps a map in no order: column '${wrong.name}'`,
      zh: `表中不能保存无序的 map：列 ${wrong.name}`,
      instead: 'array_agg(ROW(…) ORDER BY …)',
    });
}

function check({ name, type }: TableColumn, index: number, at: number): void {
  if (name === '' || name === `_col${index}`)
    throw new QueryRefused('MISSING_COLUMN_ALIASES', {
      at,
      en: `Column name not specified at position ${index + 1}; give it one with AS`,
      zh: `第 ${index + 1} 列没有列名，请用 AS 命名`,
    });
  const fault = faultOf(type);
  if (fault !== undefined)
    throw new QueryRefused('NOT_SUPPORTED', {
      at,
      en: `no table keeps ${fault}: column '${name}'`,
      zh: `表中不能保存 ${fault} 类型：列 ${name}`,
      instead:
        fault.startsWith('timestamp(') && !fault.includes('zone')
          ? 'CAST(… AS timestamp(3))'
          : 'CAST(… AS varchar)',
    });
}

/** The text of the type that cannot be kept. */
function faultOf(type: SqlType): string | undefined {
  switch (type.name) {
    case 'timestamp':
      return type.precision === 3 ? undefined : typeText(type);
    case 'array':
      return faultOf(type.element);
    case 'map':
      return faultOf(type.key) ?? faultOf(type.value);
    case 'row':
      return type.fields
        .map((one) => (one.name === undefined ? typeText(type) : faultOf(one.type)))
        .find(Boolean);
    case 'json':
    case 'uuid':
    case 'unknown':
    case 'time':
    case 'timestamp with time zone':
    case 'interval day to second':
    case 'interval year to month':
      return typeText(type);
    default:
      return undefined;
  }
}

/** As Hive writes it: `string`, `int`, `array<string>`, `struct<a:int>`. */
export function hiveType(type: SqlType): string {
  switch (type.name) {
    case 'varchar':
      return type.length === undefined ? 'string' : typeText(type);
    case 'integer':
      return 'int';
    case 'real':
      return 'float';
    case 'varbinary':
      return 'binary';
    case 'timestamp':
      return 'timestamp';
    case 'array':
      return `array<${hiveType(type.element)}>`;
    case 'map':
      return `map<${hiveType(type.key)},${hiveType(type.value)}>`;
    case 'row':
      return `struct<${type.fields.map((one) => `${one.name}:${hiveType(one.type)}`).join(',')}>`;
    default:
      return typeText(type);
  }
}
