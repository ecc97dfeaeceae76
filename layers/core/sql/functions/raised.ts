/** What raises within DuckDB's SQL, as a piece that stands where a value would. */

/** Trino's usual complaint. A failing cast: `error()` cannot stand in TRY. */
export const wrongArgument = (why: string, carrier = 'VARCHAR'): string =>
  raised(`INVALID_FUNCTION_ARGUMENT: ${why}`, carrier);

/** Values that only Trino can work on: refused as late as they are known. */
export const unsupported = (what: string, carrier = 'VARCHAR'): string =>
  raised(`NOT_SUPPORTED: ${what}`, carrier);

function raised(error: string, carrier: string): string {
  const failing = `CAST('${error.replaceAll("'", "''")}' AS INTEGER)`;
  if (carrier === 'INTEGER') return failing;
  return carrier === 'BLOB' ? `CAST(CAST(${failing} AS VARCHAR) AS BLOB)` : `CAST(${failing} AS ${carrier})`;
}
