/**
 * Sketches: HyperLogLog, digests of quantiles and of sets. Here one is the list of its values, which agrees with Trino
 * as long as there are few of them; of more it is refused as late as that is known. None may be shown.
 */
import {
  aggregate,
  type BoundCall,
  type FunctionEntry,
  type FunctionLibrary,
  scalar,
} from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { isInteger, typeText } from '../types.ts';
import { bindingMacro } from './macro.ts';
import { unsupported, wrongArgument } from './raised.ts';

/** Trino's own list of hashes is whole up to here. */
const mostDistinct = 256;
/** Trino joins values to their neighbours as soon as there are more. */
const mostRanked = 32;

/** Texts of the values, each once. */
function distinctOf(call: BoundCall): string {
  const type = call.arguments[0]?.type;
  if (!type || !(isInteger(type) || type.name === 'double' || type.name === 'varchar'))
    throw notSupported(call.at, `a sketch of ${type ? typeText(type) : 'nothing'}`);
  const kind = isInteger(type) ? 'i' : type.name === 'double' ? 'd' : 'v';
  return `tr_some(list_distinct(${call.aggregate('list', `'${kind}' || CAST(${call.args[0]} AS VARCHAR)`)}))`;
}

function setDigest(call: BoundCall): string {
  const type = call.arguments[0]?.type;
  if (type?.name === 'double') throw notSupported(call.at, 'make_set_digest of double');
  return distinctOf(call);
}

const merged = (call: BoundCall): string =>
  `list_distinct(tr_joined_lists(${call.aggregate('list', call.args[0] as string)}))`;

const gathered = (call: BoundCall): string =>
  `tr_some(list_filter(${call.aggregate('list', call.args[0] as string)}, lambda tr_x: tr_x IS NOT NULL))`;

const quantiles = (['bigint', 'double', 'real'] as const).flatMap((of): readonly FunctionEntry[] => [
  aggregate(`qdigest_agg(${of}): qdigest_of_${of}`, gathered),
  scalar(`value_at_quantile(qdigest_of_${of}, double): ${of}`, 'tr_quantile(tr_few($1), $2)'),
  scalar(
    `values_at_quantiles(qdigest_of_${of}, array(double)): array(${of})`,
    'list_transform(tr_known($2), lambda tr_q: tr_quantile(tr_few($1), tr_q))',
  ),
  scalar(`quantile_at_value(qdigest_of_${of}, ${of}): double`, 'tr_quantile_at(tr_few($1), $2)'),
]);

const joinedLists: readonly FunctionEntry[] = [
  'tdigest',
  ...['bigint', 'double', 'real'].map((of) => `qdigest_of_${of}`),
].map((type) =>
  aggregate(
    `merge(${type}): ${type}`,
    (call) => `tr_joined_lists(${call.aggregate('list', call.args[0] as string)})`,
  ),
);

export const sketches: FunctionLibrary = {
  entries: [
    ...['bigint', 'double', 'varchar'].map((of) => aggregate(`approx_set(${of}): hyperloglog`, distinctOf)),
    scalar('empty_approx_set(): hyperloglog', 'CAST([] AS VARCHAR[])'),
    aggregate('merge(hyperloglog): hyperloglog', merged),
    scalar('cardinality(hyperloglog): bigint', 'tr_sketched($1)'),
    aggregate('make_set_digest(T): setdigest', setDigest),
    aggregate('merge_set_digest(setdigest): setdigest', merged),
    scalar('cardinality(setdigest): bigint', 'tr_sketched($1)'),
    scalar(
      'intersection_cardinality(setdigest, setdigest): bigint',
      'tr_sketched(list_intersect(tr_few_distinct($1), tr_few_distinct($2)))',
    ),
    aggregate('tdigest_agg(double): tdigest', gathered),
    scalar('value_at_quantile(tdigest, double): double', 'tr_quantile(tr_few($1), $2)'),
    scalar(
      'values_at_quantiles(tdigest, array(double)): array(double)',
      'list_transform(tr_rising($2), lambda tr_q: tr_quantile(tr_few($1), tr_q))',
    ),
    ...quantiles,
    ...joinedLists,
  ],
  refused: ['jaccard_index', 'hash_counts'].map((name) => ({
    name,
    en: `${name} is not to be had without a cloud`,
    zh: `本机不支持 ${name}`,
  })),
  macros: [
    bindingMacro('tr_some(l)', 'l', (v) => `CASE WHEN len(${v}) > 0 THEN ${v} END`),
    bindingMacro(
      'tr_joined_lists(l)',
      'list_filter(l, lambda tr_x: tr_x IS NOT NULL)',
      (v) => `CASE WHEN len(${v}) > 0 THEN flatten(${v}) END`,
    ),
    bindingMacro(
      'tr_sketched(l)',
      'l',
      (v) => `CASE WHEN len(${v}) > ${mostDistinct}
        THEN ${unsupported(`a sketch of more than ${mostDistinct} values: take count(DISTINCT x)`, 'BIGINT')} ELSE CAST(len(${v}) AS BIGINT) END`,
    ),
    bindingMacro(
      'tr_few_distinct(l)',
      'l',
      (v) => `CASE WHEN len(${v}) > ${mostDistinct}
        THEN [${unsupported(`a sketch of more than ${mostDistinct} values`)}] ELSE ${v} END`,
    ),
    // In order.
    bindingMacro(
      'tr_few(l)',
      'list_sort(l)',
      (
        v,
      ) => `CASE WHEN len(${v}) > ${mostRanked} OR NOT isfinite(CAST(${v}[1] AS DOUBLE)) OR NOT isfinite(CAST(${v}[-1] AS DOUBLE))
        THEN list_transform(${v}, lambda tr_x: CASE WHEN tr_x IS NOT NULL
          THEN ${unsupported(`a digest of more than ${mostRanked} values, or of one that is not finite`, 'INTEGER')} END) ELSE ${v} END`,
    ),
    bindingMacro(
      'tr_quantile(l, q)',
      '{l: l, q: q}',
      (v) => `CASE WHEN ${v}.l IS NULL OR ${v}.q IS NULL THEN NULL
        WHEN NOT (${v}.q BETWEEN 0 AND 1) THEN ${v}.l[${wrongArgument('quantile must be between 0 and 1', 'BIGINT')}]
        ELSE ${v}.l[1 + least(CAST(floor(${v}.q * len(${v}.l)) AS BIGINT), len(${v}.l) - 1)] END`,
    ),
    bindingMacro(
      'tr_known(q)',
      'q',
      (v) =>
        `CASE WHEN list_count(${v}) < len(${v}) THEN [${unsupported('a NULL among the quantiles', 'DOUBLE')}] ELSE ${v} END`,
    ),
    bindingMacro(
      'tr_rising(q)',
      'q',
      (
        v,
      ) => `CASE WHEN list_count(${v}) < len(${v}) THEN [${unsupported('a NULL among the quantiles', 'DOUBLE')}]
        WHEN list_sort(${v}) <> ${v} THEN [${wrongArgument('percentiles must be sorted in increasing order', 'DOUBLE')}] ELSE ${v} END`,
    ),
    bindingMacro(
      'tr_quantile_at(l, x)',
      '{l: l, x: x}',
      (v) => `CASE WHEN ${v}.x BETWEEN ${v}.l[1] AND ${v}.l[-1]
        THEN CAST(len(list_filter(${v}.l, lambda tr_x: tr_x < ${v}.x)) AS DOUBLE) / len(${v}.l) END`,
    ),
  ],
};
