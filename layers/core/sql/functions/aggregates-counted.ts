/** Aggregates that Trino keeps in a few buckets: here they count all there is, and refuse what would not fit in them. */
import { aggregate, type BoundCall, type FunctionLibrary } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { bindingMacro } from './macro.ts';
import { unsupported } from './raised.ts';

/** How many buckets: it must be known before the query runs. */
function bucketsOf({ arguments: values, at }: BoundCall, index: number, name: string): number {
  const constant = values[index]?.constant;
  if (typeof constant !== 'number') throw notSupported(at, `${name} with a number that is no literal`);
  if (constant < 2)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `${name} bucket count must be greater than one`,
      zh: `${name} 的桶数须大于 1`,
    });
  return constant;
}

function mostFrequent(call: BoundCall): string {
  const name = 'approx_most_frequent';
  const capacity = call.arguments[2]?.constant;
  if (typeof capacity !== 'number' || capacity < 1)
    throw notSupported(call.at, `${name} with a capacity that is no number above 0`);
  const counted = call.aggregate('histogram', call.args[1] as string);
  return `tr_most_frequent(${counted}, ${bucketsOf(call, 0, name)}, ${capacity})`;
}

function numericHistogram(call: BoundCall): string {
  const name = 'numeric_histogram';
  const counted = call.aggregate('histogram', `CAST(${call.args[1]} AS DOUBLE)`);
  return `CAST(tr_numeric_histogram(${counted}, ${bucketsOf(call, 0, name)}) AS ${call.result.name === 'map' && call.result.key.name === 'real' ? 'MAP(FLOAT, FLOAT)' : 'MAP(DOUBLE, DOUBLE)'})`;
}

export const countedAggregates: FunctionLibrary = {
  entries: [
    aggregate('approx_most_frequent(bigint, bigint, bigint): map(bigint, bigint)', mostFrequent, {
      hashed: true,
    }),
    aggregate('approx_most_frequent(bigint, varchar, bigint): map(varchar, bigint)', mostFrequent, {
      hashed: true,
    }),
    aggregate('numeric_histogram(bigint, double): map(double, double)', numericHistogram, { hashed: true }),
    aggregate('numeric_histogram(bigint, real): map(real, real)', numericHistogram, { hashed: true }),
  ],
  refused: [],
  macros: [
    // Which of two that come equally often is kept is nobody's promise.
    bindingMacro(
      'tr_most_frequent(m, n, c)',
      `{e: list_reverse_sort(list_transform(map_entries(m), lambda tr_e: {n: CAST(tr_e.value AS BIGINT), k: tr_e.key})), n: n, c: c}`,
      (v) => `CASE WHEN ${v}.e IS NULL THEN NULL
        WHEN len(${v}.e) > ${v}.c OR (len(${v}.e) > ${v}.n AND ${v}.e[${v}.n].n = ${v}.e[${v}.n + 1].n)
          THEN map_from_entries([{k: ${v}.e[1].k, v: ${unsupported('approx_most_frequent of more values than its capacity, or of equally many', 'BIGINT')}}])
        ELSE map_from_entries(list_transform(${v}.e[1:${v}.n], lambda tr_e: {k: tr_e.k, v: tr_e.n})) END`,
    ),
    bindingMacro(
      'tr_numeric_histogram(m, n)',
      '{e: map_entries(m), n: n}',
      (v) => `CASE WHEN ${v}.e IS NULL THEN NULL
        WHEN len(${v}.e) > ${v}.n OR len(list_filter(${v}.e, lambda tr_e: isnan(tr_e.key) OR signbit(tr_e.key) AND tr_e.key = 0)) > 0
          THEN map_from_entries([{k: 0::DOUBLE, v: ${unsupported('numeric_histogram of more values than buckets, or of NaN or -0', 'DOUBLE')}}])
        ELSE map_from_entries(list_transform(${v}.e, lambda tr_e: {k: CAST(tr_e.key AS DOUBLE), v: CAST(tr_e.value AS DOUBLE)})) END`,
    ),
  ],
};
