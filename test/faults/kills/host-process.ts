/** The host as `npm start` runs it, on a port that stays the same over its deaths. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Credentials, credentialsSchema } from '../../../host/credentials.ts';
import { type KilledChild, startChild } from './killed-child.ts';
import { figures } from './open-bus.ts';

const program = join(import.meta.dirname, '..', '..', '..', 'host', 'serve.ts');

export const startHost = (folder: string, port: number): KilledChild =>
  startChild(program, [], {
    SHUIYUAN_HOME: folder,
    PORT: String(port),
    SHUIYUAN_SETTINGS: JSON.stringify(figures),
  });

/** Does the host of this process say that it is up? */
function isUp(folder: string, pid: number | undefined): boolean {
  try {
    const holder = JSON.parse(readFileSync(join(folder, 'host.json'), 'utf8')) as {
      url?: string;
      pid?: number;
    };
    return holder.pid === pid && holder.url !== undefined;
  } catch {
    return false;
  }
}

/** Resolves with false when it ended before it was up. */
export async function untilUp(folder: string, host: KilledChild): Promise<boolean> {
  while (!isUp(folder, host.child.pid)) {
    if (host.child.exitCode !== null || host.child.signalCode !== null) return false;
    await sleep(20);
  }
  return true;
}

export const readCredentials = (folder: string): Credentials =>
  credentialsSchema.parse(JSON.parse(readFileSync(join(folder, 'credentials.json'), 'utf8')));
