/** Queries: asked, looked at, listed, stopped. */
import { z } from 'zod';
import { executions, queriesOf } from '../../../layers/core/workbench/kinds.ts';
import {
  openWorkGroup,
  primaryGroup,
  workGroup as workGroupNamed,
} from '../../../layers/core/workbench/work-groups.ts';
import { invalid } from '../athena-error.ts';
import type { Asked, AthenaHome } from '../home.ts';
import { describeExecution, timelineOf } from './describe-execution.ts';
import { mostResults, nextToken, operation, queryId, statementText, workGroup } from './operation.ts';
import { startOnce } from './start-once.ts';

const startShape = {
  QueryString: statementText,
  ClientRequestToken: z.string().min(32).max(128).optional(),
  QueryExecutionContext: z
    .object({ Database: z.string().optional(), Catalog: z.string().optional() })
    .optional(),
  WorkGroup: workGroup,
  ExecutionParameters: z.array(z.string().min(1).max(1024)).max(100).optional(),
};
type Start = z.infer<z.ZodObject<typeof startShape>>;

const startQueryExecution = operation(startShape, async (home, asked) => {
  const catalog = asked.input.QueryExecutionContext?.Catalog ?? 'awsdatacatalog';
  if (catalog.toLowerCase() !== 'awsdatacatalog') throw invalid(`Catalog ${catalog} does not exist`);
  await openWorkGroup(home.ports, asked.input.WorkGroup);
  const QueryExecutionId = await startOnce(home, asked, () => start(home, asked));
  return { QueryExecutionId };
});

const start = (home: AthenaHome, { input, principal }: Asked<Start>): Promise<string> =>
  home.queries.start(
    {
      text: input.QueryString,
      database: databaseOf(input),
      workGroup: input.WorkGroup ?? primaryGroup,
      parameters: input.ExecutionParameters,
    },
    principal,
  );

/** Athena's clients say `default` where nothing was said. */
function databaseOf({ QueryExecutionContext }: Start): string | undefined {
  const database = QueryExecutionContext?.Database?.toLowerCase();
  return database === 'default' ? undefined : database;
}

const getQueryExecution = operation({ QueryExecutionId: queryId }, async (home, { input, principal }) => ({
  QueryExecution: await describeExecution(
    home,
    await home.queries.execution(input.QueryExecutionId, principal),
  ),
}));

const batchGetQueryExecution = operation(
  { QueryExecutionIds: z.array(queryId).min(1).max(50) },
  async (home, { input, principal }) => {
    const all = await Promise.all(
      input.QueryExecutionIds.map(async (id) => {
        const found = await home.queries.execution(id, principal).catch(() => undefined);
        return { id, found: found && (await describeExecution(home, found)) };
      }),
    );
    return {
      QueryExecutions: all.flatMap(({ found }) => (found ? [found] : [])),
      UnprocessedQueryExecutionIds: all.flatMap(({ id, found }) =>
        found
          ? []
          : [
              {
                QueryExecutionId: id,
                ErrorCode: 'INVALID_INPUT',
                ErrorMessage: `QueryExecution ${id} was not found`,
              },
            ],
      ),
    };
  },
);

const listQueryExecutions = operation(
  { WorkGroup: workGroup, MaxResults: mostResults(50), NextToken: nextToken },
  async ({ ports }, { input, principal }) => {
    await workGroupNamed(ports, input.WorkGroup ?? primaryGroup);
    const { items, next } = await ports.records.query('owner', queriesOf(principal.name), {
      descending: true,
      limit: input.MaxResults || 50,
      ...(input.NextToken === undefined ? {} : { after: input.NextToken }),
    });
    const found = items.map(({ value }) => executions.schema.parse(value));
    const group = input.WorkGroup ?? primaryGroup;
    return {
      QueryExecutionIds: found.filter(({ workGroup }) => workGroup === group).map(({ id }) => id),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },
);

const stopQueryExecution = operation(
  { QueryExecutionId: queryId },
  async ({ queries }, { input, principal }) => {
    await queries.stop(input.QueryExecutionId, principal);
    return {};
  },
);

const getQueryRuntimeStatistics = operation(
  { QueryExecutionId: queryId },
  async ({ queries }, { input, principal }) => {
    const execution = await queries.execution(input.QueryExecutionId, principal);
    const { scannedBytes, rows } = execution;
    const Rows = { InputRows: 0, InputBytes: scannedBytes, OutputBytes: 0, OutputRows: rows };
    return { QueryRuntimeStatistics: { Timeline: timelineOf(execution), Rows } };
  },
);

export const executionOperations = {
  StartQueryExecution: startQueryExecution,
  GetQueryExecution: getQueryExecution,
  BatchGetQueryExecution: batchGetQueryExecution,
  ListQueryExecutions: listQueryExecutions,
  StopQueryExecution: stopQueryExecution,
  GetQueryRuntimeStatistics: getQueryRuntimeStatistics,
};
