/** The audit 审计: what must hold of each row. Rows that fail name the rules they fail. */
import type { NodeOf } from '../../../schemas/flow.ts';
import { quoteText } from '../cleaning/sql-text.ts';
import { from, type StepInput, within } from './step-text.ts';

/** A rule that cannot be told (NULL) does not hold. */
export function auditText({ rules }: NodeOf<'audit'>, input: StepInput, branch: 'passed' | 'failed'): string {
  const holds = rules.map(({ id, holds: condition }) => ({
    id,
    sql: `coalesce(${within(condition)}, false)`,
  }));
  const all = holds.map(({ sql }) => sql).join(' AND ');
  if (branch === 'passed') return `SELECT * ${from(input)} WHERE ${all}`;
  const failed = holds.map(({ id, sql }) => `CASE WHEN ${sql} THEN '' ELSE ${quoteText(`${id} `)} END`);
  const named = failed.length === 1 ? failed[0] : `concat(${failed.join(', ')})`;
  return `SELECT *, trim(${named}) AS "failed_rules" ${from(input)} WHERE NOT (${all})`;
}
