/** Rows that no engine has to be asked for, as the same CSV. */
import { csvLine } from '../sql/output/csv.ts';
import type { Act, Performed } from './act.ts';

const encoder = new TextEncoder();

/** Key of an execution's rows. */
export const resultKey = ({ principal, id }: Pick<Act, 'principal' | 'id'>): string =>
  `query-results/${principal.department ?? 'operator'}/${id}.csv`;

/** Every column is text. */
export async function writeRows(
  act: Act,
  names: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): Promise<Performed> {
  act.planned();
  act.started();
  const output = resultKey(act);
  await act.ports.objects.put(
    output,
    encoder.encode([names, ...rows].map((row) => csvLine(row.map((value) => value ?? undefined))).join('')),
  );
  const columns = names.map((name) => ({ name, type: 'varchar' }));
  return { columns, rows: rows.length, cut: false, output, scannedBytes: 0, sources: [] };
}
