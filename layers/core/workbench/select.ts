/** SELECT and the like: rows into a CSV. */
import type { Query } from '../sql/ast.ts';
import { type Act, type Performed, planQuery, readOf, runPlanned, toldColumns } from './act.ts';
import { shownText } from './shown-text.ts';
import { resultKey } from './write-rows.ts';

export async function select(act: Act, query: Query): Promise<Performed> {
  const planned = await planQuery(act, query);
  const { columns } = planned;
  const texts = columns.map(({ type }, index) => `${shownText(`q.c${index + 1}`, type)} AS c${index + 1}`);
  const sql = `SELECT ${texts.join(', ')} FROM (${planned.sql}) AS q LIMIT ${act.mostRows}`;
  const output = resultKey(act);
  const names = columns.map(({ name }) => name);
  const { rows } = await runPlanned(act, planned, sql, { to: 'csv', key: output, names });
  return { columns: toldColumns(columns), rows, cut: rows >= act.mostRows, output, ...readOf(planned) };
}
