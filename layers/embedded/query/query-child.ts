/**
 * Entry of a query child process: one statement at a time, each in an engine of its own. The next one is opened while
 * nothing is asked, for teaching it the macros takes longer than most statements. See `sql-runner.ts`.
 */
import { queryFailure } from '../../refinery/query-failure.ts';
import { type FreshEngine, openFreshEngine, runSql, type SqlLimits } from '../../refinery/run-sql.ts';
import type { QueryJob, QueryOutcome } from './wire.ts';

let spare: { readonly made: string; readonly engine: Promise<FreshEngine> } | undefined;

const madeOf = (prelude: string, limits: SqlLimits): string => JSON.stringify([limits, prelude]);

/** The spare one, if it is as this statement needs it. */
function takeEngine(prelude: string, limits: SqlLimits): Promise<FreshEngine> {
  const found = spare;
  spare = undefined;
  return found?.made === madeOf(prelude, limits) ? found.engine : openFreshEngine(prelude, limits);
}

function openSpare(prelude: string, limits: SqlLimits): void {
  const engine = openFreshEngine(prelude, limits);
  // Whoever takes it sees its error.
  engine.catch(() => {});
  spare = { made: madeOf(prelude, limits), engine };
}

async function outcomeOf({ run, folder, paths, limits }: QueryJob): Promise<QueryOutcome> {
  try {
    return { files: await runSql(run, { folder, paths }, await takeEngine(run.prelude, limits)) };
  } catch (error) {
    const { code, message, zh } = queryFailure(error);
    return { code, en: message, zh };
  }
}

process.on('disconnect', () => process.exit(0));
process.on('message', (job: QueryJob) => {
  void outcomeOf(job).then((outcome) => {
    process.send?.(outcome);
    openSpare(job.run.prelude, job.limits);
  });
});
