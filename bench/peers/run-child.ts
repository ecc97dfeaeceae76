/** Runs one contender in a process of its own, so that its memory is its own, with a fresh folder for what it writes. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Contender {
  readonly name: string;
  readonly command: string;
  /** The folder to write to is appended. */
  readonly arguments: readonly string[];
  /** The clock runs around the whole command instead of inside it: for pipelines and those who race them. */
  readonly timedOutside?: boolean;
  /** Digest of what it wrote, from the folder it wrote to. */
  readonly digest?: (folder: string) => Promise<string>;
}

export interface Outcome {
  readonly seconds: number;
  /** Of all threads, from start to end of the process: steadier than the clock on a busy machine. */
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly accepted: number;
  readonly refused: number;
  readonly digest?: string;
}

/** @throws Error when the contender fails; a benchmark without its peer is no benchmark */
export async function runChild(contender: Contender): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'shuiyuan-bench-out-'));
  try {
    const started = performance.now();
    const child = spawn(contender.command, [...contender.arguments, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (piece) => {
      output += piece;
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (code !== 0) throw new Error(`${contender.name} ended with ${code}`);
    const outside = (performance.now() - started) / 1000;
    const outcome = JSON.parse(output.trim().split('\n').at(-1) as string) as Outcome;
    const seconds = contender.timedOutside ? outside : outcome.seconds;
    return { ...outcome, seconds, digest: await contender.digest?.(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Contenders in turn, `rounds` times; the median time of each counts, and the largest memory. */
export async function compete(
  contenders: readonly Contender[],
  rounds: number,
): Promise<Map<string, Outcome>> {
  const all = new Map<string, Outcome[]>(contenders.map((c) => [c.name, []]));
  for (let round = 0; round < rounds; round++)
    for (const contender of contenders) all.get(contender.name)?.push(await runChild(contender));
  return new Map([...all].map(([name, outcomes]) => [name, middle(outcomes)]));
}

function middle(outcomes: readonly Outcome[]): Outcome {
  const sorted = [...outcomes].sort((a, b) => a.seconds - b.seconds);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] as Outcome;
  return { ...median, peakMegabytes: Math.max(...outcomes.map((o) => o.peakMegabytes)) };
}

/** All must have accepted and refused the same number of rows, and written the same. */
export function checkSameWork(outcomes: ReadonlyMap<string, Outcome>): void {
  const counts = new Set([...outcomes.values()].map((o) => `${o.accepted}/${o.refused}/${o.digest}`));
  if (counts.size !== 1)
    throw new Error(`the contenders did not do the same work: ${JSON.stringify([...outcomes])}`);
}
