/** The macros of the casts: they have no names of their own in Athena. */
import type { FunctionLibrary } from '../function-entry.ts';
import { castJsonMacros } from './cast-json.ts';
import { castMomentMacros } from './cast-moments.ts';
import { castTextMacros } from './cast-texts.ts';

export const casts: FunctionLibrary = {
  entries: [],
  refused: [],
  macros: [...castTextMacros, ...castMomentMacros, ...castJsonMacros],
};
