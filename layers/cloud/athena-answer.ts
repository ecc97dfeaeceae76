/** What Athena tells of a query, in our words. What it does not tell is left as it was. */
import type { ColumnInfo, QueryExecution } from '@aws-sdk/client-athena';
import { type Execution, executionStates, type QueryError } from '../../schemas/workbench.ts';
import { maskPersonal } from '../core/mask-personal.ts';

/** A text of this length has none. */
const longest = 2_147_483_647;

/** As Trino writes it; of an array, a map or a row Athena tells no more than that it is one. */
export function typeOfColumn({ Type = '', Precision = 0, Scale = 0 }: ColumnInfo): string {
  if (Type === 'decimal') return `decimal(${Precision},${Scale})`;
  if (Type === 'char') return `char(${Precision})`;
  if (Type === 'varchar') return Precision === longest ? Type : `varchar(${Precision})`;
  return Type === 'float' ? 'real' : Type;
}

/** `TABLE_NOT_FOUND: line 1:15: …`; the place may come without a name, and the name without a place. */
const reason = /^(?:([A-Z][A-Z0-9_]+):\s*)?(?:line (\d+):(\d+):\s*)?([\s\S]*)$/;

/** @param otherwise its name where Athena gives none */
export function errorOfReason(text: string, otherwise = 'GENERIC_INTERNAL_ERROR'): QueryError {
  const [, code = otherwise, line, column, words = ''] = reason.exec(maskPersonal(text)) ?? [];
  const place = line === undefined ? {} : { line: Number(line), column: Number(column) };
  return { code, en: words, zh: `Athena：${words}`, ...place };
}

/** How far it is. */
export function progressOf(
  value: Execution,
  { Status, Statistics, StatementType }: QueryExecution,
): Execution {
  const state = executionStates.find((one) => one === Status?.State) ?? value.state;
  const ended = Status?.CompletionDateTime?.toISOString();
  const why = Status?.StateChangeReason;
  return {
    ...value,
    kind: StatementType ?? value.kind,
    state,
    ...(isEnded(state) && { endedAt: ended ?? value.submittedAt }),
    ...(isEnded(state) && state !== 'SUCCEEDED' && { error: errorOfReason(why ?? state, codeOf(state)) }),
    queueMilliseconds: Statistics?.QueryQueueTimeInMillis ?? 0,
    planningMilliseconds: Statistics?.QueryPlanningTimeInMillis ?? 0,
    engineMilliseconds: Statistics?.EngineExecutionTimeInMillis ?? 0,
    scannedBytes: Statistics?.DataScannedInBytes ?? 0,
  };
}

const isEnded = (state: Execution['state']): boolean => state !== 'QUEUED' && state !== 'RUNNING';
const codeOf = (state: Execution['state']) => (state === 'CANCELLED' ? 'USER_CANCELED' : undefined);
