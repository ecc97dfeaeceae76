/** EXPLAIN: what the statement becomes, with types. */
import type { Query } from '../sql/ast.ts';
import { notSupported } from '../sql/refused.ts';
import type { Explain, Statement } from '../sql/statement-nodes.ts';
import { type Act, type Performed, planQuery, toldColumns } from './act.ts';
import { writeRows } from './write-rows.ts';

/** There is one plan: it is not distributed. */
const shown = ['text', 'logical', 'distributed', 'validate'];

export async function explain(act: Act, { statement, analyze, options, at }: Explain): Promise<Performed> {
  if (analyze) throw notSupported(at, 'EXPLAIN ANALYZE', 'EXPLAIN');
  const other = options.find(({ value }) => !shown.includes(value));
  if (other)
    throw notSupported(at, `EXPLAIN (${other.name.toUpperCase()} ${other.value.toUpperCase()})`, 'EXPLAIN');
  const query = queryIn(statement);
  if (!query)
    throw notSupported(
      statement.at,
      { en: 'EXPLAIN of this statement', zh: '对该语句的 EXPLAIN' },
      'EXPLAIN SELECT …',
    );
  const planned = await planQuery(act, query);
  if (options.some(({ value }) => value === 'validate')) return writeRows(act, ['Valid'], [['true']]);
  const { sources } = planned.lake;
  const lines = [
    `Output: ${toldColumns(planned.columns)
      .map(({ name, type }) => `${name}:${type}`)
      .join(', ')}`,
    `Reads: ${sources.map(({ resource, narrowed }) => `${resource}${narrowed ? ' (narrowed)' : ''}`).join(', ')}`,
    planned.sql,
  ];
  return writeRows(
    act,
    ['Query Plan'],
    lines.map((line) => [line]),
  );
}

function queryIn(statement: Statement): Query | undefined {
  if (statement.kind === 'query') return statement;
  return 'query' in statement ? statement.query : undefined;
}
