/**
 * The query service of a home that runs its statements itself. A statement is a record from the moment it is asked; it
 * ends with one transaction, which also names what it made. Which of them are at work only this process knows: one that
 * a dead process left is ended by whoever looks at it.
 */
import type { Execution } from '../../../schemas/workbench.ts';
import { ConditionFailed, NotFound, Refused, TooMany } from '../errors.ts';
import type { Principal } from '../identity/principal.ts';
import { sha256 } from '../ledger/merkle.ts';
import type { Ports } from '../ports/index.ts';
import type { QueryAsk, QueryService } from '../ports/query-engine.ts';
import type { SqlRunner } from '../ports/sql-runner.ts';
import { absent, find, type Held } from '../records.ts';
import type { Statement } from '../sql/ast.ts';
import { parseExpression, parseStatement } from '../sql/parse/index.ts';
import { Transaction } from '../transaction.ts';
import { closedSource } from './access.ts';
import type { Performed } from './act.ts';
import { executions } from './kinds.ts';
import { kindOf, perform } from './perform.ts';
import { QueryFailed } from './query-failed.ts';
import { readRows } from './read-rows.ts';
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

const stopped = (): QueryFailed => new QueryFailed('USER_CANCELED', 'the query was stopped', '查询已被停止');

const homeClosed = (): QueryFailed =>
  new QueryFailed(
    'SERVER_SHUTTING_DOWN',
    'the platform was closed while the query ran; ask it again',
    '查询运行时平台被关闭，请重新提交',
  );

const encoder = new TextEncoder();

/** `statement` undefined: the text could not be read. */
interface Asked {
  readonly held: Held<Execution>;
  readonly principal: Principal;
  readonly statement?: Statement;
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
    const { name: workGroup } = await openWorkGroup(ports, ask.workGroup);
    const { statement, error } = readStatement(ask.text);
    const value = newExecution(ports, ask, principal, workGroup, statement);
    const held = { ...absent(executions.key(value.id)), value };
    if (error !== undefined) {
      await recordEnd(ports, held, { ...ended(ports, value, 'FAILED'), error: toldError(error, ask.text) });
      return value.id;
    }
    await recordStart(ports, held);
    begin({ held: { ...held, version: 1 }, principal, ...(statement ? { statement } : {}) });
    return value.id;
  }

  function begin(asked: Asked): void {
    const { id, actor } = asked.held.value;
    const abort = new AbortController();
    const ended = runToEnd(asked, abort.signal, () => {
      const one = working.get(id);
      if (one) one.isRunning = true;
    }).finally(() => working.delete(id));
    // Its end stands in its record; that it could not be written is found by whoever looks.
    ended.catch(() => {});
    working.set(id, { actor, abort, ended, isRunning: false });
  }

  async function runToEnd({ held, principal, statement }: Asked, signal: AbortSignal, begun: () => void) {
    const watch = stopwatch(ports, begun);
    const { value } = held;
    try {
      if (!statement) throw new Error('nothing to perform');
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

function newExecution(
  { ids, clock }: Ports,
  { text, database, parameters = [] }: QueryAsk,
  principal: Principal,
  workGroup: string,
  statement: Statement | undefined,
): Execution {
  return {
    id: ids.next(),
    text,
    kind: statement ? kindOf(statement) : 'DML',
    database: database?.toLowerCase() ?? 'shared',
    workGroup,
    parameters: [...parameters],
    actor: principal.name,
    ...(principal.department === undefined ? {} : { department: principal.department }),
    state: 'QUEUED',
    submittedAt: clock.now().toISOString(),
    queueMilliseconds: 0,
    planningMilliseconds: 0,
    engineMilliseconds: 0,
    scannedBytes: 0,
    rows: 0,
    cut: false,
    columns: [],
    sources: [],
  };
}

const ended = ({ clock }: Ports, value: Execution, state: Execution['state']): Execution => ({
  ...value,
  state,
  endedAt: clock.now().toISOString(),
});

const transactionOf = (ports: Ports, { department, actor }: Execution): Transaction =>
  new Transaction(ports, { step: 'query', department: department ?? 'operator', actor });

/** The text stands in the record alone; the ledger has its digest. */
async function recordStart(ports: Ports, held: Held<Execution>): Promise<void> {
  const { value } = held;
  const digest = await sha256(encoder.encode(value.text));
  const detail = { kind: value.kind, workGroup: value.workGroup };
  await transactionOf(ports, value)
    .put(executions, held, value, { action: 'query asked', digest, detail })
    .commit();
}

async function recordEnd(
  ports: Ports,
  held: Held<Execution>,
  value: Execution,
  change?: Performed['change'],
): Promise<void> {
  const { state, rows, scannedBytes, sources, error } = value;
  const read = [...new Set(sources.map(({ resource }) => resource))];
  const digest = await sha256(encoder.encode(value.text));
  const detail = { state, rows, scannedBytes, read, ...(error ? { error: error.code } : {}) };
  const transaction = transactionOf(ports, value);
  transaction.put(executions, held, value, { action: 'query ended', digest, detail });
  change?.(transaction);
  await transaction.commit();
}

/** Somebody else changed the same table first: nothing of this statement counts. */
const moved = (error: unknown): unknown =>
  error instanceof ConditionFailed
    ? new QueryFailed(
        'TRANSACTION_CONFLICT',
        'somebody else changed the table meanwhile; nothing was written, ask again',
        '该表同时被他人修改，本次未写入，请重新提交',
      )
    : error;

/** Splits the time into planning, waiting for an engine, and its work. */
function stopwatch({ clock }: Ports, begun: () => void) {
  const begin = clock.now().getTime();
  let planned: number | undefined;
  let started: number | undefined;
  return {
    planned: () => {
      planned ??= clock.now().getTime();
    },
    started: () => {
      started ??= clock.now().getTime();
      begun();
    },
    times() {
      const end = clock.now().getTime();
      const [afterPlan, afterQueue] = [planned ?? end, started ?? end];
      return {
        planningMilliseconds: afterPlan - begin,
        queueMilliseconds: Math.max(0, afterQueue - afterPlan),
        engineMilliseconds: Math.max(0, end - afterQueue),
      };
    },
  };
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

const noSuchQuery = (id: string): NotFound =>
  new NotFound(`there is no query ${id} of yours; check the number`, `没有查询 ${id}，请核对编号`);

const unfinished = ({ id, state }: Execution): Refused =>
  new Refused(
    'query-unfinished',
    `query ${id} has no rows to show: ${state}`,
    `查询 ${id} 没有可显示的结果：${state}`,
  );

const expired = (id: string): Refused =>
  new Refused(
    'query-expired',
    `the rows of query ${id} are no longer kept; ask it again`,
    `查询 ${id} 的结果已过保存期，请重新查询`,
  );

const closedRows = (code: string): Refused =>
  new Refused(
    'query-closed',
    `these rows come from ${code}, which you may no longer read as far as then; ask for a grant and query again`,
    `结果来自 ${code}，现已无权按当时范围读取；请申请授权后重新查询`,
  );

const tooMany = (most: number): TooMany =>
  new TooMany(
    `an account has at most ${most} queries that have not ended; wait, or stop one`,
    `每个账号至多有 ${most} 个未结束的查询，请等待或停止其中之一`,
    5,
  );
