/** What a statement is performed with, and what it leaves. */
import type { Execution, ReadSource } from '../../../schemas/workbench.ts';
import type { Principal } from '../identity/principal.ts';
import type { Ports } from '../ports/index.ts';
import type { RunOutput, SqlRunner } from '../ports/sql-runner.ts';
import type { Expression, Query } from '../sql/ast.ts';
import { prelude } from '../sql/functions/index.ts';
import { translate } from '../sql/translate/index.ts';
import { typeText } from '../sql/types.ts';
import type { Transaction } from '../transaction.ts';
import type { TableColumn } from './columns.ts';
import { Lake } from './lake.ts';
import { withMeantTable } from './meant-table.ts';
import { checkParameterCount } from './parameter-count.ts';

export interface Act {
  readonly ports: Ports;
  readonly runner: SqlRunner;
  readonly principal: Principal;
  /** The execution's number: part of every object's name. */
  readonly id: string;
  readonly database: string;
  readonly workGroup: string;
  readonly parameters: readonly Expression[];
  /** In milliseconds since 1970: the moment that the statement calls now. */
  readonly now: number;
  readonly mostRows: number;
  readonly signal: AbortSignal;
  /** Told when all is planned, and when the engine has begun. */
  readonly planned: () => void;
  readonly started: () => void;
}

export interface Performed extends Pick<Execution, 'columns' | 'rows' | 'cut' | 'output'> {
  readonly scannedBytes: number;
  readonly sources: readonly ReadSource[];
  /** Goes into the transaction that ends the execution: made with it or not at all. */
  readonly change?: (transaction: Transaction) => void;
}

export interface Planned {
  readonly sql: string;
  readonly columns: readonly TableColumn[];
  readonly lake: Lake;
}

/** @throws QueryRefused */
export async function planQuery(
  { ports, principal, database, now, parameters }: Act,
  query: Query,
): Promise<Planned> {
  checkParameterCount(query, parameters.length);
  const lake = new Lake(ports, { principal, database, now });
  const catalog = await lake.source(query);
  try {
    const { sql, columns } = translate(query, {
      catalog,
      parameters,
      now,
      session: { user: principal.name, database },
    });
    return { sql, columns, lake };
  } catch (error) {
    throw await withMeantTable(error, ports, { principal, query });
  }
}

/** Runs what was planned, or `sql` made of it. */
export async function runPlanned(act: Act, { lake }: Planned, sql: string, output: RunOutput) {
  act.planned();
  const run = { tables: lake.tables, prelude, sql, output };
  const objects = await act.runner.run(run, act.signal, act.started);
  return { objects, rows: objects.reduce((sum, one) => sum + one.rows, 0) };
}

export const readOf = ({ lake }: Planned): Pick<Performed, 'scannedBytes' | 'sources'> => ({
  scannedBytes: lake.bytes,
  sources: lake.sources,
});

export const toldColumns = (columns: readonly TableColumn[]): Execution['columns'] =>
  columns.map(({ name, type }) => ({ name, type: typeText(type) }));

/** Of what reads and shows nothing. */
export const nothing: Performed = { columns: [], rows: 0, cut: false, scannedBytes: 0, sources: [] };
