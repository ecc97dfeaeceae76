/**
 * The host's log: a JSON line an event in logs/host.log, personal numbers masked, rotated by size. Lines are written
 * at once: the last ones before a crash are those that are needed.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { maskValue } from '../functions/masked-logger.ts';
import { ShuiyuanError } from '../layers/core/errors.ts';

export type HostLog = (event: string, fields?: Readonly<Record<string, unknown>>) => void;

const rotateBytes = 16 * 1024 ** 2;
const keptFiles = 5;

/** Opens the log of a data folder. A line that cannot be written is dropped: a full disk must not stop the host. */
export function openHostLog(folder: string, mostBytes = rotateBytes): HostLog {
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const path = join(logs, 'host.log');
  let size = sizeOf(path);
  return (event, fields = {}) => {
    const line = `${JSON.stringify({ at: new Date().toISOString(), event, ...fields }, maskValue)}\n`;
    try {
      if (size > mostBytes) {
        rotate(path);
        size = 0;
      }
      appendFileSync(path, line, { mode: 0o600 });
      size += Buffer.byteLength(line);
    } catch {}
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** host.log becomes host.1.log, that one host.2.log, …; the oldest goes. */
function rotate(path: string): void {
  const numbered = (number: number) => path.replace(/\.log$/, `.${number}.log`);
  for (let number = keptFiles - 1; number >= 1; number -= 1)
    if (statSync(numbered(number), { throwIfNoEntry: false }))
      renameSync(numbered(number), numbered(number + 1));
  renameSync(path, numbered(1));
}

/** What may be logged of an error: its code and place if it is ours, else its kind and where it arose. */
export function describeError(error: unknown): Record<string, unknown> {
  if (error instanceof ShuiyuanError) return { code: error.code, message: error.message, place: error.place };
  if (!(error instanceof Error)) return { code: typeof error };
  const where = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { code: error.name, where: where.slice(0, 8).map((line) => line.trim()) };
}
