/**
 * One host a data folder. The lock is SQLite's exclusive lock on lock.sqlite, which the kernel ends with the process,
 * so a dead host never blocks a new one and a reused process number never looks like a live one. host.json beside it
 * only says who holds the folder.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { FolderInUse, nameStorageFault } from './storage-errors.ts';

const holderSchema = z.object({ pid: z.number(), host: z.string(), startedAt: z.string() });

interface FolderLock {
  release(): void;
}

const holderPath = (folder: string): string => join(folder, 'host.json');

/** Who wrote host.json; nothing if it is not readable (yet). */
function readHolder(folder: string): Partial<z.infer<typeof holderSchema>> {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(holderPath(folder), 'utf8')));
  } catch {
    return {};
  }
}

function isHeldByAnother(error: unknown): boolean {
  return (((error as { errcode?: number }).errcode ?? 0) & 0xff) === 5;
}

/**
 * Takes the folder for this process.
 * @throws FolderInUse naming process, host and start of the one that has it
 */
export function lockFolder(folder: string): FolderLock {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(join(folder, 'lock.sqlite'));
    database.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    database?.close();
    throw isHeldByAnother(error) ? new FolderInUse(readHolder(folder)) : nameStorageFault(error);
  }
  const held = database;
  const holder = { pid: process.pid, host: hostname(), startedAt: new Date().toISOString() };
  try {
    writeFileSync(holderPath(folder), `${JSON.stringify(holder)}\n`);
  } catch (error) {
    held.close();
    throw nameStorageFault(error);
  }
  return {
    release() {
      rmSync(holderPath(folder), { force: true });
      held.close();
    },
  };
}
