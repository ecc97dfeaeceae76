/** Reads a value as DuckDB carries it, by the type it has in Athena. What is carried otherwise is a fault. */
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  DuckDBUUIDValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import { type SqlType, typeText } from '../../layers/core/sql/types.ts';
import type { Cell, Pair } from './answer.ts';
import {
  dateText,
  decimalText,
  intervalText,
  momentText,
  monthsText,
  timeText,
  zonedText,
} from './write-values.ts';

export function readValue(value: DuckDBValue, type: SqlType): Cell {
  if (value === null) return null;
  return readNested(value, type) ?? readPlain(value, type) ?? wrong(value, type);
}

function wrong(value: DuckDBValue, type: SqlType): never {
  throw new Error(`${typeText(type)} is carried as ${String(value)} (${value?.constructor.name})`);
}

function readNested(value: DuckDBValue, type: SqlType): Cell | undefined {
  if (type.name === 'array' && value instanceof DuckDBListValue)
    return value.items.map((item) => readValue(item, type.element));
  if (type.name === 'map' && value instanceof DuckDBMapValue)
    return {
      pairs: value.entries.map(
        (entry): Pair => [readValue(entry.key, type.key), readValue(entry.value, type.value)],
      ),
    };
  if (type.name !== 'row' || !(value instanceof DuckDBStructValue)) return undefined;
  const entries = Object.entries(value.entries);
  if (entries.length !== type.fields.length || entries.some(([name], index) => name !== `f${index + 1}`))
    wrong(value, type);
  return type.fields.map((field, index) => readValue(entries[index]?.[1] ?? null, field.type));
}

function readPlain(value: DuckDBValue, type: SqlType): Cell | undefined {
  switch (type.name) {
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'unknown':
      return typeof value === 'number' ? String(value) : undefined;
    case 'real':
    case 'double':
      return typeof value === 'number' ? doubleText(value) : undefined;
    case 'bigint':
      return typeof value === 'bigint' ? String(value) : undefined;
    case 'interval year to month':
      return typeof value === 'bigint' ? monthsText(value) : undefined;
    case 'interval day to second':
      return typeof value === 'bigint' ? intervalText(value) : undefined;
    case 'varchar':
    case 'json':
      return typeof value === 'string' ? value : undefined;
    case 'char':
      return typeof value === 'string' ? padded(value, type.length) : undefined;
    case 'uuid':
      return value instanceof DuckDBUUIDValue ? value.toString() : undefined;
    case 'varbinary':
      return value instanceof DuckDBBlobValue ? Buffer.from(value.bytes).toString('base64') : undefined;
    case 'decimal':
      if (!(value instanceof DuckDBDecimalValue)) return undefined;
      return value.scale === type.scale ? decimalText(value.value, value.scale) : undefined;
    default:
      return readMoment(value, type);
  }
}

function readMoment(value: DuckDBValue, type: SqlType): Cell | undefined {
  if (type.name === 'date') return value instanceof DuckDBDateValue ? dateText(value.days) : undefined;
  if (type.name === 'time')
    return value instanceof DuckDBTimeValue ? timeText(value.micros, type.precision) : undefined;
  if (type.name === 'timestamp')
    return value instanceof DuckDBTimestampValue ? momentText(value.micros, type.precision) : undefined;
  if (type.name !== 'timestamp with time zone' || !(value instanceof DuckDBStructValue)) return undefined;
  const { u: moment, z: zone } = value.entries;
  return moment instanceof DuckDBTimestampValue && typeof zone === 'string'
    ? zonedText(moment.micros, zone, type.precision)
    : undefined;
}

/** `char` is carried without the spaces at its end. A length counts code points. */
const padded = (text: string, length: number): string =>
  text + ' '.repeat(Math.max(0, length - [...text].length));

/** JavaScript writes no sign of a zero. */
const doubleText = (value: number): string => (Object.is(value, -0) ? '-0.0' : String(value));
