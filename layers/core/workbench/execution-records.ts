/** The record of a statement: as it is asked, and as it ends, with the ledger's entries of both. */
import type { Execution } from '../../../schemas/workbench.ts';
import type { Principal } from '../identity/principal.ts';
import { sha256 } from '../ledger/merkle.ts';
import type { Ports } from '../ports/index.ts';
import type { QueryAsk } from '../ports/query-engine.ts';
import type { Held } from '../records.ts';
import type { Statement } from '../sql/statement-nodes.ts';
import { Transaction } from '../transaction.ts';
import type { Performed } from './act.ts';
import { executions } from './kinds.ts';
import { kindOf, kindOfText } from './statement-kind.ts';

const encoder = new TextEncoder();

export function newExecution(
  { clock }: Ports,
  id: string,
  { text, database, parameters = [] }: QueryAsk,
  principal: Principal,
  workGroup: string,
  statement: Statement | undefined,
): Execution {
  return {
    id,
    text,
    kind: statement ? kindOf(statement) : kindOfText(text),
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

export const ended = ({ clock }: Ports, value: Execution, state: Execution['state']): Execution => ({
  ...value,
  state,
  endedAt: clock.now().toISOString(),
});

const transactionOf = (ports: Ports, { department, actor }: Execution): Transaction =>
  new Transaction(ports, { step: 'query', department: department ?? 'operator', actor });

/** The text stands in the record alone; the ledger has its digest. */
export async function recordStart(ports: Ports, held: Held<Execution>): Promise<void> {
  const { value } = held;
  const digest = await sha256(encoder.encode(value.text));
  const detail = { kind: value.kind, workGroup: value.workGroup };
  await transactionOf(ports, value)
    .put(executions, held, value, { action: 'query asked', digest, detail })
    .commit();
}

export async function recordEnd(
  ports: Ports,
  held: Held<Execution>,
  value: Execution,
  change?: Performed['change'],
): Promise<void> {
  const { state, rows, scannedBytes, sources, error } = value;
  const counted = rows === undefined ? {} : { rows };
  const read = [...new Set(sources.map(({ resource }) => resource))];
  const digest = await sha256(encoder.encode(value.text));
  const detail = { state, ...counted, scannedBytes, read, ...(error ? { error: error.code } : {}) };
  const transaction = transactionOf(ports, value);
  transaction.put(executions, held, value, { action: 'query ended', digest, detail });
  change?.(transaction);
  await transaction.commit();
}
