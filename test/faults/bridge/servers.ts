/** Real database servers for the bridge's tests: started by them, on the loopback, in a folder that goes afterwards. */
import { execFile, type SpawnOptions, spawn } from 'node:child_process';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';
import pg from 'pg';
import { installServer, mariadbArchive, postgresArchive } from '../../../scripts/database-servers.ts';
import { freePort } from '../../../scripts/free-port.ts';
import { stopChild } from '../../../scripts/stop-child.ts';

const run = promisify(execFile);

/** Servers refuse to run as root: then they run as nobody. */
const nobody = 65_534;
const account = (): SpawnOptions => (process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {});

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shuiyuan-database-'));
  await chmod(folder, 0o700);
  if (process.getuid?.() === 0) await chown(folder, nobody, nobody);
  return folder;
}

export interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

/** A machine that is busy with other tests takes its time. */
const startMilliseconds = 240_000;

async function start(
  command: string,
  args: readonly string[],
  { folder, port, isUp }: { folder: string; port: number; isUp: () => Promise<void> },
): Promise<Server> {
  const child = spawn(command, args, { ...account(), cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  const end = performance.now() + startMilliseconds;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}: ${said}`);
    const failed = await isUp().then(
      () => undefined,
      (error: Error) => error,
    );
    if (failed === undefined) break;
    if (performance.now() > end) {
      child.kill('SIGKILL');
      throw new Error(`${command} did not come up: ${failed.message} ${said}`);
    }
    await sleep(200);
  }
  return {
    port,
    async stop() {
      await stopChild(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** User and database `postgres`, no password; logical replication is on. */
export async function startPostgres(): Promise<Server> {
  const home = await installServer(postgresArchive);
  const folder = await dataFolder();
  const data = join(folder, 'data');
  const init = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  await run(join(home, 'bin', 'initdb'), init, { ...account(), cwd: folder });
  const port = await freePort();
  const settings = [
    'wal_level=logical',
    'unix_socket_directories=',
    'listen_addresses=127.0.0.1',
    `port=${port}`,
  ];
  const args = ['-D', data, ...settings.flatMap((one) => ['-c', one])];
  return start(join(home, 'bin', 'postgres'), args, {
    folder,
    port,
    async isUp() {
      const client = postgresClient(port);
      client.on('error', () => {});
      await client.connect();
      await client.end();
    },
  });
}

export const postgresClient = (port: number): pg.Client =>
  new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });

/** User `root` without password, database `city`. */
export async function startMariadb(): Promise<Server> {
  const home = await installServer(mariadbArchive);
  const folder = await dataFolder();
  const data = join(folder, 'data');
  const base = [`--basedir=${home}`, `--datadir=${data}`];
  await run(
    join(home, 'scripts', 'mariadb-install-db'),
    ['--no-defaults', ...base, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { ...account(), cwd: folder },
  );
  const port = await freePort();
  const args = [
    '--no-defaults',
    ...base,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--lc-messages-dir=${join(home, 'share')}`,
    '--skip-name-resolve',
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=256M',
  ];
  return start(join(home, 'bin', 'mariadbd'), args, {
    folder,
    port,
    async isUp() {
      const connection = await mariadbConnection(port);
      await connection.query('CREATE DATABASE IF NOT EXISTS city CHARACTER SET utf8mb4');
      await connection.end();
    },
  });
}

export const mariadbConnection = (port: number, database?: string): Promise<mysql.Connection> =>
  mysql.createConnection({
    host: '127.0.0.1',
    port,
    user: 'root',
    multipleStatements: true,
    ...(database === undefined ? {} : { database }),
  });
