/** Functions of numbers. */
import type { FunctionLibrary } from '../function-entry.ts';
import { arithmetics } from './numbers-arithmetic.ts';
import { bases } from './numbers-bases.ts';
import { elementary } from './numbers-elementary.ts';
import { rounding } from './numbers-rounding.ts';
import { statistics } from './numbers-statistics.ts';
import { vectors } from './numbers-vectors.ts';

const parts: readonly FunctionLibrary[] = [arithmetics, rounding, elementary, bases, statistics, vectors];

export const numbers: FunctionLibrary = {
  entries: parts.flatMap(({ entries }) => entries),
  refused: parts.flatMap(({ refused }) => refused),
  macros: parts.flatMap(({ macros }) => macros),
};
