/** Aggregates that Trino answers nearly: here what is exact stands within its error, or they are refused by name. */
import { aggregate, type BoundCall, type FunctionLibrary, type RefusedFunction } from '../function-entry.ts';
import { notSupported, QueryRefused } from '../refused.ts';
import { holdsZones } from '../translate/pieces.ts';
import { typeText } from '../types.ts';

const [leastError, mostError] = [0.0040625, 0.26];

/** The exact number is within every error that may be asked for. */
function approximateDistinct(call: BoundCall): string {
  const [value, error] = call.arguments;
  if (value && holdsZones(value.type))
    throw notSupported(call.at, `approx_distinct of ${typeText(value.type)}`);
  if (error) refuseError(error.constant, call.at);
  return call.aggregate('count', `DISTINCT ${value?.sql ?? 'NULL'}`);
}

function refuseError(error: unknown, at: number): void {
  if (typeof error !== 'number') throw notSupported(at, 'approx_distinct with an error that is no literal');
  if (error < leastError || error > mostError)
    throw new QueryRefused('INVALID_ARGUMENTS', {
      at,
      en: `Max standard error must be in [${leastError}, ${mostError}]: ${error}`,
      zh: `标准误差须在 ${leastError} 到 ${mostError} 之间：${error}`,
    });
}

const without: Readonly<Record<string, string | undefined>> = {
  approx_most_frequent: 'SELECT x, count(*) FROM t GROUP BY x ORDER BY 2 DESC LIMIT n',
  numeric_histogram: 'width_bucket(x, low, high, n) with GROUP BY',
  checksum: undefined,
  reduce_agg: 'reduce(array_agg(x), …)',
  approx_set: 'count(DISTINCT x)',
  merge: undefined,
  empty_approx_set: undefined,
  qdigest_agg: undefined,
  tdigest_agg: undefined,
  merge_set_digest: undefined,
  make_set_digest: undefined,
  value_at_quantile: undefined,
  values_at_quantiles: undefined,
  quantile_at_value: undefined,
};

const refusals: readonly RefusedFunction[] = Object.entries(without).map(([name, instead]) => ({
  name,
  en: `${name} is not to be had without a cloud`,
  zh: `本机不支持 ${name}`,
  ...(instead === undefined ? {} : { instead }),
}));

export const approximate: FunctionLibrary = {
  entries: [
    aggregate('approx_distinct(T): bigint', approximateDistinct),
    aggregate('approx_distinct(T, double): bigint', approximateDistinct),
  ],
  refused: refusals,
  macros: [],
};
