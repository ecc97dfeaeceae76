/** What raises within DuckDB's SQL, as a piece that stands where a value would. */
import { raised } from '../emit.ts';

/** Trino's usual complaint. */
export const wrongArgument = (why: string, carrier = 'VARCHAR'): string =>
  raised(`INVALID_FUNCTION_ARGUMENT: ${why}`, carrier);

/** Values that only Trino can work on: refused as late as they are known. */
export const unsupported = (what: string, carrier = 'VARCHAR'): string =>
  raised(`NOT_SUPPORTED: ${what}`, carrier);
