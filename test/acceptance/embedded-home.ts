/** An embedded home of its own, started as `npm start -- --empty` starts it, on any free port. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Credentials, credentialsSchema } from '../../host/credentials.ts';
import { startFakeClamd } from '../contract/fake-clamd.ts';
import { makeFolder } from './files.ts';
import { type Home, people, project, until } from './home.ts';
import { objectKeys, sqliteRows } from './sqlite-rows.ts';

export interface StartedHost {
  readonly folder: string;
  readonly child: ReturnType<typeof spawn>;
  /** All it has said. */
  said(): string;
}

/** Starts a host on a folder; it need not come up. `options`: `--empty`, or none for one with the sample. */
export function startHost(
  folder: string,
  environment: Record<string, string> = {},
  options: readonly string[] = ['--empty'],
): StartedHost {
  const args = ['--disable-warning=ExperimentalWarning', join(project, 'host', 'main.ts'), ...options];
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
export async function awaitReady(host: StartedHost): Promise<void> {
  const { child, said } = host;
  await until('the host', async () => {
    if (isOver(host)) throw new Error(`the host ended with ${child.exitCode ?? child.signalCode}: ${said()}`);
    return said().includes('Shuiyuan is running') ? true : undefined;
  });
}

const isOver = ({ child }: StartedHost): boolean => child.exitCode !== null || child.signalCode !== null;

export async function stopHost(host: StartedHost): Promise<number | null> {
  const { child } = host;
  if (isOver(host)) return child.exitCode;
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

/** Credentials with people a new home does not have by itself. */
async function writePeople(folder: string): Promise<void> {
  const make = () => ({ token: randomBytes(32).toString('base64url') });
  const named = Object.entries(people).map(([name, one]) => [name, { ...make(), ...one }]);
  const credentials = {
    url: 'http://127.0.0.1',
    rootKey: '',
    operator: make(),
    auditor: make(),
    securityOfficer: make(),
    departments: {},
    people: Object.fromEntries(named),
  };
  await writeFile(join(folder, 'credentials.json'), JSON.stringify(credentials), { mode: 0o600 });
}

/**
 * The data folder with the log of SQLite, objects, logs and what the command line remembers; the rows of the database
 * beside its bytes. Objects that are files go by their keys.
 */
async function storedFiles(folder: string): Promise<Map<string, Buffer>> {
  const database = join(folder, 'home.sqlite');
  const keys = objectKeys(database);
  const found = sqliteRows(database, 'home.sqlite');
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // What goes while it is looked at was never kept.
    const bytes = entry.isFile() ? await readFile(path).catch(() => undefined) : undefined;
    const name = path.slice(folder.length + 1);
    if (bytes) found.set(keys.get(name.replace(/^objects\//, '')) ?? name, bytes);
  }
  return found;
}

export interface EmbeddedTestHome extends Home {
  stop(): Promise<unknown>;
  /** Starts the host anew on its port. */
  restart(): Promise<void>;
}

/** Starts a home and gives what the suite needs of it. */
export async function openEmbedded(environment: Record<string, string> = {}): Promise<EmbeddedTestHome> {
  const folder = await makeFolder();
  await writePeople(folder);
  const clamd = await startFakeClamd();
  let host = startHost(folder, { SHUIYUAN_CLAMD: clamd.address, ...environment });
  await awaitReady(host);
  const { url, operator, auditor, securityOfficer, departments, people = {} } = readCredentials(folder);
  const tokens = Object.entries(departments).map(([code, { token }]) => [code, token]);
  const tokenOf = (name: string) => people[name]?.token ?? '';
  async function restart(): Promise<void> {
    await stopHost(host);
    host = startHost(folder, { SHUIYUAN_CLAMD: clamd.address, ...environment, PORT: new URL(url).port });
    await awaitReady(host);
  }
  return {
    url,
    folder,
    restart,
    stop: () => stopHost(host),
    // The eraser looks as soon as the host is up.
    letErase: restart,
    tokens: {
      operator: operator.token,
      auditor: auditor.token,
      securityOfficer: securityOfficer.token,
      secondOfficer: tokenOf('second-officer'),
      taxOfficer: tokenOf('tax-officer'),
      districtOfficer: tokenOf('district-officer'),
      departmentOfficer: tokenOf('department-officer'),
      clerk: tokenOf('clerk'),
      departments: Object.fromEntries(tokens),
    },
    stored: () => storedFiles(folder),
    tamperEntry: async (record, version) => tamperEntry(folder, record, version),
    // It looks at a file as soon as it is asked.
    letScan: async () => {},
    async close() {
      await stopHost(host);
      await clamd.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
