/** Functions over texts. */
import type { FunctionLibrary } from '../function-entry.ts';
import { characters } from './text-characters.ts';
import { distances } from './text-distances.ts';
import { textParts } from './text-parts.ts';

const parts: readonly FunctionLibrary[] = [characters, textParts, distances];

export const text: FunctionLibrary = {
  entries: parts.flatMap(({ entries }) => entries),
  refused: parts.flatMap(({ refused }) => refused),
  macros: parts.flatMap(({ macros }) => macros),
};
