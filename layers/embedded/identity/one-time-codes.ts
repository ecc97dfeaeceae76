/** Codes by the clock (TOTP, RFC 6238) as telephones make them, and recovery codes for when the telephone is gone. */
import { createHash, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const period = 30;
/** Steps a clock may be off, either way. */
const window = 1;

const codesOf = (secret: string, account = ''): TOTP =>
  new TOTP({ issuer: '税源 Shuiyuan', label: account, secret: Secret.fromBase32(secret), period, digits: 6 });

/** A new secret, base32. */
export const makeSecret = (): string => new Secret({ size: 20 }).base32;

/** `otpauth://…`, what the picture to scan says. */
export const enrolmentAddress = (secret: string, account: string): string =>
  codesOf(secret, account).toString();

/** @returns the step a code belongs to, which may be used once; undefined when it does not fit */
export function stepOf(secret: string, code: string, now: number = Date.now()): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const delta = codesOf(secret).validate({ token, window, timestamp: now });
  return delta === null ? undefined : Math.floor(now / 1000 / period) + delta;
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const recoveryCodes = 10;

export const makeRecoveryCodes = (): string[] => Array.from({ length: recoveryCodes }, makeCode);

/** A code of 10 letters (over 49 bits), in two groups. */
export function makeCode(): string {
  let code = '';
  while (code.length < 10)
    for (const byte of randomBytes(16))
      if (byte < 248 && code.length < 10) code += letters[byte % letters.length];
  return `${code.slice(0, 5)}-${code.slice(5)}`;
}

/** Bound to its account, so that equal codes of two accounts look different. */
export const digestCode = (account: string, code: string): string =>
  createHash('sha256')
    .update(`${account}/${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
    .digest('base64url');
