/** Parts of moments and intervals: their year, their day, their hour. */
import { type FunctionEntry, type FunctionLibrary, scalar } from '../function-entry.ts';

const types = {
  date: '$1',
  'timestamp(p)': '$1',
  'timestamp_with_time_zone(p)': 'tr_local($1)',
} as const;

/** @param template over `#`, a date or a timestamp of its own clock */
const dayPart = (names: string, template: string, result = 'bigint'): readonly FunctionEntry[] =>
  names.split(' ').flatMap((name) =>
    Object.entries(types).map(([type, local]) =>
      scalar(
        `${name}(${type}): ${result}`,
        template.replaceAll('#', () => local),
      ),
    ),
  );

const timePart = (name: string, template: string): readonly FunctionEntry[] =>
  ['time(p)', 'timestamp(p)', 'timestamp_with_time_zone(p)'].map((type) =>
    scalar(
      `${name}(${type}): bigint`,
      template.replaceAll('#', () => (type.includes('zone') ? types['timestamp_with_time_zone(p)'] : '$1')),
    ),
  );

const ofMonths = (name: string, template: string): FunctionEntry =>
  scalar(`${name}(interval_year_to_month): bigint`, template);
const ofMillis = (name: string, template: string): FunctionEntry =>
  scalar(`${name}(interval_day_to_second): bigint`, template);

export const fields: FunctionLibrary = {
  entries: [
    ...dayPart('year', 'year(#)'),
    ...dayPart('quarter', 'quarter(#)'),
    ...dayPart('month', 'month(#)'),
    ...dayPart('week week_of_year', 'week(#)'),
    ...dayPart('year_of_week yow', 'isoyear(#)'),
    ...dayPart('day day_of_month', 'day(#)'),
    ...dayPart('day_of_week dow', 'isodow(#)'),
    ...dayPart('day_of_year doy', 'dayofyear(#)'),
    ...dayPart('last_day_of_month', 'last_day(#)', 'date'),
    ...timePart('hour', 'hour(#)'),
    ...timePart('minute', 'minute(#)'),
    ...timePart('second', 'second(#)'),
    ...timePart('millisecond', '(millisecond(#) % 1000)'),
    ofMonths('year', '($1 // 12)'),
    ofMonths('month', '($1 % 12)'),
    ofMillis('day', '($1 // 86400000)'),
    ofMillis('day_of_month', '($1 // 86400000)'),
    ofMillis('hour', '($1 % 86400000 // 3600000)'),
    ofMillis('minute', '($1 % 3600000 // 60000)'),
    ofMillis('second', '($1 % 60000 // 1000)'),
    ofMillis('millisecond', '($1 % 1000)'),
  ],
  refused: [],
  macros: [],
};
