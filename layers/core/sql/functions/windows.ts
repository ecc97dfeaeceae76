/** Window functions: ranks, and values of other rows. */
import { type BoundCall, type FunctionEntry, type FunctionLibrary, windowed } from '../function-entry.ts';
import { QueryRefused } from '../refused.ts';
import { carrierOf } from '../types.ts';
import { wrongArgument } from './raised.ts';

/** How a row names another by a number, and the least that it may be. */
interface Counted {
  readonly index: number;
  readonly least: number;
  readonly what: string;
  /** Whether NULL raises; else there is no value beside it. */
  readonly needed?: true;
}

/**
 * The function of a row's own number, raising what Trino raises, where DuckDB would look the other way.
 *
 * @param body given the number as DuckDB may take it
 */
function counted(call: BoundCall, how: Counted, body: Body): string {
  const number = call.args[how.index] ?? 'NULL';
  const constant = call.arguments[how.index]?.constant;
  if (constant === undefined) return byRow(call, number, how, body);
  if (typeof constant === 'number' ? constant >= how.least : !how.needed) return body(number);
  throw new QueryRefused('INVALID_ARGUMENTS', {
    at: call.at,
    en: `${how.what} must be at least ${how.least}`,
    zh: `${how.what} 不能小于 ${how.least}`,
  });
}

function byRow(call: BoundCall, number: string, { least, what, needed }: Counted, body: Body): string {
  const carrier = carrierOf(call.result);
  const bad = `${number} < ${least}${needed ? ` OR ${number} IS NULL` : ''}`;
  const raises = wrongArgument(`${what} must be at least ${least}`);
  return `CASE WHEN ${bad} THEN CAST(${raises} AS ${carrier})
    WHEN ${number} IS NOT NULL THEN ${body(`coalesce(greatest(${number}, ${least}), ${least})`)} END`;
}

type Body = (number: string) => string;

function shifted(name: 'lag' | 'lead', call: BoundCall): string {
  const [value = '', , otherwise] = call.args;
  const by = (offset: string): string =>
    call.aggregate(name, value, offset, ...(otherwise === undefined ? [] : [otherwise]));
  return call.args.length > 1
    ? counted(call, { index: 1, least: 0, what: `the offset of ${name}`, needed: true }, by)
    : by('1');
}

const shifts: readonly FunctionEntry[] = (['lag', 'lead'] as const).flatMap((name) =>
  ['T', 'T, bigint', 'T, bigint, T'].map((parameters) =>
    windowed(`${name}(${parameters}): T`, (call) => shifted(name, call)),
  ),
);

export const windows: FunctionLibrary = {
  entries: [
    ...['row_number', 'rank', 'dense_rank'].map((name) => windowed(`${name}(): bigint`, `{${name}}()`)),
    ...['percent_rank', 'cume_dist'].map((name) => windowed(`${name}(): double`, `{${name}}()`)),
    windowed('ntile(bigint): bigint', (call) =>
      counted(call, { index: 0, least: 1, what: 'the buckets of ntile' }, (buckets) =>
        call.aggregate('ntile', buckets),
      ),
    ),
    ...shifts,
    ...['first_value', 'last_value'].map((name) => windowed(`${name}(T): T`, `{${name}}($1)`)),
    windowed('nth_value(T, bigint): T', (call) =>
      counted(call, { index: 1, least: 1, what: 'the offset of nth_value' }, (offset) =>
        call.aggregate('nth_value', call.args[0] as string, offset),
      ),
    ),
  ],
  refused: [],
  macros: [],
};
