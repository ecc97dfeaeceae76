/** Rows of a parcel as text, every value exact: out of its Parquet into a CSV the database stages. */
import { join } from 'node:path';
import { quoteName, quoteText } from '../../../layers/core/cleaning/sql-text.ts';
import { withSession } from '../../../layers/refinery/session.ts';

/** Writes `to`, without header, the items in the given order. @returns rows */
export async function writeParcelRows(
  parquet: string,
  items: readonly string[],
  folder: string,
): Promise<{ readonly path: string; readonly rows: number }> {
  const path = join(folder, 'rows.csv');
  const cells = items.map((item) => `CAST(${quoteName(item)} AS VARCHAR) AS ${quoteName(item)}`).join(', ');
  const select = `SELECT ${cells} FROM read_parquet(${quoteText(parquet)}) ORDER BY _line`;
  const options = "(FORMAT csv, HEADER false, DELIMITER ',', QUOTE '\"', ESCAPE '\"')";
  const rows = await withSession({ folder, inputs: [parquet] }, {}, (session) =>
    session.write(`COPY (${select}) TO ${quoteText(path)} ${options}`),
  );
  return { path, rows };
}
