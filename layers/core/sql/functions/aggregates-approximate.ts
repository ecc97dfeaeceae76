/** Aggregates that Trino answers nearly: here what is exact stands within its error, or they are refused by name. */
import { once } from '../emit.ts';
import { aggregate, type BoundCall, type FunctionEntry, type FunctionLibrary } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { holdsZones } from '../translate/pieces.ts';
import { carrierOf, holdsSketch, type SqlType, typeText } from '../types.ts';
import { bindingMacro } from './macro.ts';
import { unsupported, wrongArgument } from './raised.ts';

const [leastError, mostError] = [0.0040625, 0.26];

/** Trino's hashes of these fall together. */
const isNested = ({ name }: SqlType): boolean => ['array', 'map', 'row'].includes(name);

/** Of more values even Trino's list of whole hashes may take two for one. */
const mostHashes = 256;

/**
 * How many different values Trino counts exactly: as long as their hashes, four bytes each, take less room than the
 * buckets, four bits each, whose number follows from the error; measured, five less than that.
 */
const mostCounted = (error: number): number =>
  Math.max(1, Math.min(mostHashes, 2 ** Math.ceil(2 * Math.log2(1.04 / error)) / 8) - 5);

function approximateDistinct(call: BoundCall): string {
  const [value, error] = call.arguments;
  if (value && (isNested(value.type) || holdsZones(value.type) || holdsSketch(value.type)))
    throw notSupported(call.at, `approx_distinct of ${typeText(value.type)}`);
  const most = mostCounted(error ? errorOf(error.constant, call.at) : 0.023);
  const given = value?.sql ?? 'NULL';
  const counted = call.aggregate('count', isDistinct(call) ? given : `DISTINCT ${given}`);
  return `CASE WHEN ${counted} > ${most} THEN ${tooMany(most)} ELSE ${counted} END`;
}

const tooMany = (most: number): string =>
  unsupported(`approx_distinct of more than ${most} different values: take count(DISTINCT x)`, 'BIGINT');

const isDistinct = (call: BoundCall): boolean => call.aggregate('count').startsWith('count(DISTINCT ');

function errorOf(error: unknown, at: number): number {
  if (typeof error !== 'number') throw notSupported(at, 'approx_distinct with an error that is no literal');
  if (error < leastError || error > mostError)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `Max standard error must be in [${leastError}, ${mostError}]: ${error}`,
      zh: `标准误差须在 ${leastError} 到 ${mostError} 之间：${error}`,
    });
  return error;
}

/** Trino joins values to their neighbours as soon as there are more: then what it answers is its own. */
const mostRanked = 32;

/** The value of the percentage `p` by its rank, which Trino answers as we do. */
const exactPercentile =
  'element_at(array_sort(array_agg(x)), 1 + least(CAST(floor(p * count(x)) AS bigint), count(x) - 1))';

const exactDouble = (sql: string): string => `tr_exact_double(${sql})`;

/** A few numbers by their rank; whoever asks for another percentage in every row is answered by one of them. */
function percentile(call: BoundCall, result: string, numbers = `CAST(${call.args[0]} AS DOUBLE)`): string {
  const [, percentage = ''] = call.args;
  const ranked = `tr_ranked(${call.aggregate('list', numbers)})`;
  const asked = call.aggregate('any_value', percentage);
  if (call.result.name !== 'array') return `CAST(tr_percentile(${ranked}, ${asked}) AS ${result})`;
  return once(
    [ranked, asked],
    (list, several) => `CASE WHEN ${list} IS NOT NULL THEN list_transform(${several},
      lambda tr_p: CAST(tr_percentile(${list}, coalesce(tr_p, -1.0::DOUBLE)) AS ${result})) END`,
  );
}

function weighted({ at }: BoundCall): never {
  throw notSupported(at, 'approx_percentile with weights');
}

const percentiles: readonly FunctionEntry[] = ['double', 'real', 'bigint'].flatMap((type) => {
  const ours = carrierOf({ name: type as 'double' });
  const emit = (call: BoundCall): string =>
    percentile(call, ours, type === 'bigint' ? exactDouble(call.args[0] as string) : undefined);
  return [
    aggregate(`approx_percentile(${type}, double): ${type}`, emit),
    aggregate(`approx_percentile(${type}, array(double)): array(${type})`, emit),
    aggregate(`approx_percentile(${type}, double, double): ${type}`, weighted),
    aggregate(`approx_percentile(${type}, double, array(double)): array(${type})`, weighted),
  ];
});

export const approximate: FunctionLibrary = {
  entries: [
    aggregate('approx_distinct(T): bigint', approximateDistinct),
    aggregate('approx_distinct(T, double): bigint', approximateDistinct),
    ...percentiles,
  ],
  refused: [],
  macros: [
    bindingMacro(
      'tr_exact_double(x)',
      'x',
      (v) => `CASE WHEN CAST(CAST(CAST(${v} AS DOUBLE) AS HUGEINT) AS HUGEINT) <> ${v}
        THEN ${wrongArgument('no exact double representation for long', 'DOUBLE')} ELSE CAST(${v} AS DOUBLE) END`,
    ),
    // In order; NULL where there is none.
    bindingMacro(
      'tr_ranked(l)',
      'list_sort(list_filter(l, lambda tr_x: tr_x IS NOT NULL))',
      (v) => `CASE WHEN len(${v}) = 0 THEN NULL
        WHEN NOT isfinite(${v}[1]) OR NOT isfinite(${v}[-1])
          THEN [${wrongArgument('value must be finite', 'DOUBLE')}]
        WHEN len(${v}) > ${mostRanked}
          THEN [${unsupported(`approx_percentile of more than ${mostRanked} values: take ${exactPercentile}`, 'DOUBLE')}]
        ELSE ${v} END`,
    ),
    bindingMacro(
      'tr_percentile(l, p)',
      '{l: l, p: p}',
      (v) => `CASE WHEN ${v}.l IS NULL OR ${v}.p IS NULL THEN NULL
        WHEN ${v}.p < 0 OR ${v}.p > 1 THEN ${wrongArgument('Percentile must be between 0 and 1', 'DOUBLE')}
        ELSE ${v}.l[1 + least(CAST(floor(${v}.p * len(${v}.l)) AS BIGINT), len(${v}.l) - 1)] END`,
    ),
  ],
};
