/** All functions of portable SQL, and what a DuckDB instance must be told before it runs any. */
import type { FunctionLibrary } from '../function-entry.ts';
import { casts } from './casts.ts';
import { operators } from './operators.ts';

/** In the order in which their macros need each other. */
export const libraries: readonly FunctionLibrary[] = [casts, operators];

const settings = ["SET TimeZone = 'UTC'", 'SET integer_division = true'];

/** Run once on a DuckDB instance. */
export const prelude: string = [...settings, ...libraries.flatMap(({ macros }) => macros)]
  .map((statement) => `${statement};\n`)
  .join('');
