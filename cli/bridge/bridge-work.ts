/** What the bridge's steps share: the configuration, the journal, the queue, and who speaks to the platform. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Resource, resourceSchema } from '../../schemas/resource.ts';
import { type ApiClient, encode } from '../api-client.ts';
import type { Connection } from '../connection.ts';
import { RefusedCommand, TransientFailure } from '../failures.ts';
import { readState, statePath, writeState } from '../kept-state.ts';
import { type Journal, openJournal } from './journal.ts';
import { openQueueFiles, type QueueFiles } from './queue-files.ts';
import type { LoadedConfig } from './read-config.ts';

export interface BridgeWork {
  readonly loaded: LoadedConfig;
  readonly connection: Connection;
  readonly client: ApiClient;
  readonly journal: Journal;
  readonly queue: QueueFiles;
  now(): Date;
}

const journalFile = 'journal.sqlite';

/** The journal alone, for who only looks. */
export async function openBridgeJournal({ state }: LoadedConfig): Promise<Journal> {
  await mkdir(state, { recursive: true, mode: 0o700 });
  return openJournal(join(state, journalFile));
}

/** Whoever holds it is the only one at work; the system lets go of it when he dies. @throws RefusedCommand */
function lockFolder(state: string): DatabaseSync {
  const lock = new DatabaseSync(join(state, 'lock.sqlite'));
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive');
    return lock;
  } catch {
    lock.close();
    throw new RefusedCommand(
      'bridge-at-work',
      `另一个桥接进程正在使用 ${state}`,
      `another bridge is at work in ${state}`,
    );
  }
}

/** Opens everything, clears away what a dead one left, and closes it whatever happens. */
export async function inBridge<T>(
  loaded: LoadedConfig,
  connection: Connection,
  use: (work: BridgeWork) => Promise<T>,
): Promise<T> {
  const journal = await openBridgeJournal(loaded);
  try {
    const lock = lockFolder(loaded.state);
    try {
      const queue = await openQueueFiles(join(loaded.state, 'queue'));
      const named = journal.open().flatMap(({ file, prepared }) => [file, ...(prepared ? [prepared] : [])]);
      await queue.keepOnly(new Set(named));
      const client = clientOf(loaded, connection);
      return await use({ loaded, connection, client, journal, queue, now: () => new Date() });
    } finally {
      lock.close();
    }
  } finally {
    journal.close();
  }
}

export const clientOf = ({ config }: LoadedConfig, connection: Connection): ApiClient =>
  connection.as(connection.hasToken ? undefined : config.as);

/** As the platform describes it; as it last did while the network is away, so that reading goes on. */
export async function describedResource(
  { loaded, client }: Pick<BridgeWork, 'loaded' | 'client'>,
  code: string,
): Promise<Resource> {
  const path = statePath(loaded.state, 'resources', client.url, code);
  try {
    const { resource } = await client.get<{ resource: Resource }>(`/resources/${encode(code)}`);
    await writeState(path, resource);
    return resource;
  } catch (error) {
    const kept = error instanceof TransientFailure ? await readState(path, resourceSchema) : undefined;
    if (kept === undefined) throw error;
    return kept;
  }
}
