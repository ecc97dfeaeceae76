/** ceil, floor, round and truncate. */
import {
  type BoundCall,
  type FunctionEntry,
  type FunctionLibrary,
  scalar,
  type Typed,
} from '../function-entry.ts';
import { notSupported } from '../refused.ts';
import { carrierOf, decimal, type SqlType } from '../types.ts';
import { bindingMacro, macro } from './macro.ts';

const wholes = { tinyint: 'TINYINT', smallint: 'SMALLINT', integer: 'INTEGER', bigint: 'BIGINT' } as const;

/** Of a decimal that is rounded to no digit after the point. */
const wholeType = ([value]: readonly Typed[]): SqlType => {
  if (value?.type.name !== 'decimal') return decimal(38, 0);
  const { precision, scale } = value.type;
  return decimal(Math.max(1, Math.min(38, precision - scale + Math.min(1, scale))), 0);
};

/** What is cut off needs no further digit. */
const truncatedType = ([value]: readonly Typed[]): SqlType =>
  value?.type.name === 'decimal'
    ? decimal(Math.max(1, value.type.precision - value.type.scale), 0)
    : decimal(38, 0);

const roundedType = ([value]: readonly Typed[]): SqlType =>
  value?.type.name === 'decimal'
    ? decimal(Math.min(38, value.type.precision + 1), value.type.scale)
    : decimal(38, 0);

const asResult =
  (text: (value: string) => string) =>
  ({ args: [value = ''], result }: BoundCall): string =>
    `CAST(${text(value)} AS ${carrierOf(result)})`;

/** Trino knows no power of ten that high and fails on every such value but zero. */
const toWhole =
  (name: 'ceil' | 'floor') =>
  (call: BoundCall): string => {
    const type = call.arguments[0]?.type;
    if (type?.name === 'decimal' && type.scale === 38)
      throw notSupported(call.at, `${name} of decimal(38,38)`, 'CAST to decimal(38,37)');
    return asResult((value) => `${name}(${value})`)(call);
  };

const forWholes: readonly FunctionEntry[] = Object.entries(wholes).flatMap(([type, carrier]) => [
  ...['ceil', 'ceiling', 'floor', 'round'].map((name) => scalar(`${name}(${type}): ${type}`, '$1')),
  scalar(`round(${type}, integer): ${type}`, `CAST(tr_round_whole(CAST($1 AS HUGEINT), $2) AS ${carrier})`),
]);

/** A decimal as the whole number of its last places. */
const places = (call: BoundCall): { readonly digits: string; readonly scale: number } => {
  const [value] = call.arguments;
  const scale = value?.type.name === 'decimal' ? value.type.scale : 0;
  const sql = call.args[0] ?? '';
  const digits = scale === 0 ? sql : `replace(CAST(${sql} AS VARCHAR), '.', '')`;
  return { digits: `CAST(${digits} AS HUGEINT)`, scale };
};

const byPlaces =
  (macroName: string) =>
  (call: BoundCall): string => {
    const { digits, scale } = places(call);
    const whole = `CAST(${macroName}(${digits}, ${scale} - CAST(${call.args[1]} AS BIGINT)) AS DECIMAL(38,0))`;
    const one = scale === 0 ? '' : ` * CAST('0.${'0'.repeat(scale - 1)}1' AS DECIMAL(${scale},${scale}))`;
    return `CAST(${whole}${one} AS ${carrierOf(call.result)})`;
  };

export const rounding: FunctionLibrary = {
  entries: [
    ...forWholes,
    ...['ceil', 'ceiling'].flatMap((name) => [
      scalar(`${name}(decimal(p,s)): decimal`, toWhole('ceil'), { resultOf: wholeType }),
      scalar(`${name}(double): double`, 'ceil($1)'),
      scalar(`${name}(real): real`, 'ceil($1)'),
    ]),
    scalar('floor(decimal(p,s)): decimal', toWhole('floor'), { resultOf: wholeType }),
    scalar('floor(double): double', 'floor($1)'),
    scalar('floor(real): real', 'floor($1)'),
    scalar(
      'round(decimal(p,s)): decimal',
      asResult((value) => value),
      { resultOf: wholeType },
    ),
    scalar('round(decimal(p,s), integer): decimal', byPlaces('tr_round_places'), { resultOf: roundedType }),
    scalar('round(double): double', 'tr_round($1, 0)'),
    scalar('round(double, integer): double', 'tr_round($1, $2)'),
    scalar('round(real): real', 'CAST(tr_round(CAST($1 AS DOUBLE), 0) AS FLOAT)'),
    scalar('round(real, integer): real', 'CAST(tr_round(CAST($1 AS DOUBLE), $2) AS FLOAT)'),
    scalar(
      'truncate(decimal(p,s)): decimal',
      asResult((value) => `trunc(${value})`),
      { resultOf: truncatedType },
    ),
    scalar('truncate(decimal(p,s), integer): decimal(p,s)', byPlaces('tr_cut_places')),
    scalar('truncate(double): double', 'trunc($1)'),
    scalar('truncate(real): real', 'trunc($1)'),
  ],
  refused: [],
  macros: [
    macro('tr_ten_to(k)', `CAST('1' || repeat('0', CAST(k AS BIGINT)) AS HUGEINT)`),
    bindingMacro(
      'tr_round_places(u, k)',
      '{u: u, k: k}',
      (
        v,
      ) => `CASE WHEN ${v}.k <= 0 THEN ${v}.u WHEN ${v}.k > 38 THEN CASE WHEN ${v}.u IS NOT NULL THEN 0::HUGEINT END
        WHEN ${v}.k = 38 THEN CASE WHEN abs(${v}.u) >= 50000000000000000000000000000000000000
          THEN CAST('NUMERIC_VALUE_OUT_OF_RANGE: too many digits' AS HUGEINT) ELSE 0::HUGEINT END
        ELSE tr_half_up(${v}.u, tr_ten_to(${v}.k)) * tr_ten_to(${v}.k) END`,
    ),
    bindingMacro(
      'tr_cut_places(u, k)',
      '{u: u, k: k}',
      (
        v,
      ) => `CASE WHEN ${v}.k <= 0 THEN ${v}.u WHEN ${v}.k > 37 THEN CASE WHEN ${v}.u IS NOT NULL THEN 0::HUGEINT END
        ELSE ${v}.u // tr_ten_to(${v}.k) * tr_ten_to(${v}.k) END`,
    ),
    bindingMacro(
      'tr_round_whole(u, n)',
      '{u: u, n: n}',
      (v) => `CASE WHEN ${v}.n >= 0 THEN ${v}.u WHEN ${v}.n <= -19 AND ${v}.u IS NOT NULL
          THEN CAST('NUMERIC_VALUE_OUT_OF_RANGE: numerical overflow' AS HUGEINT)
        ELSE tr_half_up(${v}.u, tr_ten_to(-${v}.n)) * tr_ten_to(-${v}.n) END`,
    ),
    // Beyond what a bigint holds there is nothing to round.
    macro('tr_round_far(x, f)', `CASE WHEN f = 0 THEN 'NaN'::DOUBLE ELSE x END`),
    // As Trino: by a factor, half away from zero.
    bindingMacro(
      'tr_round(x, n)',
      '{x: x, f: pow(10, CAST(n AS DOUBLE))}',
      (v) => `CASE WHEN isnan(${v}.x) OR isinf(${v}.x) THEN ${v}.x
        WHEN abs(${v}.x) * ${v}.f >= 9.2e18 OR ${v}.f = 0 OR isinf(${v}.f) THEN tr_round_far(${v}.x, ${v}.f)
        WHEN ${v}.x < 0 THEN -(round(-${v}.x * ${v}.f) / ${v}.f) ELSE round(${v}.x * ${v}.f) / ${v}.f END`,
    ),
  ],
};
