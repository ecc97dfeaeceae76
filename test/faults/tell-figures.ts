/** Figures of a long run, for whoever started it: `npm run soak` prints them as a table. */
import { appendFileSync } from 'node:fs';

/**
 * Appends a line of JSON to the file that SHUIYUAN_FIGURES names; does nothing without it.
 * @param counts what was done, by its name
 * @param begun `performance.now()` when the run began
 */
export function tellFigures(
  run: string,
  counts: Readonly<Record<string, number | string>>,
  begun: number,
): void {
  const path = process.env.SHUIYUAN_FIGURES;
  if (!path) return;
  const seconds = Math.round((performance.now() - begun) / 1000);
  appendFileSync(path, `${JSON.stringify({ run, seconds, counts })}\n`);
}
