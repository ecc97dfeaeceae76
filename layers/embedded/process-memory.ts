/** How much memory another process holds. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const mebibyte = 1024 ** 2;

async function fromProc(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

async function fromPs(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) * 1024;
}

/** Resident MiB of a process; 0 when it has ended or the system does not tell. */
export async function residentMebibytes(pid: number): Promise<number> {
  const ask = process.platform === 'linux' ? fromProc : fromPs;
  const bytes = await ask(pid).catch(() => 0);
  return Number.isFinite(bytes) ? bytes / mebibyte : 0;
}
