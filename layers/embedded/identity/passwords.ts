/** Argon2id with the figures OWASP names, so many at once and no more: memory is what it costs on purpose. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordHash } from '../../../schemas/sign-in.ts';
import { TransientError } from '../../core/errors.ts';
import { normalisePassword } from '../../core/identity/sign-in-password.ts';

/** 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet. */
const figures = { algorithm: 'argon2id', memory: 19_456, passes: 2, lanes: 1 } as const;
const hashBytes = 32;
/** At once 4 × 19 MiB; whoever finds this many waiting is sent away. */
const atOnce = 4;
const mostWaiting = 64;

const derive = promisify(argon2);

export interface Passwords {
  hash(password: string): Promise<PasswordHash>;
  /** Takes as long for an account that has no password, or that does not exist. */
  fits(password: string, kept: PasswordHash | undefined): Promise<boolean>;
  /** Was it made with other figures than today's? Then it is hashed anew when its owner signs in. */
  isOutdated(kept: PasswordHash): boolean;
}

/** Lets so many run at once. @throws TransientError when too many wait already */
function limiter() {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= mostWaiting) throw tooBusy();
    if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

export function openPasswords(): Passwords {
  const limited = limiter();
  const bytesOf = (password: string, { memory, passes, lanes, salt }: Omit<PasswordHash, 'hash'>) =>
    limited(() =>
      derive('argon2id', {
        message: normalisePassword(password),
        nonce: Buffer.from(salt, 'base64url'),
        parallelism: lanes,
        tagLength: hashBytes,
        memory,
        passes,
      }),
    );
  const decoy = {
    ...figures,
    salt: randomBytes(16).toString('base64url'),
    hash: randomBytes(hashBytes).toString('base64url'),
  };
  return {
    async hash(password) {
      const salted = { ...figures, salt: randomBytes(16).toString('base64url') };
      return { ...salted, hash: (await bytesOf(password, salted)).toString('base64url') };
    },
    async fits(password, kept) {
      const found = await bytesOf(password, kept ?? decoy);
      const expected = Buffer.from((kept ?? decoy).hash, 'base64url');
      return found.length === expected.length && timingSafeEqual(found, expected) && kept !== undefined;
    },
    isOutdated: ({ memory, passes, lanes }) =>
      memory !== figures.memory || passes !== figures.passes || lanes !== figures.lanes,
  };
}

const tooBusy = (): TransientError =>
  new TransientError(
    'too many people sign in at this moment; try again in a few seconds',
    '当前登录人数过多，请几秒后再试',
  );
