/** Rows of an answer, a page at a time. */
import { z } from 'zod';
import { columnInfo } from '../../../layers/core/sql/output/column-info.ts';
import { typeFromText } from '../../../layers/core/workbench/type-from-text.ts';
import type { Execution } from '../../../schemas/workbench.ts';
import { invalid } from '../athena-error.ts';
import type { AthenaHome } from '../home.ts';
import { isTable } from '../store/locations.ts';
import { reasonOf, substatementOf } from './describe-execution.ts';
import { nextToken, operation, queryId } from './operation.ts';

const mostRows = 1000;

interface Row {
  readonly Data: readonly { readonly VarCharValue?: string }[];
}

const rowOf = (values: readonly (string | null)[]): Row => ({
  Data: values.map((value) => (value === null ? {} : { VarCharValue: value })),
});

/** What is no table is lines of text, in the words of Hive. */
const line = { type: 'string', precision: 0, scale: 0, caseSensitive: true };

function describeColumn(execution: Execution, { name, type }: Execution['columns'][number]): object {
  const { precision, scale, caseSensitive, ...info } = isTable(execution)
    ? columnInfo(typeFromText(type))
    : line;
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: info.type,
    Precision: precision,
    Scale: scale,
    Nullable: 'UNKNOWN',
    CaseSensitive: caseSensitive,
  };
}

function checkDone(execution: Execution): void {
  const { id, state } = execution;
  if (state === 'SUCCEEDED') return;
  if (state === 'QUEUED' || state === 'RUNNING')
    throw invalid(`Query has not yet finished. Current state: ${state}`, 'INVALID_QUERY_EXECUTION_STATE');
  const why = reasonOf(execution);
  throw invalid(
    `Query ${id} did not finish successfully. Final query state: ${state}${why ? `. ${why}` : ''}`,
    'INVALID_QUERY_EXECUTION_STATE',
  );
}

/** The first page of what was selected begins with the names of its columns. */
const hasHeader = (execution: Execution): boolean =>
  isTable(execution) && execution.columns.length > 0 && execution.output !== undefined;

const changes = new Set(['INSERT', 'CREATE_TABLE_AS_SELECT', 'UNLOAD']);

interface Page {
  readonly execution: Execution;
  readonly limit: number;
  readonly after: string | undefined;
}

async function readPage({ queries }: AthenaHome, { execution, limit, after }: Page, asker: Asker) {
  const rows: Row[] = [];
  if (after === undefined && hasHeader(execution))
    rows.push(rowOf(execution.columns.map(({ name }) => name)));
  let last = after;
  if (execution.output !== undefined)
    for await (const { values, place } of queries.results(
      execution.id,
      after === undefined ? {} : { after },
      asker,
    )) {
      // One row more was there: the page is full.
      if (rows.length === limit) return { rows, NextToken: last };
      rows.push(rowOf(values));
      last = place;
    }
  return { rows };
}

type Asker = Parameters<AthenaHome['queries']['results']>[2];

const getQueryResults = operation(
  {
    QueryExecutionId: queryId,
    MaxResults: z.number().int().min(1).max(mostRows).optional(),
    NextToken: nextToken,
    QueryResultType: z.enum(['DATA_ROWS', 'DATA_MANIFEST']).optional(),
  },
  async (home, { input, principal }) => {
    const execution = await home.queries.execution(input.QueryExecutionId, principal);
    checkDone(execution);
    // A first page needs room for the header and one row, or there would be no place to go on from.
    const limit = Math.max(
      input.MaxResults ?? mostRows,
      input.NextToken === undefined && hasHeader(execution) ? 2 : 1,
    );
    const { rows, NextToken } = await readPage(home, { execution, limit, after: input.NextToken }, principal);
    return {
      UpdateCount: changes.has(substatementOf(execution) ?? '') ? (execution.rows ?? 0) : 0,
      ResultSet: {
        Rows: rows,
        ResultSetMetadata: { ColumnInfo: execution.columns.map((one) => describeColumn(execution, one)) },
      },
      ...(NextToken === undefined ? {} : { NextToken }),
    };
  },
);

export const resultOperations = { GetQueryResults: getQueryResults };
