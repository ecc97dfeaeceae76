/** Casts of dates, times, timestamps and intervals, and of texts that name one. */
import { notSupported } from '../../refused.ts';
import type { SqlType } from '../../types.ts';
import { fitted } from './fitted.ts';
import { mayFail, same, sure, type Written } from './written.ts';

const precisionOf = (type: SqlType): number => ('precision' in type ? type.precision : 0);

/** Microseconds in the last digit that is kept. */
const unitOf = (precision: number): number => 10 ** (6 - precision);

/** Half a unit goes up, before 1970 as well. */
const rounded = (moment: string, from: SqlType, to: SqlType): string =>
  precisionOf(from) <= precisionOf(to) ? moment : `tr_moment_round(${moment}, ${unitOf(precisionOf(to))})`;

const roundedTime = (time: string, from: SqlType, to: SqlType): string =>
  precisionOf(from) <= precisionOf(to) ? time : `tr_time_round(${time}, ${unitOf(precisionOf(to))})`;

export function fromMoment(from: SqlType, to: SqlType, at: number): Written | 'mismatch' {
  if (to.name === 'varchar') return momentText(from, to);
  switch (from.name) {
    case 'date':
      return fromDate(to);
    case 'time':
      return fromTime(from, to, at);
    case 'timestamp':
      return fromTimestamp(from, to);
    default:
      return fromZoned(from, to);
  }
}

function fromDate(to: SqlType): Written | 'mismatch' {
  if (to.name === 'timestamp') return sure((value) => `CAST(${value} AS TIMESTAMP)`);
  if (to.name === 'timestamp with time zone')
    return sure((value) => `tr_zoned(CAST(${value} AS TIMESTAMP), 'UTC')`);
  return 'mismatch';
}

/** A time as a timestamp is one of today in Trino. */
function fromTime(from: SqlType, to: SqlType, at: number): Written | 'mismatch' {
  if (to.name.startsWith('timestamp'))
    throw notSupported(
      at,
      'a time as a timestamp',
      "CAST(current_date AS timestamp) + (t - TIME '00:00:00')",
    );
  if (to.name !== 'time') return 'mismatch';
  return precisionOf(from) <= precisionOf(to) ? same : sure((value) => roundedTime(value, from, to));
}

function fromTimestamp(from: SqlType, to: SqlType): Written | 'mismatch' {
  switch (to.name) {
    case 'date':
      return sure((value) => `CAST(${value} AS DATE)`);
    case 'time':
      return sure((value) => roundedTime(`tr_time_of_day(${value})`, from, to));
    case 'timestamp':
      return precisionOf(from) <= to.precision ? same : sure((value) => rounded(value, from, to));
    case 'timestamp with time zone':
      return sure((value) => `tr_zoned(${rounded(value, from, to)}, 'UTC')`);
    default:
      return 'mismatch';
  }
}

function fromZoned(from: SqlType, to: SqlType): Written | 'mismatch' {
  switch (to.name) {
    case 'date':
      return sure((value) => `CAST(tr_local(${value}) AS DATE)`);
    case 'time':
      return sure((value) => roundedTime(`CAST(tr_local(${value}) AS TIME)`, from, to));
    case 'timestamp':
      return sure((value) => rounded(`tr_local(${value})`, from, to));
    case 'timestamp with time zone':
      return precisionOf(from) <= to.precision
        ? same
        : sure((value) => `tr_zoned_round(${value}, ${unitOf(to.precision)})`);
    default:
      return 'mismatch';
  }
}

function momentText(from: SqlType, to: SqlType & { name: 'varchar' }): Written {
  const precision = precisionOf(from);
  const fraction = precision === 0 ? 0 : precision + 1;
  switch (from.name) {
    case 'date':
      return fitted((value) => `tr_date_text(${value})`, to, 13);
    case 'time':
      return fitted((value) => `tr_time_text(${value}, ${precision})`, to, 8 + fraction, 'raises always');
    case 'timestamp':
      return fitted(
        (value) => `tr_timestamp_text(${value}, ${precision})`,
        to,
        22 + fraction,
        'raises always',
      );
    default:
      return fitted((value) => `tr_zoned_text(${value}, ${precision})`, to, 64, 'raises always');
  }
}

export function fromInterval(from: SqlType, to: SqlType): Written | 'mismatch' {
  if (to.name !== 'varchar') return 'mismatch';
  const macro = from.name === 'interval year to month' ? 'tr_months_text' : 'tr_millis_text';
  return fitted((value) => `${macro}(${value})`, to, 24, 'raises always');
}

/** Trino's forms alone: `2024-1-31 7:05`, fractions of any length rounded to the type's. */
export function textToMoment(to: SqlType): Written {
  switch (to.name) {
    case 'date':
      return mayFail((value) => `tr_date_of(${value})`);
    case 'time':
      return mayFail((value) => `tr_time_of(${value}, ${precisionOf(to)})`);
    case 'timestamp':
      return mayFail((value) => `tr_timestamp_of(${value}, ${precisionOf(to)})`);
    default:
      return mayFail((value) => `tr_zoned_of(${value}, ${precisionOf(to)})`);
  }
}
