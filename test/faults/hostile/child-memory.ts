/** How much the children of this process have held at most: memory that comes and goes counts too. */
import { readdir, readFile } from 'node:fs/promises';

/** Process ids of the children, from the kernel's own list. */
async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = threads.map((thread) =>
    readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => ''),
  );
  return (await Promise.all(lists)).join(' ').split(/\s+/).filter(Boolean).map(Number);
}

async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}

/**
 * The highest peak of resident memory among this process's children, in MiB.
 * @throws Error where the system keeps no peak: these tests need Linux
 */
export async function peakOfChildren(): Promise<number> {
  const peaks = await Promise.all((await childrenOf(process.pid)).map(peakOf));
  const most = Math.max(0, ...peaks);
  if (most === 0) throw new Error('no child with a known peak of memory: run this on Linux');
  return most;
}
