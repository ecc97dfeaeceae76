/** The libraries as they lie beside a function's code: see infra/bundle-functions.ts. */
import { join } from 'node:path';
import { loadLibraries } from '../host/load-libraries.ts';
import type { Library } from '../layers/core/libraries/read-library.ts';

let loaded: Promise<readonly Library[]> | undefined;

/** Read once for a process. @throws InvalidInput naming file and line */
export function bundledLibraries(): Promise<readonly Library[]> {
  loaded ??= loadLibraries(join(import.meta.dirname, 'libraries'));
  return loaded;
}
