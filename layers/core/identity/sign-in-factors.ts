/** What counts as a strong sign-in, and who needs one. */
import type { SignIn } from '../../../schemas/sign-in.ts';
import type { Role } from './principal.ts';

/** Authentication methods as RFC 8176 names them: password, one-time or recovery code, passkey. */
export type Factor = 'pwd' | 'otp' | 'hwk';

/** Levels, as tokens say them (`acr`). */
export const levels = { one: 'urn:shuiyuan:acr:1', two: 'urn:shuiyuan:acr:2' } as const;

/** Roles that need a second factor unless the home is told otherwise. */
export const strongRoles: readonly Role[] = ['operator', 'security-officer', 'auditor'];

/** A passkey with user verification is possession and knowledge in one. */
export function levelOf(factors: readonly Factor[]): string {
  const strong = factors.includes('hwk') || (factors.includes('pwd') && factors.some((one) => one !== 'pwd'));
  return strong ? levels.two : levels.one;
}

export const methodsOf = (factors: readonly Factor[]): string[] =>
  levelOf(factors) === levels.two ? [...factors, 'mfa'] : [...factors];

export const needsStrong = (held: readonly Role[], strong: readonly Role[] = strongRoles): boolean =>
  held.some((role) => strong.includes(role));

/** Has it a second factor at all? */
export const hasSecond = ({ totp, passkeys }: Pick<SignIn, 'totp' | 'passkeys'>): boolean =>
  totp !== undefined || passkeys.length > 0;
