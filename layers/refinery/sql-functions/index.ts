/** Every program that DuckDB must know besides the macros of portable SQL. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { colorFunctions } from './colors.ts';
import { digestFunctions } from './digests.ts';
import { distributionFunctions } from './distributions.ts';
import { jsonFunctions } from './json-paths.ts';
import { teachFunction } from './native-function.ts';
import { spellingFunctions } from './spellings.ts';

const all = [
  ...digestFunctions,
  ...distributionFunctions,
  ...spellingFunctions,
  ...jsonFunctions,
  ...colorFunctions,
];

/** Before the macros, which call them. */
export function teachFunctions(connection: DuckDBConnection): void {
  for (const one of all) teachFunction(connection, one);
}
