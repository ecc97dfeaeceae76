/**
 * The query service of a home that runs its statements itself. A statement is a record from the moment it is asked; it
 * ends with one transaction, which also names what it made. Which of them are at work only this process knows: one that
 * a dead process left is ended by whoever looks at it.
 */
import type { Execution } from '../../../schemas/workbench.ts';
import { ConditionFailed, Refused } from '../errors.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import type { QueryAsk, QueryService } from '../ports/query-engine.ts';
import type { SqlRunner } from '../ports/sql-runner.ts';
import { absent, find, type Held } from '../records.ts';
import { parseExpression, parseStatement } from '../sql/parse/index.ts';
import type { Statement } from '../sql/statement-nodes.ts';
import { closedSource } from './access.ts';
import type { Performed } from './act.ts';
import { ended, newExecution, recordEnd, recordStart } from './execution-records.ts';
import { executions } from './kinds.ts';
import { perform } from './perform.ts';
import {
  closedRows,
  expired,
  homeClosed,
  moved,
  noSuchQuery,
  stopped,
  tooMany,
  unfinished,
} from './query-errors.ts';
import { QueryFailed } from './query-failed.ts';
import { readRows } from './read-rows.ts';
import { stopwatch } from './stopwatch.ts';
import { toldError } from './told-error.ts';
import { openWorkGroup } from './work-groups.ts';

export interface QueryServiceOptions {
  /** Rows that a SELECT shows; default 1,000,000. What is written to tables is not limited. */
  readonly mostRows?: number;
  /** Statements of one account that have not ended; default 10. */
  readonly mostAtOnce?: number;
}

export interface LocalQueryService extends QueryService {
  /** Ends what is at work, and waits for its records. */
  close(): Promise<void>;
}

interface Working {
  readonly actor: string;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  isRunning: boolean;
}

interface Start {
  readonly id: string;
  readonly ask: QueryAsk;
  readonly principal: Principal;
  readonly signal: AbortSignal;
}

interface Asked {
  readonly held: Held<Execution>;
  readonly principal: Principal;
  readonly statement: Statement;
}

export function queryService(
  ports: Ports,
  runner: SqlRunner,
  { mostRows = 1_000_000, mostAtOnce = 10 }: QueryServiceOptions = {},
): LocalQueryService {
  const working = new Map<string, Working>();

  async function start(ask: QueryAsk, principal: Principal): Promise<string> {
    const atOnce = [...working.values()].filter(({ actor }) => actor === principal.name).length;
    if (atOnce >= mostAtOnce) throw tooMany(mostAtOnce);
    const id = ports.ids.next();
    const abort = new AbortController();
    const begun = Promise.withResolvers<void>();
    const done = run({ id, ask, principal, signal: abort.signal }, begun.resolve).finally(() =>
      working.delete(id),
    );
    // Known here before its record stands: whoever finds the record must not take it for one that was left.
    working.set(id, { actor: principal.name, abort, ended: done, isRunning: false });
    // Its end stands in its record; that it could not be written is found by whoever looks.
    done.catch(begun.reject);
    await begun.promise;
    return id;
  }

  /** @param begun told when its record stands */
  async function run({ id, ask, principal, signal }: Start, begun: () => void): Promise<void> {
    const { name: workGroup } = await openWorkGroup(ports, ask.workGroup);
    const { statement, error } = readStatement(ask.text);
    const value = newExecution(ports, id, ask, principal, workGroup, statement);
    const held = { ...absent(executions.key(id)), value };
    if (statement) await recordStart(ports, held);
    else
      await recordEnd(ports, held, { ...ended(ports, value, 'FAILED'), error: toldError(error, ask.text) });
    begun();
    if (statement) await runToEnd({ held: { ...held, version: 1 }, principal, statement }, signal);
  }

  function markRunning(id: string): void {
    const one = working.get(id);
    if (one) one.isRunning = true;
  }

  async function runToEnd({ held, principal, statement }: Asked, signal: AbortSignal): Promise<void> {
    const { value } = held;
    const watch = stopwatch(ports, () => markRunning(value.id));
    try {
      const performed = await perform(
        {
          ports,
          runner,
          principal,
          id: value.id,
          database: value.database,
          workGroup: value.workGroup,
          parameters: value.parameters.map((text) => parseExpression(text)),
          now: Date.parse(value.submittedAt),
          mostRows,
          signal,
          planned: watch.planned,
          started: watch.started,
        },
        statement,
      );
      signal.throwIfAborted();
      await ports.probe.at('query: objects written');
      await end(held, performed, { ...ended(ports, value, 'SUCCEEDED'), ...watch.times() });
    } catch (error) {
      const why = signal.aborted ? signal.reason : error;
      const state = why instanceof QueryFailed && why.code === 'USER_CANCELED' ? 'CANCELLED' : 'FAILED';
      const failed = {
        ...ended(ports, value, state),
        ...watch.times(),
        error: toldError(moved(why), value.text),
      };
      await recordEnd(ports, held, failed);
    }
  }

  async function end(held: Held<Execution>, performed: Performed, value: Execution): Promise<void> {
    const { change, columns, rows, cut, output, scannedBytes, sources } = performed;
    const told = { columns, rows, cut, scannedBytes, sources: [...sources], ...(output ? { output } : {}) };
    await recordEnd(ports, held, { ...value, ...told }, change);
  }

  /** As it stands, or as this process knows better. */
  async function own(id: string, principal: Principal): Promise<Held<Execution>> {
    const held = await find(ports.records, executions, id);
    if (!held || !isOwn(held.value, principal)) throw noSuchQuery(id);
    if (held.value.endedAt !== undefined) return held;
    const work = working.get(id);
    if (work) return { ...held, value: { ...held.value, state: work.isRunning ? 'RUNNING' : 'QUEUED' } };
    return endAbandoned(id, held);
  }

  async function endAbandoned(id: string, held: Held<Execution>): Promise<Held<Execution>> {
    const error = toldError(homeClosed(), held.value.text);
    try {
      await recordEnd(ports, held, { ...ended(ports, held.value, 'FAILED'), error });
    } catch (cause) {
      if (!(cause instanceof ConditionFailed)) throw cause;
    }
    return (await find(ports.records, executions, id)) ?? held;
  }

  return {
    start,
    execution: async (id, principal) => (await own(id, principal)).value,
    async stop(id, principal) {
      await own(id, principal);
      const work = working.get(id);
      work?.abort.abort(stopped());
      await work?.ended.catch(() => {});
    },
    async *results(id, { after }, principal) {
      const { value } = await own(id, principal);
      if (value.state !== 'SUCCEEDED') throw unfinished(value);
      const closed = await closedSource(ports, principal, value.sources);
      if (closed !== undefined) throw closedRows(closed);
      if (value.output === undefined) return;
      if (!(await ports.objects.head(value.output))) throw expired(id);
      yield* readRows(ports.objects, value.output, placeAfter(after));
    },
    async close() {
      const all = [...working.values()];
      for (const { abort } of all) abort.abort(homeClosed());
      await Promise.all(all.map((one) => one.ended.catch(() => {})));
    },
  };
}

function readStatement(text: string): { readonly statement?: Statement; readonly error?: unknown } {
  try {
    return { statement: parseStatement(text) };
  } catch (error) {
    return { error };
  }
}

/** An account’s own, while it acts for the same department. */
const isOwn = ({ actor, department }: Execution, principal: Principal): boolean =>
  actor === principal.name && department === principal.department;

function placeAfter(after: string | undefined): number {
  if (after === undefined) return 0;
  const place = Number(after);
  if (/^\d{1,15}$/.test(after) && place > 0) return place;
  throw new Refused('query-place', 'that is no place in the rows of this query', '不是该查询结果中的位置');
}
