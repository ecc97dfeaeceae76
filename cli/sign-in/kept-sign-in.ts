/**
 * The sign-in this account of the machine keeps for a platform: a refresh token in a file of mode 600, under the
 * platform's origin, and sent to its issuer alone. A refresh token works once, so two commands at the same moment take
 * turns.
 */
import { existsSync } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RefusedCommand } from '../failures.ts';
import { dropState, readState, statePath, writeState } from '../kept-state.ts';
import { discover, refreshTokens, type TokenAnswer } from './ask-issuer.ts';

const keptSchema = z.object({
  issuer: z.url(),
  client: z.string(),
  refreshToken: z.string(),
  accessToken: z.string(),
  /** Milliseconds. */
  expires: z.number(),
});
export type Kept = z.infer<typeof keptSchema>;

/** Seconds before its end from which on a token is not used any more. */
const marginMilliseconds = 30_000;
const staleLockMilliseconds = 30_000;
const lockWait = 100;

export const signInPath = (folder: string, url: string): string =>
  statePath(folder, 'sign-in', new URL(url).origin);

export const hasSignIn = (folder: string, url: string): boolean => existsSync(signInPath(folder, url));

export const readSignIn = (folder: string, url: string): Promise<Kept | undefined> =>
  readState(signInPath(folder, url), keptSchema);

export const dropSignIn = (folder: string, url: string): Promise<void> => dropState(signInPath(folder, url));

export async function keepSignIn(
  folder: string,
  url: string,
  of: Pick<Kept, 'issuer' | 'client'>,
  tokens: TokenAnswer,
) {
  const kept: Kept = {
    ...of,
    refreshToken: tokens.refresh_token,
    accessToken: tokens.access_token,
    expires: Date.now() + tokens.expires_in * 1000,
  };
  await writeState(signInPath(folder, url), kept);
  return kept;
}

/** An access token that still lasts. @throws RefusedCommand when the sign-in has ended */
export async function currentToken(folder: string, url: string): Promise<string> {
  const usable = async () => {
    const kept = await readSignIn(folder, url);
    if (!kept) throw signInAgain();
    return kept.expires - marginMilliseconds > Date.now() ? kept.accessToken : undefined;
  };
  return (
    (await usable()) ?? withLock(signInPath(folder, url), async () => (await usable()) ?? renew(folder, url))
  );
}

async function renew(folder: string, url: string): Promise<string> {
  const kept = await readSignIn(folder, url);
  if (!kept) throw signInAgain();
  const answer = await refreshTokens(await discover(kept.issuer), kept.client, kept.refreshToken);
  if (answer === undefined) {
    await dropSignIn(folder, url);
    throw signInAgain();
  }
  return (await keepSignIn(folder, url, kept, answer)).accessToken;
}

/** One at a time, across processes; who died with the lock is followed after half a minute. */
async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  for (;;) {
    try {
      await (await open(lock, 'wx', 0o600)).close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const made = await stat(lock).catch(() => undefined);
      if (made && Date.now() - made.mtimeMs > staleLockMilliseconds) await rm(lock, { force: true });
      else await sleep(lockWait);
    }
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

const signInAgain = (): RefusedCommand =>
  new RefusedCommand(
    'signed-out',
    '登录已结束，请重新登录：shuiyuan login',
    'this sign-in has ended; sign in again: shuiyuan login',
  );
