/** GROUPING(a, b): a bit for each column, set where its group is not by that column. */
import type { Call } from '../ast.ts';
import type { Typed } from '../function-entry.ts';
import { QueryRefused } from '../refused.ts';
import { bigint, integer } from '../types.ts';
import { type Env, typed } from './env.ts';
import { groupKey } from './sorting.ts';

export function groupingCall({ arguments: args, at }: Call, env: Env): Typed {
  const { rows, grouped } = env;
  if (!rows || !grouped)
    throw new QueryRefused('EXPRESSION_NOT_SCALAR', {
      at,
      en: 'A GROUPING() operation can only be used with a corresponding GROUPING SET/CUBE/ROLLUP/GROUP BY clause',
      zh: 'GROUPING() 只能与 GROUP BY 一起用',
    });
  const texts = args.map((node) => groupKey(typed(node, rows), node.at));
  for (const [index, text] of texts.entries())
    if (!grouped.includes(text))
      throw new QueryRefused('INVALID_ARGUMENTS', {
        at: args[index]?.at ?? at,
        en: 'The arguments to GROUPING() must be expressions referenced by the GROUP BY at the associated query level',
        zh: 'GROUPING() 的参数须是 GROUP BY 中的列',
      });
  const type = args.length > 31 ? bigint : integer;
  return { sql: `CAST(GROUPING(${texts.join(', ')}) AS ${type === bigint ? 'BIGINT' : 'INTEGER'})`, type };
}
