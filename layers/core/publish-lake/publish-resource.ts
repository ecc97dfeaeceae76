/**
 * The current state of one resource as plain Parquet: what counts of each batch, the last of each key, deleted rows gone,
 * and no item of grade 3. It is written under the attempt's own name; then one transaction makes it the table.
 */
import type { PublishedTable } from '../../../schemas/published-table.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { quoteName } from '../cleaning/sql-text.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import { onlyCompacted } from '../libraries/only-compacted.ts';
import type { Ports } from '../ports/index.ts';
import type { RunObject, RunOutput, SqlRunner } from '../ports/sql-runner.ts';
import { findOr, type Held } from '../records.ts';
import { prelude } from '../sql/functions/index.ts';
import { Transaction } from '../transaction.ts';
import { QueryFailed } from '../workbench/query-failed.ts';
import { openState } from '../workbench/resource-tables.ts';
import { toldError } from '../workbench/told-error.ts';
import { catalogColumns } from './catalog-columns.ts';
import { publishedAttempt, publishedTables } from './kinds.ts';
import { type Look, lookAtResource } from './look-at-resource.ts';
import { catalogDatabases } from './show-tables.ts';

const step = 'publish-lake';
const hour = 3_600_000;

export type Published = 'made' | 'closed' | 'failed' | 'as it was';

/** Whoever comes second does nothing. */
export const publishResource =
  (ports: Ports, runner: SqlRunner) =>
  async (resource: Resource, signal: AbortSignal): Promise<Published> => {
    const held = await heldTable(ports, resource.code);
    const look = await lookAtResource(ports, resource);
    if (!look) return (await close(ports, held)) ? 'closed' : 'as it was';
    if (!(await isDue(ports, held.value, look))) return 'as it was';
    const attempt = ports.ids.next();
    try {
      const objects = await writeState(ports, runner, look, attempt, signal);
      await ports.probe.at(`${step}: objects written`);
      return (await unlessMoved(() => makeCurrent(ports, held, look, attempt, objects))) ?? 'as it was';
    } catch (error) {
      if (!(error instanceof QueryFailed) || signal.aborted) throw error;
      return (await unlessMoved(() => keepFault(ports, held, look, error))) ?? 'as it was';
    }
  };

export const heldTable = (
  { records }: Pick<Ports, 'records'>,
  resource: string,
): Promise<Held<PublishedTable>> =>
  findOr(records, publishedTables, { resource, databases: [], former: [] }, resource);

async function isDue(ports: Ports, { made, fault }: PublishedTable, look: Look): Promise<boolean> {
  const { from } = look;
  if (made?.from === from) return false;
  const again = new Date(ports.clock.now().getTime() - hour).toISOString();
  if (fault && fault.from === from && fault.at > again) return false;
  return !made || !(await hasSameRows(ports, made.from, look));
}

/** Compaction moves rows and changes none. */
function hasSameRows(ports: Ports, then: string, { resolved, generations, from }: Look): Promise<boolean> {
  const { code } = resolved.resource;
  const resources = new Map([[code, resolved]]);
  return onlyCompacted(
    ports,
    { [code]: then },
    { from: { [code]: from }, resources, generations, tables: new Map() },
  );
}

async function writeState(
  ports: Ports,
  runner: SqlRunner,
  { resolved, columns, generations }: Look,
  attempt: string,
  signal: AbortSignal,
): Promise<readonly RunObject[]> {
  const { resource } = resolved;
  const found = await openState(ports, { resource, access: { resolved }, columns }, new Map(generations));
  const names = columns.map(({ name }) => name);
  const sql = `SELECT ${names.map(quoteName).join(', ')} FROM state`;
  const prefix = publishedAttempt(resource.code, attempt);
  const output: RunOutput = { to: 'parquet', codec: 'zstd', prefix, names, partitionedBy: [] };
  return runner.run({ tables: [found.run('state')], prelude, sql, output }, signal, () => {});
}

async function makeCurrent(
  ports: Ports,
  held: Held<PublishedTable>,
  { resolved, columns, from }: Look,
  attempt: string,
  objects: readonly RunObject[],
): Promise<Published> {
  const { resource } = resolved;
  const transaction = new Transaction(ports, { step, department: 'platform', actor: 'system' });
  const rows = objects.reduce((sum, one) => sum + one.rows, 0);
  const next: PublishedTable = {
    resource: resource.code,
    made: {
      attempt,
      from,
      rows,
      at: transaction.at,
      columns: [...catalogColumns(columns, resource.items)],
      comment: `${resource.name} ${resource.nameEn}`,
    },
    databases: [...new Set([...held.value.databases, ...catalogDatabases(resource)])],
    former: formerWith(ports, held.value, transaction.at),
  };
  await transaction
    .put(publishedTables, held, next, { action: 'lake table made', detail: { attempt, rows } })
    .commit();
  return 'made';
}

/** It was changed so that nobody may read it by SQL: it is no table any more. @returns was it one? */
async function close(ports: Ports, held: Held<PublishedTable>): Promise<boolean> {
  const { resource, made, databases } = held.value;
  if (!made) return false;
  const transaction = new Transaction(ports, { step, department: 'platform', actor: 'system' });
  const next = { resource, databases, former: formerWith(ports, held.value, transaction.at) };
  const closed = transaction.put(publishedTables, held, next, { action: 'lake table closed' });
  return (await unlessMoved(() => closed.commit().then(() => true))) ?? false;
}

function formerWith(ports: Ports, { made, former }: PublishedTable, at: string): PublishedTable['former'] {
  const old = new Date(Date.parse(at) - ports.settings.eraseHours * hour).toISOString();
  const young = former.filter(({ until }) => until > old);
  return made ? [...young, { attempt: made.attempt, until: at }] : young;
}

async function keepFault(
  ports: Ports,
  held: Held<PublishedTable>,
  { from }: Look,
  error: QueryFailed,
): Promise<Published> {
  const transaction = new Transaction(ports, { step, department: 'platform', actor: 'system' });
  const fault = { ...toldError(error, ''), from, at: transaction.at };
  const next = { ...held.value, fault };
  const { resource } = next;
  await transaction
    .put(publishedTables, held, next, { action: 'lake table not made', detail: { code: fault.code } })
    .tell({
      to: 'operator',
      subject: `${resource} 在查询控制台中未更新 ${resource} is not up to date in the console`,
      body: `${error.zh} ${error.message}`,
      id: `lake-table-${resource}-${held.version + 1}`,
      severity: 'warning',
    })
    .commit();
  return 'failed';
}
