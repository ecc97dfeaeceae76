/** Passkeys (WebAuthn): registration and sign-in. What was asked is kept for minutes and used once. */
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import type { KeptOnce } from '../../layers/embedded/identity/kept-once.ts';
import type { Passkey, SignIn } from '../../schemas/sign-in.ts';

const challengeSeconds = 300;

export interface Passkeys {
  /** False where the address is a bare IP address: browsers make no passkeys for those. */
  readonly possible: boolean;
  /** `place`: the sign-in or account it is asked for; another's answer does not fit. */
  askToSignIn(place: string, allowed?: readonly Passkey[]): Promise<unknown>;
  /** @returns the account, when the answer fits one of its passkeys. `read`: how an account signs in */
  checkSignIn(
    place: string,
    answer: unknown,
    read: (account: string) => Promise<SignIn>,
  ): Promise<string | undefined>;
  askToRegister(account: string, displayName: string, known: readonly Passkey[]): Promise<unknown>;
  /** @returns the new passkey, without name */
  checkRegistration(account: string, answer: unknown): Promise<Omit<Passkey, 'name' | 'addedAt'> | undefined>;
}

export function openPasskeys(issuer: string, kept: KeptOnce): Passkeys {
  const { hostname: rpID, origin: expectedOrigin } = new URL(issuer);
  const isAddress = /^[\d.]+$|:/.test(rpID) || rpID.startsWith('[');
  return {
    possible: !isAddress,
    async askToSignIn(place, allowed = []) {
      const options = await generateAuthenticationOptions({
        rpID,
        userVerification: 'required',
        allowCredentials: allowed.map(({ id, transports }) => ({ id, transports })),
      });
      kept.keep('passkey-challenge', place, options.challenge, challengeSeconds);
      return options;
    },
    async checkSignIn(place, answer, read) {
      const expectedChallenge = kept.take<string>('passkey-challenge', place);
      const response = answer as AuthenticationResponseJSON;
      const handle = response?.response?.userHandle;
      if (expectedChallenge === undefined || typeof handle !== 'string' || typeof response.id !== 'string')
        return undefined;
      const account = Buffer.from(handle, 'base64url').toString();
      const passkey = (await read(account)).passkeys.find(({ id }) => id === response.id);
      if (!passkey) return undefined;
      const counter = Math.max(0, kept.mark('passkey', passkey.id));
      const publicKey = new Uint8Array(Buffer.from(passkey.publicKey, 'base64url'));
      const checked = await verifyAuthenticationResponse({
        response,
        expectedChallenge,
        expectedOrigin,
        expectedRPID: rpID,
        credential: { id: passkey.id, publicKey, counter },
        requireUserVerification: true,
      }).catch(() => undefined);
      if (!checked?.verified) return undefined;
      const { newCounter } = checked.authenticationInfo;
      // An authenticator that counts never shows the same number twice: a copy of it would.
      return newCounter === 0 || kept.raise('passkey', passkey.id, newCounter) ? account : undefined;
    },
    async askToRegister(account, displayName, known) {
      const options = await generateRegistrationOptions({
        rpName: '税源 Shuiyuan',
        rpID,
        userName: account,
        userDisplayName: displayName,
        userID: new Uint8Array(Buffer.from(account)),
        attestationType: 'none',
        excludeCredentials: known.map(({ id, transports }) => ({ id, transports })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      kept.keep('passkey-registration', account, options.challenge, challengeSeconds);
      return options;
    },
    async checkRegistration(account, answer) {
      const expectedChallenge = kept.take<string>('passkey-registration', account);
      if (expectedChallenge === undefined) return undefined;
      const response = answer as RegistrationResponseJSON;
      const checked = await verifyRegistrationResponse({
        response,
        expectedChallenge,
        expectedOrigin,
        expectedRPID: rpID,
        requireUserVerification: true,
      }).catch(() => undefined);
      if (!checked?.verified) return undefined;
      const { id, publicKey } = checked.registrationInfo.credential;
      const transports = (response.response.transports ?? []).map(String).slice(0, 8);
      return { id, publicKey: Buffer.from(publicKey).toString('base64url'), transports };
    },
  };
}
