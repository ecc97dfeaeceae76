/**
 * A private key under a passphrase: PKCS #8 with PBES2, scrypt and AES-256 (RFC 5958, 7914), which openssl reads too.
 * Node's own export derives the key with 2,048 turns of PBKDF2, too few for what lies in a safe for years.
 */
import { createCipheriv, createPrivateKey, randomBytes, scryptSync } from 'node:crypto';
import { InvalidInput } from '../core/errors.ts';
import { integer, octets, oid, sequence } from './der.ts';
import { ids } from './object-identifiers.ts';
import { writePem } from './pem.ts';

/** The most memory that openssl spends on it unasked, five times over. */
const cost = { N: 16_384, r: 8, p: 5 } as const;
const shortestPassphrase = 12;

/** @param pkcs8 DER. @returns PEM. @throws InvalidInput for a passphrase under 12 characters */
export function encryptKey(pkcs8: Uint8Array, passphrase: string): string {
  if (passphrase.length < shortestPassphrase)
    throw new InvalidInput(
      `a passphrase has at least ${shortestPassphrase} characters`,
      `口令至少 ${shortestPassphrase} 个字符`,
    );
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', scryptSync(passphrase, salt, 32, cost), iv);
  const secret = Buffer.concat([cipher.update(pkcs8), cipher.final()]);
  const derivation = sequence(
    oid(ids.scrypt),
    sequence(octets(salt), integer(cost.N), integer(cost.r), integer(cost.p)),
  );
  const scheme = sequence(oid(ids.pbes2), sequence(derivation, sequence(oid(ids.aes256Cbc), octets(iv))));
  return writePem('ENCRYPTED PRIVATE KEY', sequence(scheme, octets(secret)));
}

/** @returns PKCS #8, DER. @throws InvalidInput */
export function decryptKey(pem: string, passphrase: string): Buffer {
  try {
    return createPrivateKey({ key: pem, passphrase }).export({ type: 'pkcs8', format: 'der' });
  } catch {
    throw new InvalidInput(
      'the root key cannot be opened; check the passphrase and the file',
      '无法打开根密钥，请核对口令与文件',
    );
  }
}
