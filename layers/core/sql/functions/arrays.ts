/** Functions of arrays. */
import type { FunctionLibrary } from '../function-entry.ts';
import { arrayOrder } from './arrays-order.ts';
import { arrayParts } from './arrays-parts.ts';
import { arraySets } from './arrays-sets.ts';

const parts = [arrayParts, arraySets, arrayOrder];

export const arrays: FunctionLibrary = {
  entries: parts.flatMap(({ entries }) => entries),
  refused: parts.flatMap(({ refused }) => refused),
  macros: parts.flatMap(({ macros }) => macros),
};
