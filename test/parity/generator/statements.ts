/** The statements that expressions stand in: one a row, an aggregate a group, an aggregate a window. */
import type { Random } from '../fixtures/random.ts';
import { chooserOf, type Maker, makerOf } from './expressions.ts';
import { fill, type Holes, type Kind, kind } from './kinds.ts';
import { columns } from './leaves.ts';
import { leaf, listed, type Made, made, render } from './made.ts';
import type { Functions, Listed } from './signatures.ts';
import { readAggregate, windowCall } from './window-calls.ts';

/** Many expressions may share one. */
export interface Frame {
  /** What the row is known by. */
  readonly key: string;
  readonly rest: string;
}

export interface Task {
  readonly frame: Frame;
  readonly expression: Made;
}

export const statementOf = (frame: Frame, expressions: readonly Made[]): string =>
  `SELECT ${frame.key} AS k, ${expressions.map((one, index) => `${render(one)} AS c${index + 1}`).join(', ')} ${frame.rest}`;

const everyRow: Frame = { key: 'id', rest: 'FROM every_type' };
const grouped: Frame = { key: 'b', rest: 'FROM every_type GROUP BY b' };

/** A pack of tasks that share a frame. */
export function makePack(random: Random, functions: Functions, count: number): readonly Task[] {
  const maker = makerOf(random, functions.scalar);
  const which = random.below(10);
  const frame = which === 0 ? grouped : which <= 2 ? everyRow : oneRow(random);
  const make = (): Made => {
    if (which === 0 && random.once(5)) return readAggregate(maker);
    if (which === 1 && random.once(2)) return windowCall(maker);
    if (which === 0) return aggregateOf(maker, functions.aggregate, ' ORDER BY id');
    if (which === 1)
      return made(
        kind('window'),
      )`${aggregateOf(maker, functions.aggregate, '')} OVER (PARTITION BY b ORDER BY id)`;
    const depth = 1 + random.below(3);
    return random.once(2) ? maker.call(depth) : maker.make(maker.kind(), depth + 1);
  };
  return Array.from({ length: count }, () => ({ frame, expression: make() }));
}

/** Most errors come from values at the end of their range: a row alone keeps them from the others. */
const oneRow = (random: Random): Frame => ({
  key: 'id',
  rest: `FROM every_type WHERE id = ${1 + random.below(10)}`,
});

/** Sums of very large and very small doubles depend on their order: theirs are tame. */
const tame: Readonly<Record<string, readonly string[]>> = {
  double: ['CAST(n5 AS double)', 'ti / 8E0', 'id * 1.5E0'],
  real: ['CAST(ti / 8E0 AS real)', 'CAST(id AS real)'],
};

/** What they give depends on the order of the rows. */
const ordered: ReadonlySet<string> = new Set(['array_agg', 'map_agg', 'multimap_agg']);

/** @param order of the rows that are gathered, where they come in none */
function aggregateOf(maker: Maker, functions: readonly Listed[], order: string): Made {
  const name = chooserOf(functions)(maker.random);
  const { parameters, result } = maker.random.pick(functions.filter((one) => one.name === name));
  const holes: Holes = new Map();
  const args = parameters.map((parameter) =>
    argumentOf(
      maker,
      fill(parameter, holes, () => columnKind(maker)),
    ),
  );
  if (ordered.has(name)) return made(result)`${name}(${listed(result, args)}${order})`;
  const distinct = args.length === 1 && maker.random.once(5) ? 'DISTINCT ' : '';
  return made(result)`${name}(${distinct}${listed(result, args)})`;
}

const columnKind = ({ random }: Maker): Kind => random.pick(columns).kind;

function argumentOf(maker: Maker, of: Kind): Made {
  const texts = tame[of.name];
  if (texts) return leaf(of, maker.random.pick(texts));
  return maker.make(of, maker.random.once(2) ? 0 : 1);
}
