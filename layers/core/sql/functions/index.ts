/** All functions of portable SQL, and what a DuckDB instance must be told before it runs any. */
import type { FunctionEntry, FunctionLibrary, RefusedFunction } from '../function-entry.ts';
import { aggregates } from './aggregates.ts';
import { arrays } from './arrays.ts';
import { binary } from './binary.ts';
import { bitwise } from './bitwise.ts';
import { casts } from './casts.ts';
import { colors } from './colors.ts';
import { conditional } from './conditional.ts';
import { format } from './format.ts';
import { geospatial } from './geospatial.ts';
import { intervals } from './intervals.ts';
import { json } from './json.ts';
import { lambdas } from './lambdas.ts';
import { maps } from './maps.ts';
import { moments } from './moments.ts';
import { numbers } from './numbers.ts';
import { operators } from './operators.ts';
import { patterns } from './patterns.ts';
import { shownNumbers } from './shown-numbers.ts';
import { text } from './text.ts';
import { url } from './url.ts';
import { windows } from './windows.ts';

/** In the order in which their macros need each other. */
export const libraries: readonly FunctionLibrary[] = [
  casts,
  operators,
  numbers,
  conditional,
  bitwise,
  text,
  binary,
  patterns,
  json,
  moments,
  intervals,
  url,
  format,
  aggregates,
  windows,
  geospatial,
  colors,
  arrays,
  maps,
  lambdas,
];

const settings = [
  "SET TimeZone = 'UTC'",
  'SET integer_division = true',
  // It takes what two branches share out of TRY and COALESCE, and then raises what neither would.
  "SET disabled_optimizers = 'common_subexpressions'",
];

/** Run once on a DuckDB instance. */
export const prelude: string = [...settings, ...shownNumbers, ...libraries.flatMap(({ macros }) => macros)]
  .map((statement) => `${statement};\n`)
  .join('');

const named = Map.groupBy(
  libraries.flatMap(({ entries }) => entries),
  ({ signature }) => signature.name,
);
const refused = new Map(libraries.flatMap((library) => library.refused).map((one) => [one.name, one]));

/** Every signature of a function, by its name in lower case; undefined: there is none of that name. */
export const functionNamed = (name: string): readonly FunctionEntry[] | undefined => named.get(name);

/** A function that Athena has and this home refuses. */
export const refusedNamed = (name: string): RefusedFunction | undefined => refused.get(name);

/** Every function by name, in order. */
export const functionNames: readonly string[] = [...named.keys()].sort();
