/** An execution as Athena tells of it. */

import { workGroup } from '../../../layers/core/workbench/work-groups.ts';
import type { Execution } from '../../../schemas/workbench.ts';
import type { AthenaHome } from '../home.ts';
import { locationOf, manifestOf } from '../store/locations.ts';
import { seconds } from './operation.ts';

const engine = { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' };

/** Which first words mean which kind of statement. */
const kinds: readonly (readonly [words: RegExp, name: string])[] = [
  [/^\s*create\s+table\b.*?\bas\b/is, 'CREATE_TABLE_AS_SELECT'],
  [/^\s*create\s+(or\s+replace\s+)?view\b/i, 'CREATE_VIEW'],
  [/^\s*insert\b/i, 'INSERT'],
  [/^\s*unload\b/i, 'UNLOAD'],
  [/^\s*show\b/i, 'SHOW'],
  [/^\s*explain\b/i, 'EXPLAIN'],
  [/^\s*execute\b/i, 'EXECUTE'],
  [/^\s*drop\b/i, 'DROP'],
  [/^[\s(]*(select|with|values|table)\b/i, 'SELECT'],
];

export const substatementOf = ({ text }: Execution): string | undefined =>
  kinds.find(([words]) => words.test(withoutComments(text)))?.[1];

const withoutComments = (text: string): string => text.replace(/^(\s|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, '');

/** Said in Trino's words, as Athena says it: these come first. What is ours comes in Chinese first. */
const ours = new Set([
  'NOT_SUPPORTED',
  'PERMISSION_DENIED',
  'TRANSACTION_CONFLICT',
  'TABLE_ALREADY_EXISTS',
  'HIVE_PATH_ALREADY_EXISTS',
  'TOO_MANY_PARTITIONS',
  'USER_CANCELED',
  'SERVER_SHUTTING_DOWN',
  'GENERIC_INTERNAL_ERROR',
]);
const isOurs = (code: string): boolean => ours.has(code) || code.startsWith('EXCEEDED_');

/** Athena's name of the error, where it is, and what to do. */
export function reasonOf({ error }: Execution): string | undefined {
  if (!error) return undefined;
  const place = error.line === undefined ? '' : `line ${error.line}:${error.column}: `;
  const { code, zh, en } = error;
  return `${code}: ${place}${isOurs(code) ? `${zh} / ${en}` : `${en} / ${zh}`}`;
}

/** 1: the system's, 2: the user's, 3: other. */
const ofSystem = new Set(['GENERIC_INTERNAL_ERROR', 'EXCEEDED_LOCAL_MEMORY_LIMIT', 'EXCEEDED_TIME_LIMIT']);

function errorOf(execution: Execution): object {
  const { error } = execution;
  if (!error) return {};
  const isOfSystem = ofSystem.has(error.code);
  const AthenaError = {
    ErrorCategory: isOfSystem ? 1 : 2,
    ErrorType: isOfSystem ? 100 : 1003,
    Retryable: false,
    ErrorMessage: reasonOf(execution),
  };
  return { StateChangeReason: reasonOf(execution), AthenaError };
}

export const timelineOf = ({
  queueMilliseconds,
  planningMilliseconds,
  engineMilliseconds,
}: Execution): Record<string, number> => ({
  QueryQueueTimeInMillis: queueMilliseconds,
  ServicePreProcessingTimeInMillis: 0,
  QueryPlanningTimeInMillis: planningMilliseconds,
  EngineExecutionTimeInMillis: engineMilliseconds,
  ServiceProcessingTimeInMillis: 0,
  TotalExecutionTimeInMillis: queueMilliseconds + planningMilliseconds + engineMilliseconds,
});

/** Where a group manages its answers no place is told, and clients read them by the API. */
async function placeOf({ ports }: AthenaHome, execution: Execution): Promise<object> {
  const group = await workGroup(ports, execution.workGroup).catch(() => undefined);
  return group?.managedResults
    ? { ManagedQueryResultsConfiguration: { Enabled: true } }
    : { ResultConfiguration: { OutputLocation: locationOf(execution) } };
}

export async function describeExecution(home: AthenaHome, execution: Execution): Promise<object> {
  const { id, text, kind, database, workGroup, state, submittedAt, endedAt, parameters } = execution;
  return {
    QueryExecutionId: id,
    Query: text,
    StatementType: kind,
    SubstatementType: substatementOf(execution),
    ...(await placeOf(home, execution)),
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    QueryExecutionContext: { Database: database, Catalog: 'awsdatacatalog' },
    Status: {
      State: state,
      SubmissionDateTime: seconds(submittedAt),
      ...(endedAt === undefined ? {} : { CompletionDateTime: seconds(endedAt) }),
      ...errorOf(execution),
    },
    Statistics: {
      ...timelineOf(execution),
      DataScannedInBytes: execution.scannedBytes,
      DataManifestLocation: manifestOf(execution),
      ResultReuseInformation: { ReusedPreviousResult: false },
    },
    WorkGroup: workGroup,
    EngineVersion: engine,
    ...(parameters.length > 0 ? { ExecutionParameters: parameters } : {}),
  };
}
