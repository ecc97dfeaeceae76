/** abs, sign, mod and chance. */
import { once } from '../emit.ts';
import { type FunctionEntry, type FunctionLibrary, scalar, type Typed } from '../function-entry.ts';
import { arithmetic } from '../translate/arithmetic.ts';
import { decimal, type SqlType } from '../types.ts';
import { bindingMacro } from './macro.ts';

const wholes = ['tinyint', 'smallint', 'integer', 'bigint'] as const;

const carriers = { tinyint: 'TINYINT', smallint: 'SMALLINT', integer: 'INTEGER', bigint: 'BIGINT' } as const;

const remainder = ({ arguments: [a, b], at }: { arguments: readonly Typed[]; at: number }): string =>
  a && b ? arithmetic('%', a, b, at).sql : '';

const remainderType = ([a, b]: readonly Typed[]): SqlType =>
  a && b ? arithmetic('%', a, b, 0).type : decimal(38, 0);

const forWholes: readonly FunctionEntry[] = wholes.flatMap((type) => [
  scalar(`abs(${type}): ${type}`, 'abs($1)'),
  scalar(`sign(${type}): ${type}`, `CAST(sign($1) AS ${carriers[type]})`),
  scalar(`mod(${type}, ${type}): ${type}`, remainder),
  ...['random', 'rand'].flatMap((name) => [
    scalar(`${name}(${type}): ${type}`, `CAST(tr_random_below(CAST($1 AS BIGINT)) AS ${carriers[type]})`),
    scalar(`${name}(${type}, ${type}): ${type}`, ({ args: [low = '', high = ''] }) =>
      once(
        [low, high],
        (a, b) => `CAST(${a} + tr_random_below(CAST(${b} AS BIGINT) - ${a}) AS ${carriers[type]})`,
      ),
    ),
  ]),
]);

export const arithmetics: FunctionLibrary = {
  entries: [
    ...forWholes,
    scalar('abs(decimal(p,s)): decimal(p,s)', 'abs($1)'),
    scalar('abs(double): double', 'abs($1)'),
    scalar('abs(real): real', 'abs($1)'),
    scalar('sign(decimal(p,s)): decimal(1,0)', 'CAST(sign($1) AS DECIMAL(1,0))'),
    scalar('sign(double): double', 'tr_sign($1)'),
    scalar('sign(real): real', 'CAST(tr_sign($1) AS FLOAT)'),
    scalar('mod(decimal(p,s), decimal(q,t)): decimal', remainder, { resultOf: remainderType }),
    scalar('mod(double, double): double', remainder),
    scalar('mod(real, real): real', remainder),
    scalar('random(): double', 'random()'),
    scalar('rand(): double', 'random()'),
  ],
  refused: [],
  macros: [
    // Zero keeps its sign, NaN is none.
    bindingMacro(
      'tr_sign(x)',
      'x',
      (v) => `CASE WHEN isnan(${v}) OR ${v} = 0 THEN CAST(${v} AS DOUBLE) WHEN ${v} > 0 THEN 1.0::DOUBLE
        WHEN ${v} < 0 THEN -1.0::DOUBLE END`,
    ),
    bindingMacro(
      'tr_random_below(n)',
      '{n: n, r: random()}',
      (v) => `CASE WHEN ${v}.n <= 0 THEN CAST('INVALID_FUNCTION_ARGUMENT: bound must be positive' AS BIGINT)
        ELSE CAST(floor(${v}.r * ${v}.n) AS BIGINT) END`,
    ),
  ],
};
