/**
 * The functions' logger: one JSON line an event, with personal data masked in every text of it. Our own messages
 * hold none; this is for what a library or a service puts into its errors.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { maskPersonal } from '../layers/core/mask-personal.ts';

/** What JSON.stringify asks for each value of a line. */
export function maskValue(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return maskPersonal(value);
  // A number loses nothing by being written as text where it is masked.
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 9_999_999_999)
    return maskNumber(value);
  return value;
}

function maskNumber(value: number): number | string {
  const masked = maskPersonal(String(value));
  return masked === String(value) ? value : masked;
}

/** Makes the logger of a function; its name and level come from POWERTOOLS_SERVICE_NAME and POWERTOOLS_LOG_LEVEL. */
export function makeLogger(): Logger {
  return new Logger({ jsonReplacerFn: maskValue });
}
