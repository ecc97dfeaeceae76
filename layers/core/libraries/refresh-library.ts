/**
 * By the clock: each table of the libraries is compared with what it would be made from now, read by key, and made anew
 * where that differs. However many batches were committed meanwhile, it is made once; nothing that a commit announces can
 * be lost. Objects are written under the attempt's own name; then one transaction makes them the table, with what they
 * were made from.
 */
import type { LibraryTable } from '../../../schemas/library-table.ts';
import { canonicalJson } from '../canonical-json.ts';
import { unlessMoved } from '../exchange/repeat.ts';
import { Faults } from '../faults.ts';
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
import { onlyCompacted } from './only-compacted.ts';
import { openLibrary } from './open-inputs.ts';
import type { Library } from './read-library.ts';

const step = 'refresh-library';
const hour = 3_600_000;

/** How long a pass may take: what is not begun by then has its turn in the next. */
export interface Timing {
  /** After so many no table is begun. */
  readonly seconds: number;
  /** Ends the one that is being made. */
  readonly signal: AbortSignal;
}

export const untimed: Timing = { seconds: Number.POSITIVE_INFINITY, signal: new AbortController().signal };

/**
 * @param libraries each after those that it reads: one pass brings all up to date
 * @returns how many tables were made anew
 * @throws what the first failed with that no record tells of, after all others
 */
export const refreshLibraries =
  (ports: Ports, runner: SqlRunner, libraries: readonly Library[]) =>
  async ({ seconds, signal }: Timing = untimed): Promise<number> => {
    const end = ports.clock.now().getTime() + seconds * 1000;
    const faults = new Faults();
    let made = 0;
    for (const library of libraries.filter(({ materialised }) => materialised === 'table')) {
      if (signal.aborted || ports.clock.now().getTime() >= end) break;
      const refresh = () => refreshLibrary(ports, runner, libraries)(library, signal);
      if (await faults.unless(refresh)) made += 1;
    }
    faults.throwFirst();
    return made;
  };

/** Whoever comes second does nothing. @returns was it made anew? */
export const refreshLibrary =
  (ports: Ports, runner: SqlRunner, libraries: readonly Library[]) =>
  async (library: Library, signal: AbortSignal = new AbortController().signal): Promise<boolean> => {
    const { id } = library;
    const held = await findOr(ports.records, libraryTables, { id, former: [] }, id);
    const inputs = await lookAtInputs(ports, library, libraries);
    if (!inputs || !(await isDue(ports, held.value, inputs))) return false;
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

async function isDue(ports: Ports, { made, fault }: LibraryTable, inputs: Inputs): Promise<boolean> {
  const { from, generations } = inputs;
  const now = canonicalJson(from);
  if (made && canonicalJson(made.from) === now) return false;
  // Nothing was ever delivered: there is nothing to tell.
  if (!made && generations.size > 0 && [...generations.values()].every((one) => one === 0)) return false;
  const again = new Date(ports.clock.now().getTime() - hour).toISOString();
  if (fault && canonicalJson(fault.from) === now && fault.at > again) return false;
  return !made || !(await onlyCompacted(ports, made.from, inputs));
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
