/** Functions of dates, times and timestamps. */
import type { FunctionLibrary } from '../function-entry.ts';
import { adding } from './moments-add.ts';
import { differences } from './moments-diff.ts';
import { fields } from './moments-fields.ts';
import { formats } from './moments-formats.ts';
import { iso } from './moments-iso.ts';
import { momentMacros } from './moments-macros.ts';
import { truncating } from './moments-trunc.ts';
import { zones } from './moments-zones.ts';

const parts: readonly FunctionLibrary[] = [fields, truncating, adding, differences, zones, formats, iso];

export const moments: FunctionLibrary = {
  entries: parts.flatMap(({ entries }) => entries),
  refused: parts.flatMap(({ refused }) => refused),
  macros: [...momentMacros, ...parts.flatMap(({ macros }) => macros)],
};
