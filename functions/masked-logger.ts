/**
 * The functions' logger: one JSON line an event, with personal data masked in every text of it. Our own messages
 * hold none; this is for what a library or a service puts into its errors.
 */
import { Logger } from '@aws-lambda-powertools/logger';

/** Resident numbers (18 and 15), bank cards (16 to 19), mobile and landline numbers, each standing by itself. */
const personal = [
  /(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])/g,
  /(?<![0-9A-Za-z])\d{15,19}(?![0-9A-Za-z])/g,
  /(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])/g,
  /(?<![0-9A-Za-z])0\d{2,3}-\d{7,8}(?![0-9A-Za-z])/g,
] as const;

/** The text with every number that names a person replaced by its last two characters. */
export function maskPersonal(text: string): string {
  return personal.reduce(
    (masked, pattern) => masked.replace(pattern, (found) => `***${found.slice(-2)}`),
    text,
  );
}

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
