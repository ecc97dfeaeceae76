/** A value as Athena writes it in an answer and in its CSV: `1.0E7`, `2020-01-01 00:00:00.000`, `{a=1}`, `61 62`. */
import type { RowField, SqlType } from '../types.ts';
import type { Cell, ZonedMoment } from './cell.ts';
import { doubleText, realText } from './java-number.ts';
import { dateText, dayTimeText, timestampText, timeText, yearMonthText } from './moment-text.ts';
import { localMicros } from './zones.ts';

/** @returns undefined for NULL: an answer leaves it out */
export function athenaText(value: Cell, type: SqlType): string | undefined {
  return value === null ? undefined : textOf(value, type);
}

/** Within an array, a map or a row a NULL is a word. */
const within = (value: Cell, type: SqlType): string => athenaText(value, type) ?? 'null';

function textOf(value: NonNullable<Cell>, type: SqlType): string {
  switch (type.name) {
    case 'real':
      return realText(value as number);
    case 'double':
      return doubleText(value as number);
    case 'decimal':
      return decimalText(value as bigint, type.scale);
    case 'char':
      return padded(value as string, type.length);
    case 'varbinary':
      return Array.from(value as Uint8Array, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    case 'array':
      return `[${(value as readonly Cell[]).map((one) => within(one, type.element)).join(', ')}]`;
    case 'map':
      return `{${(value as readonly (readonly [Cell, Cell])[])
        .map(([key, of]) => `${within(key, type.key)}=${within(of, type.value)}`)
        .join(', ')}}`;
    case 'row':
      return `{${type.fields.map((field, at) => fieldText(field, at, value as readonly Cell[])).join(', ')}}`;
    default:
      return momentText(value, type) ?? String(value);
  }
}

function momentText(value: NonNullable<Cell>, type: SqlType): string | undefined {
  switch (type.name) {
    case 'date':
      return dateText(value as number);
    case 'time':
      return timeText(value as bigint, type.precision);
    case 'timestamp':
      return timestampText(value as bigint, type.precision);
    case 'timestamp with time zone':
      return zonedText(value as ZonedMoment, type.precision);
    case 'interval year to month':
      return yearMonthText(value as bigint);
    case 'interval day to second':
      return dayTimeText(value as bigint);
    default:
      return undefined;
  }
}

/** A field without a name goes by its place. */
const fieldText = ({ name, type }: RowField, at: number, values: readonly Cell[]): string =>
  `${name ?? `field${at}`}=${within(values[at] ?? null, type)}`;

function decimalText(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${value < 0n ? '-' : ''}${whole}${fraction}`;
}

/** A `char` has all its length; one is a character, whatever units it takes. */
const padded = (value: string, length: number): string =>
  value + ' '.repeat(Math.max(0, length - [...value].length));

const zonedText = ({ micros, zone }: ZonedMoment, precision: number): string =>
  `${timestampText(localMicros(micros, zone), precision)} ${zone}`;
