/** What Trino answered to the battery, kept in files: a subject a file, a query a line. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeText } from '../../layers/core/sql/types.ts';
import { type Cell, isFailure, type Outcome } from './answer.ts';
import { readTrinoType } from './trino-types.ts';

export interface Golden {
  readonly name: string;
  readonly sql: string;
  readonly theirs: Outcome;
}

/** Columns as `[name, type]`. */
interface Written {
  readonly name: string;
  readonly sql: string;
  readonly error?: string;
  readonly message?: string;
  readonly columns?: readonly (readonly [name: string, type: string])[];
  readonly rows?: readonly (readonly Cell[])[];
}

const pathOf = (subject: string): string => join(import.meta.dirname, 'goldens', `${subject}.golden.json`);

export function readGoldens(subject: string): readonly Golden[] {
  if (!existsSync(pathOf(subject))) return [];
  const written = JSON.parse(readFileSync(pathOf(subject), 'utf8')) as readonly Written[];
  return written.map((one) => ({ name: one.name, sql: one.sql, theirs: outcomeOf(one) }));
}

const outcomeOf = ({ error, message = '', columns = [], rows = [] }: Written): Outcome =>
  error !== undefined
    ? { failure: 'failed', code: error, message }
    : { columns: columns.map(([name, type]) => ({ name, type: readTrinoType(type) })), rows };

export function writeGoldens(subject: string, goldens: readonly Golden[]): void {
  const lines = goldens.map(({ name, sql, theirs }) => JSON.stringify(writtenOf(name, sql, theirs)));
  writeFileSync(pathOf(subject), `[\n${lines.join(',\n')}\n]\n`);
}

function writtenOf(name: string, sql: string, theirs: Outcome): Written {
  if (isFailure(theirs)) return { name, sql, error: theirs.code, message: theirs.message };
  const columns = theirs.columns.map(
    ({ name: of, type }) => [of, typeof type === 'string' ? type : typeText(type)] as const,
  );
  return { name, sql, columns, rows: theirs.rows };
}
