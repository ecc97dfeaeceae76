/**
 * Backups and scrubs by the clock, each as a process of its own: they take nothing of the host's time, and the host
 * takes them up again after a death of either. What fails is told to the operator as an alarm.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { tellPeople } from '../layers/core/exchange/tell-people.ts';
import type { Ports } from '../layers/core/ports/index.ts';
import type { HostLog } from './host-log.ts';
import type { HostSettings } from './host-settings.ts';
import { day, type Job, minute } from './schedule.ts';

interface Ended {
  readonly status: number | null;
  /** What the command said, as one document; undefined when it said nothing that can be read. */
  readonly said: Readonly<Record<string, unknown>> | undefined;
}

const program = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

function readSaid(text: string): Ended['said'] {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

async function runCommand(words: readonly string[], signal: AbortSignal): Promise<Ended> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, 'backup', ...words, '--json'],
    { env: process.env, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const stop = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  let text = '';
  child.stdout.on('data', (bytes) => {
    text += bytes;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', stop);
  return { status, said: readSaid(text) };
}

const countOf = (said: Ended['said'], name: string): number => {
  const found = said?.[name];
  return Array.isArray(found) ? found.length : 0;
};

/** Was anything wrong that people have to know? A scrub that mended all is: a disk begins to fail. */
const isWell = ({ status, said }: Ended): boolean => status === 0 && countOf(said, 'mended') === 0;

function describe(name: string, { status, said }: Ended): string {
  const code = (said?.error as { code?: string } | undefined)?.code ?? '-';
  const counts = ['damaged', 'mended', 'lost'].map((word) => `${word} ${countOf(said, word)}`).join(', ');
  return `shuiyuan backup ${name}: exit ${status}, ${code}, ${counts}`;
}

/** Once a day for each kind: people are not told each hour. */
async function tell(ports: Ports, name: 'run' | 'scrub', ended: Ended): Promise<void> {
  const today = ports.clock.now().toISOString().slice(0, 10);
  const what =
    name === 'run'
      ? '备份未能完成 a backup is not as it should be'
      : '存储巡检发现损坏 the scrub found damage';
  await tellPeople(ports, {
    to: 'operator',
    subject: what.replace(' ', ' / '),
    body: describe(name, ended),
    id: `backup-${name}-${today}`,
    severity: 'alarm',
  });
}

function jobOf(
  ports: Ports,
  log: HostLog,
  {
    name,
    every,
    words,
    signal,
  }: { name: 'run' | 'scrub'; every: number; words: string[]; signal: AbortSignal },
): Job {
  return {
    name: `backup ${name}`,
    every,
    async run() {
      const ended = await runCommand(words, signal);
      if (signal.aborted) return;
      log(`backup ${name}`, { status: ended.status, outcome: describe(name, ended) });
      if (!isWell(ended)) await tell(ports, name, ended);
    },
  };
}

/** None where no place is set. `signal` ends what runs. */
export function backupJobs(
  ports: Ports,
  { folder, backup }: Pick<HostSettings, 'folder' | 'backup'>,
  log: HostLog,
  signal: AbortSignal,
): readonly Job[] {
  if (!backup) return [];
  const { everyMinutes } = backup;
  const home = ['--home', folder];
  return [
    jobOf(ports, log, {
      name: 'run',
      every: everyMinutes * minute,
      words: ['run', '--prune', ...home],
      signal,
    }),
    jobOf(ports, log, { name: 'scrub', every: day, words: ['scrub', ...home], signal }),
  ];
}
