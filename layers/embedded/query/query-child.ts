/** Entry of a query child process: one statement at a time, each in an engine of its own. See `children.ts`. */

import { queryFailure } from '../../refinery/query-failure.ts';
import { runSql } from '../../refinery/run-sql.ts';
import type { QueryJob, QueryOutcome } from './wire.ts';

async function outcomeOf({ run, folder, paths, limits }: QueryJob): Promise<QueryOutcome> {
  try {
    return { files: await runSql(run, { folder, paths }, limits) };
  } catch (error) {
    const { code, message, zh } = queryFailure(error);
    return { code, en: message, zh };
  }
}

process.on('disconnect', () => process.exit(0));
process.on('message', (job: QueryJob) => {
  void outcomeOf(job).then((outcome) => process.send?.(outcome));
});
