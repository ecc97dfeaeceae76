/** What every database says of a table that is not there. */
import { RefusedCommand } from '../../failures.ts';

export const unknownTable = (table: string): RefusedCommand =>
  new RefusedCommand(
    'no-table',
    `数据库中没有表 ${table}，或该账号无权查看`,
    `the database has no table ${table}, or this account may not see it`,
  );
