/** Functions of windows, and aggregates whose answers are texts of their own: looked at through what reads them. */
import type { Maker } from './expressions.ts';
import { type Kind, kind } from './kinds.ts';
import { columns } from './leaves.ts';
import { leaf, type Made, made } from './made.ts';

const count = ({ random }: Maker): Made =>
  leaf(kind('bigint'), random.pick(['0', '1', '2', '3', 'id', 'id % 3', 'ti', 'CAST(NULL AS bigint)']));

const frames = [
  '',
  ' ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING',
  ' ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING',
  ' RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING',
];

const ranks = ['row_number()', 'rank()', 'dense_rank()', 'percent_rank()', 'cume_dist()'];

/** One of them over a window whose order is total. */
export function windowCall(maker: Maker): Made {
  const { random } = maker;
  const of: Kind = random.pick(columns).kind;
  const value = (): Made => maker.make(of, random.below(2));
  const over = ' OVER (PARTITION BY b ORDER BY id';
  const nulls = random.once(3) ? ' IGNORE NULLS' : '';
  switch (random.below(5)) {
    case 0:
      return made(of)`${random.pick(ranks)}${over})`;
    case 1:
      return made(of)`ntile(${count(maker)})${over})`;
    case 2:
      return made(of)`${random.pick(['lag', 'lead'])}(${value()}, ${count(maker)})${nulls}${over})`;
    case 3:
      return made(of)`nth_value(${value()}, ${count(maker)})${nulls}${over}${random.pick(frames)})`;
    default:
      return made(
        of,
      )`${random.pick(['first_value', 'last_value'])}(${value()})${nulls}${over}${random.pick(frames)})`;
  }
}

/** Sketches through what reads them, and the value of one row that no other equals. */
export function readAggregate({ random }: Maker): Made {
  const of = kind('bigint');
  const value = leaf(of, random.pick(['id', 'i', 'bi', 'ti', 'v', 'd']));
  const share = leaf(kind('double'), random.pick(['0.25E0', '0.5E0', '1E0']));
  switch (random.below(5)) {
    case 0:
      return made(of)`cardinality(approx_set(${value}))`;
    case 1:
      return made(of)`cardinality(make_set_digest(${value}))`;
    case 2:
      return made(of)`value_at_quantile(tdigest_agg(CAST(id AS double)), ${share})`;
    case 3:
      return made(of)`value_at_quantile(qdigest_agg(CAST(id AS bigint)), ${share})`;
    default:
      return made(of)`${random.pick(['max_by', 'min_by'])}(${value}, id)`;
  }
}
