/** An embedded home of its own, started as `npm start -- --empty` starts it, on any free port. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Credentials, credentialsSchema } from '../../host/credentials.ts';
import { makeFolder } from './files.ts';
import { type Home, project, until } from './home.ts';

export interface StartedHost {
  readonly folder: string;
  readonly child: ReturnType<typeof spawn>;
  /** All it has said. */
  said(): string;
}

/** Starts a host on a folder; it need not come up. */
export function startHost(folder: string, environment: Record<string, string> = {}): StartedHost {
  const args = ['--disable-warning=ExperimentalWarning', join(project, 'host', 'main.ts'), '--empty'];
  const env = { ...process.env, PORT: '0', ...environment, SHUIYUAN_HOME: folder };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  return { folder, child, said: () => said };
}

/** Resolves when it says that it runs. @throws when it ends before */
export async function awaitReady({ child, said }: StartedHost): Promise<void> {
  await until('the host', async () => {
    if (child.exitCode !== null) throw new Error(`the host ended with ${child.exitCode}: ${said()}`);
    return said().includes('Shuiyuan is running') ? true : undefined;
  });
}

export async function stopHost({ child }: StartedHost): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
  return child.exitCode;
}

export const readCredentials = (folder: string): Credentials =>
  credentialsSchema.parse(JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8')));

function tamperEntry(folder: string, record: string, version: number): void {
  const database = new DatabaseSync(join(folder, 'home.sqlite'));
  try {
    const key = Buffer.from(`entry/${record}@${String(version).padStart(12, '0')}`);
    const change = database.prepare(
      "update records set value = json_set(value, '$.actor', 'somebody') where key = ?",
    );
    const { changes } = change.run(key);
    if (Number(changes) !== 1) throw new Error(`there is no entry ${record}@${version} to tamper with`);
  } finally {
    database.close();
  }
}

/** Starts a home and gives what the suite needs of it. */
export async function openEmbedded(): Promise<Home> {
  const folder = await makeFolder();
  const host = startHost(folder);
  await awaitReady(host);
  const { url, operator, auditor, departments } = readCredentials(folder);
  const tokens = Object.entries(departments).map(([code, { token }]) => [code, token]);
  return {
    url,
    folder,
    tokens: { operator: operator.token, auditor: auditor.token, departments: Object.fromEntries(tokens) },
    tamperEntry: async (record, version) => tamperEntry(folder, record, version),
    async close() {
      await stopHost(host);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
