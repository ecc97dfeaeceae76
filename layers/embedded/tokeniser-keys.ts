/**
 * The tokeniser's key on disk: wrapped with AES-256-GCM under a key that is made anew at each rotation. Used in the
 * tokeniser's own process alone. Files in keys/tokeniser: `wrapping-{n}` and `token-{n}`; the highest complete pair
 * counts, lower ones are removed.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { TokeniserStatus } from '../../schemas/token.ts';
import { IntegrityError } from '../core/errors.ts';

export interface TokenKeys {
  readonly key: Uint8Array;
  status(): TokeniserStatus;
  /** Wraps the key anew, beside the wrapping before. */
  rotate(): TokeniserStatus;
  /** Removes earlier wrappings. Only once the folder is synced, which the host does: the new ones are then durable. */
  tidy(): void;
}

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** A process that is fenced in may not call fsync: the file is opened so that each write is synced. */
const newAndSynced = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_SYNC;

function writeDurably(folder: string, name: string, bytes: Uint8Array): void {
  const draft = join(folder, `${name}.new`);
  rmSync(draft, { force: true });
  const file = openSync(draft, newAndSynced, 0o600);
  try {
    writeSync(file, bytes);
  } finally {
    closeSync(file);
  }
  renameSync(draft, join(folder, name));
}

function wrap(key: Uint8Array, under: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', under, nonce);
  const body = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function unwrap(wrapped: Buffer, under: Uint8Array): Buffer {
  const cipher = createDecipheriv('aes-256-gcm', under, wrapped.subarray(0, nonceBytes));
  cipher.setAuthTag(wrapped.subarray(nonceBytes, nonceBytes + tagBytes));
  return Buffer.concat([cipher.update(wrapped.subarray(nonceBytes + tagBytes)), cipher.final()]);
}

/** Numbers of the complete pairs, the highest first. */
function pairs(folder: string): number[] {
  const names = new Set(readdirSync(folder));
  return [...names]
    .flatMap((name) => /^token-(\d+)$/.exec(name)?.[1] ?? [])
    .filter((number) => names.has(`wrapping-${number}`))
    .map(Number)
    .sort((a, b) => b - a);
}

/** The wrapping first: a death between the two leaves a file that is never asked for. */
function writePair(folder: string, number: number, key: Uint8Array): void {
  const under = randomBytes(keyBytes);
  writeDurably(folder, `wrapping-${number}`, under);
  writeDurably(folder, `token-${number}`, wrap(key, under));
}

function removeOthers(folder: string, number: number): void {
  for (const name of readdirSync(folder))
    if (!name.endsWith(`-${number}`)) rmSync(join(folder, name), { force: true });
}

const damaged = (cause?: unknown): IntegrityError =>
  new IntegrityError(
    'the key files in keys/tokeniser are damaged; put them back from a backup, or tokens will not fit any more',
    '令牌密钥文件（keys/tokeniser）已损坏，请从备份恢复，否则令牌将无法对应',
    { cause },
  );

function open(folder: string, number: number): Uint8Array {
  try {
    const key = unwrap(
      readFileSync(join(folder, `token-${number}`)),
      readFileSync(join(folder, `wrapping-${number}`)),
    );
    if (key.length === keyBytes) return key;
  } catch (error) {
    throw damaged(error);
  }
  throw damaged();
}

/** The key of a home from before the tokeniser was a process of its own: taken over once, so that tokens stay. */
function firstKey(legacy: string): Uint8Array {
  if (!existsSync(legacy)) return randomBytes(keyBytes);
  const key = readFileSync(legacy);
  if (key.length !== keyBytes) throw damaged();
  return key;
}

/**
 * Opens the keys in `folder`, making them the first time. `legacy` is a file with a bare key that is taken over;
 * `tidy` removes it.
 * @throws IntegrityError when they cannot be opened: with another key no token would fit any more
 */
export function openTokenKeys(folder: string, legacy: string): TokenKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (pairs(folder).length === 0) {
    if (readdirSync(folder).some((name) => /^token-\d+$/.test(name))) throw damaged();
    writePair(folder, 1, firstKey(legacy));
  }
  let current = pairs(folder)[0] as number;
  const key = open(folder, current);
  const status = (): TokeniserStatus => ({
    wrapping: current,
    wrappedAt: statSync(join(folder, `token-${current}`)).mtime.toISOString(),
  });
  return {
    key,
    status,
    rotate() {
      writePair(folder, current + 1, key);
      current += 1;
      return status();
    },
    tidy() {
      removeOthers(folder, current);
      rmSync(legacy, { force: true });
    },
  };
}
