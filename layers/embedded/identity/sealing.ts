/** Seals small secrets with a key of the data folder, so that a copy of the database alone does not show them. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export interface Sealing {
  /** `about` is bound in: what was sealed for one account opens for no other. */
  seal(text: string, about: string): string;
  /** @throws when it was changed, or sealed for another */
  open(sealed: string, about: string): string;
  /** A key for another use, derived from the same one. */
  derive(use: string): Buffer;
}

const nonceBytes = 12;
const tagBytes = 16;

export function sealWith(key: Uint8Array): Sealing {
  const derive = (use: string): Buffer => Buffer.from(hkdfSync('sha256', key, 'shuiyuan', use, 32));
  const sealingKey = derive('sealing');
  return {
    derive,
    seal(text, about) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(Buffer.from(about));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed, about) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, bytes.subarray(0, nonceBytes));
      decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([
        decipher.update(bytes.subarray(nonceBytes + tagBytes)),
        decipher.final(),
      ]).toString();
    },
  };
}
