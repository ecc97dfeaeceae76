/** EXPLAIN: what the statement becomes, with types. */
import type { Explain, Query, Statement } from '../sql/ast.ts';
import { notSupported } from '../sql/refused.ts';
import { type Act, type Performed, planQuery, toldColumns } from './act.ts';
import { writeRows } from './write-rows.ts';

export async function explain(act: Act, { statement, analyze, options, at }: Explain): Promise<Performed> {
  if (analyze) throw notSupported(at, 'EXPLAIN ANALYZE', 'EXPLAIN');
  const other = options.find(({ name, value }) =>
    name === 'format' ? value !== 'text' : value !== 'logical',
  );
  if (other)
    throw notSupported(at, `EXPLAIN (${other.name.toUpperCase()} ${other.value.toUpperCase()})`, 'EXPLAIN');
  const query = queryIn(statement);
  if (!query) throw notSupported(statement.at, 'EXPLAIN of this statement', 'EXPLAIN SELECT …');
  const planned = await planQuery(act, query);
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
