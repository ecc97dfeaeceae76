/** What the embedded identity provider keeps, opened together. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { KeyRhythm } from '../../core/identity/sign-in-key-plan.ts';
import { realFileSystem } from '../file-system.ts';
import { loadKeyFile } from '../key-files.ts';
import { countTries, type TryCounter } from './attempts.ts';
import { openIdentityDatabase } from './identity-database.ts';
import { type KeptOnce, keepOnce } from './kept-once.ts';
import { openPasswords, type Passwords } from './passwords.ts';
import { type Sealing, sealWith } from './sealing.ts';
import { openSessions, type Sessions } from './sessions.ts';
import { openSigningKeys, type SigningKeys } from './signing-keys.ts';

export interface IdentityStore {
  readonly database: DatabaseSync;
  readonly sessions: Sessions;
  readonly tries: TryCounter;
  readonly kept: KeptOnce;
  readonly passwords: Passwords;
  readonly sealing: Sealing;
  readonly signing: SigningKeys;
  close(): void;
}

/** Opens identity.sqlite and keys/identity.key of a data folder that is this process's. */
export async function openIdentityStore(folder: string, rhythm?: KeyRhythm): Promise<IdentityStore> {
  const key = await loadKeyFile(realFileSystem(), folder, 'identity.key', () => randomBytes(32));
  const database = openIdentityDatabase(join(folder, 'identity.sqlite'));
  try {
    return {
      database,
      sessions: openSessions(database),
      tries: countTries(database),
      kept: keepOnce(database),
      passwords: openPasswords(),
      sealing: sealWith(key),
      signing: openSigningKeys(database, rhythm),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
