/**
 * By the clock: each table of the libraries is compared with what it would be made from now, read by key, and made anew
 * where that differs. However many batches were committed meanwhile, it is made once; nothing that a commit announces can
 * be lost. Objects are written under the attempt's own name; then one transaction makes them the table, with what they
 * were made from.
 */
import type { LibraryTable } from '../../../schemas/library-table.ts';
import { canonicalJson } from '../canonical-json.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import type { RunObject, RunOutput, SqlRunner } from '../ports/sql-runner.ts';
import { findOr, type Held } from '../records.ts';
import { prelude } from '../sql/functions/index.ts';
import { QueryRefused } from '../sql/refused.ts';
import { Transaction } from '../transaction.ts';
import { QueryFailed } from '../workbench/query-failed.ts';
import { toldError } from '../workbench/told-error.ts';
import { attemptFolder, libraryTables } from './kinds.ts';
import { type Inputs, lookAtInputs } from './look-at-inputs.ts';
import { openLibrary } from './open-inputs.ts';
import type { Library } from './read-library.ts';

const step = 'refresh-library';
const hour = 3_600_000;

/**
 * @param libraries each after those that it reads: one pass brings all up to date
 * @returns how many tables were made anew
 */
export const refreshLibraries =
  (ports: Ports, runner: SqlRunner, libraries: readonly Library[]) =>
  async (signal: AbortSignal = new AbortController().signal): Promise<number> => {
    let made = 0;
    for (const library of libraries.filter(({ materialised }) => materialised === 'table')) {
      signal.throwIfAborted();
      if (await refreshLibrary(ports, runner, libraries)(library, signal)) made += 1;
    }
    return made;
  };

/** Whoever comes second does nothing. @returns was it made anew? */
export const refreshLibrary =
  (ports: Ports, runner: SqlRunner, libraries: readonly Library[]) =>
  async (library: Library, signal: AbortSignal = new AbortController().signal): Promise<boolean> => {
    const { id } = library;
    const held = await findOr(ports.records, libraryTables, { id, former: [] }, id);
    const inputs = await lookAtInputs(ports, library, libraries);
    if (!inputs || !isDue(ports, held.value, inputs)) return false;
    const attempt = ports.ids.next();
    try {
      const { tables, sql } = await openLibrary(ports, library, libraries, inputs);
      const names = library.items.map(({ code }) => code);
      const prefix = attemptFolder(id, attempt);
      const output: RunOutput = { to: 'parquet', codec: 'zstd', prefix, names, partitionedBy: [] };
      const objects = await runner.run({ tables, prelude, sql, output }, signal, () => {});
      await ports.probe.at(`${step}: objects written`);
      return (await unlessMoved(() => makeCurrent(ports, held, inputs, attempt, objects))) ?? false;
    } catch (error) {
      if (!(error instanceof QueryRefused || error instanceof QueryFailed) || signal.aborted) throw error;
      await unlessMoved(() => keepFault(ports, held, inputs, library, error));
      return false;
    }
  };

function isDue(ports: Ports, { made, fault }: LibraryTable, { from, generations }: Inputs): boolean {
  const now = canonicalJson(from);
  if (made && canonicalJson(made.from) === now) return false;
  // Nothing was ever delivered: there is nothing to tell.
  if (!made && generations.size > 0 && [...generations.values()].every((one) => one === 0)) return false;
  const again = new Date(ports.clock.now().getTime() - hour).toISOString();
  return !fault || canonicalJson(fault.from) !== now || fault.at <= again;
}

async function makeCurrent(
  ports: Ports,
  held: Held<LibraryTable>,
  { from }: Inputs,
  attempt: string,
  objects: readonly RunObject[],
): Promise<true> {
  const transaction = new Transaction(ports, { step, department: 'platform', actor: 'system' });
  const { at } = transaction;
  const { id, made, former } = held.value;
  const old = new Date(Date.parse(at) - ports.settings.eraseHours * hour).toISOString();
  const rows = objects.reduce((sum, one) => sum + one.rows, 0);
  const next: LibraryTable = {
    id,
    made: {
      attempt,
      objects: objects.map((one) => ({ ...one, partition: [...one.partition] })),
      rows,
      from: { ...from },
      at,
    },
    former: [
      ...former.filter(({ until }) => until > old),
      ...(made ? [{ attempt: made.attempt, until: at }] : []),
    ],
  };
  await transaction
    .put(libraryTables, held, next, { action: 'library made', detail: { attempt, rows } })
    .commit();
  return true;
}

async function keepFault(
  ports: Ports,
  held: Held<LibraryTable>,
  { from }: Inputs,
  library: Library,
  error: QueryRefused | QueryFailed,
): Promise<void> {
  const transaction = new Transaction(ports, { step, department: 'platform', actor: 'system' });
  const fault = { ...toldError(error, library.text), from: { ...from }, at: transaction.at };
  const known = held.value.fault;
  // Tried again each hour: the operator hears of it once.
  if (known?.code !== fault.code || canonicalJson(known.from) !== canonicalJson(fault.from))
    transaction.tell(notMade(library, held.version + 1, error));
  await transaction
    .put(
      libraryTables,
      held,
      { ...held.value, fault },
      { action: 'library not made', detail: { code: fault.code } },
    )
    .commit();
}

const notMade = (
  { id, name, file }: Library,
  version: number,
  { zh, message }: QueryRefused | QueryFailed,
) => ({
  id: `library-${id}-${version}`,
  to: 'operator',
  severity: 'warning' as const,
  subject: `${name} ${id} 未更新 is not up to date`,
  body: `queries/libraries/${file}: ${zh} ${message}`,
});
