/** How many values a query asks for. */
import type { Query } from '../sql/ast.ts';
import { QueryRefused } from '../sql/refused.ts';

/** @throws QueryRefused INVALID_ARGUMENTS, in Athena's words */
export function checkParameterCount(query: Query, given: number): void {
  const expected = countIn(query);
  if (expected === given) return;
  throw new QueryRefused('INVALID_ARGUMENTS', {
    at: query.at,
    en: `Incorrect number of parameters: expected ${expected} but found ${given}`,
    zh: `参数个数不符：应为 ${expected} 个，实为 ${given} 个`,
  });
}

/** Trees are kept low where they are read: this may recurse. */
function countIn(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0;
  const { kind, index } = node as { kind?: unknown; index?: unknown };
  const own = kind === 'parameter' && typeof index === 'number' ? index + 1 : 0;
  return Object.values(node).reduce<number>((most, value) => Math.max(most, countIn(value)), own);
}
