/**
 * Queries end: their text, what became of them and their rows go after their days, and with them the tokens that keep
 * one from being asked twice. The ledger keeps who asked, when, of which resources, and the digest of the text.
 */
import { ConditionFailed } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { Kind } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { objectsUnder, readAgain } from '../walk.ts';
import { executions, keptQueries, keptTokens, queryTokens } from './kinds.ts';

export interface ErasedQueryRecords {
  readonly queries: number;
  readonly tokens: number;
}

export interface ErasedQueries extends ErasedQueryRecords {
  /** Rows of queries that stand yet. */
  readonly results: number;
}

/** By the clock. What is not ended by then was left by a process that died. */
export const eraseQueries = (ports: Ports) => async (): Promise<ErasedQueries> => ({
  ...(await eraseQueryRecords(ports)()),
  results: await eraseResults(ports, daysAgo(ports, ports.settings.queryResultDays)),
});

/** Of a home whose rows are not its own to erase: Athena's bucket ends them. */
export const eraseQueryRecords = (ports: Ports) => async (): Promise<ErasedQueryRecords> => {
  const old = daysAgo(ports, ports.settings.queryDays);
  return { queries: await eraseExecutions(ports, old), tokens: await eraseTokens(ports, old) };
};

const daysAgo = ({ clock }: Ports, days: number): Date => new Date(clock.now().getTime() - days * 86_400_000);

/** The rows first: without the record nobody would find them. */
async function eraseExecutions(ports: Ports, old: Date): Promise<number> {
  let erased = 0;
  for await (const held of before(ports, executions, keptQueries, old)) {
    const { output, department, submittedAt } = held.value;
    if (submittedAt > old.toISOString()) continue;
    await ports.probe.at('erase-queries: query chosen');
    if (output !== undefined) await ports.objects.remove(output);
    const act = { step: 'erase-queries', department: department ?? 'operator', actor: 'system' };
    const transaction = new Transaction(ports, act).remove(held, { action: 'query erased' });
    if (await holds(transaction.commit())) erased += 1;
  }
  return erased;
}

async function eraseTokens(ports: Ports, old: Date): Promise<number> {
  let erased = 0;
  for await (const { key, version, value } of before(ports, queryTokens, keptTokens, old)) {
    if (value.at > old.toISOString()) continue;
    await ports.probe.at('erase-queries: token chosen');
    if (await holds(ports.records.commit([{ remove: key, expect: version }]))) erased += 1;
  }
  return erased;
}

async function eraseResults({ objects, probe }: Ports, old: Date): Promise<number> {
  let erased = 0;
  for await (const { key, putAt } of objectsUnder(objects, 'query-results/')) {
    if (putAt > old) continue;
    await probe.at('erase-queries: rows chosen');
    await objects.remove(key);
    erased += 1;
  }
  return erased;
}

/** As an index shows them, read again by their keys. */
const before = <T>(
  { records }: Pick<Ports, 'records'>,
  of: Pick<Kind<T, never>, 'schema'>,
  partition: string,
  old: Date,
) => readAgain(records, of, ['due', partition], { to: old.toISOString() });

/** Otherwise it moved meanwhile: the next turn looks again. */
async function holds(commit: Promise<void>): Promise<boolean> {
  try {
    await commit;
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed) return false;
    throw error;
  }
}
