/** Window functions: ranks, and values of other rows. */
import { type BoundCall, type FunctionEntry, type FunctionLibrary, windowed } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';

/** A number that must be known before the query runs, or DuckDB would answer where Trino raises. */
function literalOf(call: BoundCall, index: number, least: number, what: string): string {
  const { args, arguments: values, at } = call;
  const constant = values[index]?.constant;
  if (typeof constant !== 'number') throw notSupported(at, `${what} that is no literal`);
  if (constant < least)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `${what} must be at least ${least}`,
      zh: `${what} 不能小于 ${least}`,
    });
  return args[index] as string;
}

function shifted(name: 'lag' | 'lead', call: BoundCall): string {
  const [value = '', , otherwise] = call.args;
  const offset = call.args.length > 1 ? literalOf(call, 1, 0, `the offset of ${name}`) : '1';
  return call.aggregate(name, value, offset, ...(otherwise === undefined ? [] : [otherwise]));
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
      call.aggregate('ntile', literalOf(call, 0, 1, 'the buckets of ntile')),
    ),
    ...shifts,
    ...['first_value', 'last_value'].map((name) => windowed(`${name}(T): T`, `{${name}}($1)`)),
    windowed('nth_value(T, bigint): T', (call) =>
      call.aggregate('nth_value', call.args[0] as string, literalOf(call, 1, 1, 'the offset of nth_value')),
    ),
  ],
  refused: [],
  macros: [],
};
