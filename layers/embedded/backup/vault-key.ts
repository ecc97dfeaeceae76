/**
 * The key of a vault. It is random, and lies in the vault's header wrapped under a key that scrypt makes of the secret:
 * the contents of a key file, or a passphrase. Names and contents of all else in the vault follow from it.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { vaultHeaderSchema } from '../../../schemas/backup.ts';
import { IntegrityError, InvalidInput, Refused } from '../../core/errors.ts';
import type { Vault } from './vault.ts';

const headerName = 'vault.json';
const cost = 32_768;
const nonceBytes = 12;
const tagBytes = 16;
const shortestSecret = 16;

const deriveKey = promisify<Uint8Array, Uint8Array, number, object, Buffer>(scrypt);

/** AES-256-GCM. `about` is bound in. @returns nonce, ciphertext, tag */
export function sealBytes(key: Uint8Array, bytes: Uint8Array, about: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined when it was changed, is not whole, or was sealed under another key or name. */
export function openBytes(key: Uint8Array, sealed: Uint8Array, about: string): Buffer | undefined {
  if (sealed.length < nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
  decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(-tagBytes));
  try {
    const body = decipher.update(sealed.subarray(nonceBytes, -tagBytes));
    return Buffer.concat([body, decipher.final()]);
  } catch {
    return undefined;
  }
}

const wrappingKey = (secret: Uint8Array, salt: Uint8Array, N: number): Promise<Buffer> =>
  deriveKey(secret, salt, 32, { N, r: 8, p: 1, maxmem: 256 * N * 8 });

async function makeKey(vault: Vault, secret: Uint8Array): Promise<Buffer> {
  const [key, salt] = [randomBytes(32), randomBytes(16)];
  const wrapped = sealBytes(await wrappingKey(secret, salt, cost), key, headerName);
  const header = {
    schema: 'vault/1',
    scrypt: { salt: salt.toString('base64'), cost },
    wrapped: wrapped.toString('base64'),
  };
  await vault.put(headerName, Buffer.from(`${JSON.stringify(header)}\n`));
  return key;
}

async function openKey(header: Uint8Array, secret: Uint8Array): Promise<Buffer> {
  const parsed = vaultHeaderSchema.safeParse(JSON.parse(Buffer.from(header).toString()));
  if (!parsed.success)
    throw new IntegrityError(
      'vault.json of the backup cannot be read; put a copy of it back: without it nothing opens',
      '备份库的 vault.json 无法读取，请放回其副本：没有它任何备份都无法打开',
    );
  const { scrypt: made, wrapped } = parsed.data;
  const wrapping = await wrappingKey(secret, Buffer.from(made.salt, 'base64'), made.cost);
  const key = openBytes(wrapping, Buffer.from(wrapped, 'base64'), headerName);
  if (key) return key;
  throw new Refused(
    'wrong-backup-key',
    'this key file or passphrase does not open the backup; give the one it was made with',
    '该密钥文件或口令打不开备份，请提供建立备份时所用的密钥',
  );
}

export interface VaultKey {
  /** Hex: what a blob about this is called. Tells nothing of it to who has not the key. */
  nameOf(about: string): string;
  seal(name: string, bytes: Uint8Array): Buffer;
  /** Undefined when it was changed. */
  open(name: string, sealed: Uint8Array): Buffer | undefined;
}

const derive = (key: Uint8Array, use: string): Buffer => createHmac('sha256', key).update(use).digest();

function keyOf(key: Uint8Array): VaultKey {
  const [naming, sealing] = [derive(key, 'names'), derive(key, 'contents')];
  return {
    nameOf: (about) => derive(naming, about).toString('hex'),
    // A key a blob: no nonce can meet another under the same one.
    seal: (name, bytes) => sealBytes(derive(sealing, name), bytes, name),
    open: (name, sealed) => openBytes(derive(sealing, name), sealed, name),
  };
}

/**
 * The vault's key; `mayMake` makes the header where the vault is new.
 * @throws InvalidInput for a short secret; Refused `wrong-backup-key`, `no-backup`; IntegrityError
 */
export async function openVaultKey(vault: Vault, secret: Uint8Array, mayMake: boolean): Promise<VaultKey> {
  if (secret.length < shortestSecret)
    throw new InvalidInput(
      `the backup's key file or passphrase has less than ${shortestSecret} bytes; make one with: openssl rand -base64 32`,
      `备份密钥文件或口令不足 ${shortestSecret} 字节，可用 openssl rand -base64 32 生成`,
    );
  const header = await vault.get(headerName);
  if (header) return keyOf(await openKey(header, secret));
  if (mayMake) return keyOf(await makeKey(vault, secret));
  throw new Refused(
    'no-backup',
    'there is no backup at this place; check the address',
    '该位置没有备份，请核对地址',
  );
}
