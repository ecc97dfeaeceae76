/**
 * QueryService on Athena. A statement runs in the work group of the asker's seat and with the seat's own rights. Athena
 * does not know who of a seat asked, so our record says whose a query is: one that has no record is nobody's. A start cut
 * off before its record stands leaves such a query; it ends by the work group's limits, and its rows by their days.
 * Which resources were read Athena does not tell: when a seat may read less, all its results are erased instead.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetQueryRuntimeStatisticsCommand,
  InvalidRequestException,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { Execution } from '../../schemas/workbench.ts';
import { type Seat, seatName } from '../core/console-leave/seats.ts';
import { ConditionFailed, InvalidInput } from '../core/errors.ts';
import type { Principal } from '../core/identity/principal.ts';
import type { Ports } from '../core/ports/index.ts';
import type { QueryAsk, QueryService } from '../core/ports/query-engine.ts';
import { absent, find, type Held } from '../core/records.ts';
import { ended, newExecution, recordEnd, recordStart } from '../core/workbench/execution-records.ts';
import { executions } from '../core/workbench/kinds.ts';
import { noSuchQuery, unfinished } from '../core/workbench/query-errors.ts';
import { errorOfReason, progressOf, typeOfColumn } from './athena-answer.ts';
import { athenaRows } from './athena-rows.ts';
import { seatFor } from './athena-seat.ts';
import { callAthena, callKept } from './call-athena.ts';
import { columnAsAsked, databaseInCatalog, textInCatalog } from './catalog-names.ts';

export interface AthenaSeats {
  readonly seats: readonly Seat[];
  /** Stands before every database's name. */
  readonly databasePrefix: string;
  /** Name of a seat's work group. */
  readonly groupOf: (seat: Seat) => string;
  /** Signs as the seat, in a session that is named after who asks. */
  readonly clientOf: (seat: Seat, principal: Principal) => AthenaClient;
}

type Started =
  | { readonly id: string; readonly refused?: undefined }
  /** Why Athena took it not at all. */
  | { readonly refused: string };

/** A query that is stopped has ended within moments. */
const looks = 40;
const betweenLooks = 250;

export function athenaQueryService(ports: Ports, athena: AthenaSeats): QueryService {
  async function start(ask: QueryAsk, principal: Principal): Promise<string> {
    const seat = seatFor(athena.seats, principal, ask.workGroup);
    const begin = (id: string) => ({
      ...absent(executions.key(id)),
      value: newExecution(ports, id, ask, principal, seatName(seat), undefined),
    });
    const started = await startIn(seat, ask, principal);
    if (started.refused !== undefined) return recordRefused(begin(ports.ids.next()), started.refused);
    await recordStart(ports, begin(started.id));
    return started.id;
  }

  /** Athena itself refuses a text that it cannot read; here that is how the query ended. */
  async function startIn(seat: Seat, ask: QueryAsk, principal: Principal): Promise<Started> {
    const { text, database = 'shared', parameters = [] } = ask;
    const command = new StartQueryExecutionCommand({
      QueryString: textInCatalog(text, athena.databasePrefix),
      WorkGroup: athena.groupOf(seat),
      QueryExecutionContext: { Database: databaseInCatalog(database, athena.databasePrefix) },
      ...(parameters.length > 0 && { ExecutionParameters: [...parameters] }),
    });
    return callAthena('StartQueryExecution', async () => {
      try {
        const { QueryExecutionId: id = '' } = await athena.clientOf(seat, principal).send(command);
        return { id };
      } catch (error) {
        if (!(error instanceof InvalidRequestException)) throw error;
        if (error.AthenaErrorCode === 'MALFORMED_QUERY') return { refused: error.message };
        throw new InvalidInput(`Athena: ${error.message}`, `Athena：${error.message}`, { cause: error });
      }
    });
  }

  async function recordRefused(held: Held<Execution>, why: string): Promise<string> {
    const error = errorOfReason(why, 'SYNTAX_ERROR');
    await recordEnd(ports, held, asAsked({ ...ended(ports, held.value, 'FAILED'), error }));
    return held.value.id;
  }

  /** An error's place in the text that was sent is told as one of the text that was asked. */
  function asAsked(value: Execution): Execution {
    const { text, error } = value;
    if (error?.line === undefined || error.column === undefined) return value;
    const column = columnAsAsked(text, athena.databasePrefix, error.line, error.column);
    return { ...value, error: { ...error, column } };
  }

  async function own(id: string, principal: Principal): Promise<Held<Execution> & { client: AthenaClient }> {
    const held = await find(ports.records, executions, id);
    const { actor, department, workGroup } = held?.value ?? {};
    if (!held || actor !== principal.name || department !== principal.department) throw noSuchQuery(id);
    return { ...held, client: athena.clientOf(seatFor(athena.seats, principal, workGroup), principal) };
  }

  async function look(id: string, principal: Principal): Promise<Execution> {
    const { client, ...held } = await own(id, principal);
    if (held.value.endedAt !== undefined) return held.value;
    const command = new GetQueryExecutionCommand({ QueryExecutionId: id });
    const { QueryExecution = {} } = await callKept(id, 'GetQueryExecution', () => client.send(command));
    const now = asAsked(progressOf(held.value, QueryExecution));
    if (now.endedAt === undefined) return now;
    const value = now.state === 'SUCCEEDED' ? { ...now, ...(await shownBy(client, id)) } : now;
    return recordOnce(held, value);
  }

  /** Whoever looked at the same moment has written the same. */
  async function recordOnce(held: Held<Execution>, value: Execution): Promise<Execution> {
    try {
      await recordEnd(ports, held, value);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
    }
    return value;
  }

  return {
    start,
    execution: look,
    async stop(id, principal) {
      const { client, value } = await own(id, principal);
      if (value.endedAt !== undefined) return;
      const command = new StopQueryExecutionCommand({ QueryExecutionId: id });
      await callAthena('StopQueryExecution', () => client.send(command));
      for (let left = looks; left > 0; left -= 1) {
        if ((await look(id, principal)).endedAt !== undefined) return;
        await sleep(betweenLooks);
      }
    },
    async *results(id, { after }, principal) {
      const { client } = await own(id, principal);
      const value = await look(id, principal);
      if (value.state !== 'SUCCEEDED') throw unfinished(value);
      yield* athenaRows(client, id, { after, hasHeader: value.kind === 'DML' });
    },
  };
}

/** Columns, and how many rows there are where Athena has counted them by now. */
async function shownBy(
  client: AthenaClient,
  QueryExecutionId: string,
): Promise<Pick<Execution, 'columns' | 'rows'>> {
  const { ResultSet } = await callKept(QueryExecutionId, 'GetQueryResults', () =>
    client.send(new GetQueryResultsCommand({ QueryExecutionId, MaxResults: 1 })),
  );
  const { QueryRuntimeStatistics } = await callAthena('GetQueryRuntimeStatistics', () =>
    client.send(new GetQueryRuntimeStatisticsCommand({ QueryExecutionId })),
  );
  const columns = (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map((info) => ({
    name: info.Name ?? '',
    type: typeOfColumn(info),
  }));
  return { columns, rows: QueryRuntimeStatistics?.Rows?.OutputRows };
}
