/** What the API does with the sign-ins this home keeps. */
import { randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { SignInDoor } from '../../functions/api/sign-in-door.ts';
import { vouchForInvitation } from '../../layers/core/identity/invitation-codes.ts';
import { inviteAccount, noteUnlock, readSignIn } from '../../layers/core/identity/sign-in-records.ts';
import { digestCode, makeCode } from '../../layers/embedded/identity/one-time-codes.ts';
import type { IdentityParts } from './interaction-routes.ts';
import { digestInvitation } from './invitation-routes.ts';

const secretBytes = 32;
const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The claims of a request's token, which was verified before. */
function claimsOf(request: Request): Record<string, unknown> {
  const [, token] = /^(?:Bearer|DPoP) (\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  try {
    return token === undefined ? {} : decodeJwt(token);
  } catch {
    return {};
  }
}

export function signInDoor({ ports, store, settings, issuer }: IdentityParts): SignInDoor {
  return {
    async sessions(account, request) {
      const { grant, session } = claimsOf(request);
      return store.sessions.list(account).map(({ account: _, since, seen, ...one }) => ({
        ...one,
        since: timeOf(since),
        lastSeen: timeOf(seen),
        current: one.id === grant || one.id === session,
      }));
    },
    endSession: async (account, id) => store.sessions.end(account, id),
    endAllSessions: async (account) => store.sessions.endAll(account),
    async stateOf(account) {
      const { password, totp, recovery, passkeys } = await readSignIn(ports)(account);
      return {
        password: password !== undefined,
        oneTimeCodes: totp !== undefined,
        recoveryCodes: recovery.length,
        passkeys: passkeys.map(({ name, addedAt }) => ({ name, addedAt })),
        waitSeconds: Math.ceil(store.tries.waitOf(account) / 1000),
      };
    },
    async invite({ account, actor, resets }) {
      const secret = randomBytes(secretBytes).toString('base64url');
      const digest = digestInvitation(secret);
      const hours = settings.invitationHours;
      const made = await inviteAccount(ports)({ account, actor, digest, resets, hours });
      const { expires, needsCode } = made;
      return { url: `${issuer}/invitation/${secret}`, expires, needsCode };
    },
    async vouch({ account, officer }) {
      const code = makeCode();
      const wish = { account, officer, digest: digestCode(account, code) };
      const { expires, account: who } = await vouchForInvitation(ports)(wish);
      return { code, displayName: who.displayName, expires };
    },
    async unlock({ account, actor }) {
      await noteUnlock(ports)({ account, actor });
      store.tries.unlock(account);
      store.tries.unlock(`${account} code`);
    },
    async levelOf(request) {
      const { acr, amr } = claimsOf(request);
      return typeof acr === 'string' ? { acr, amr: Array.isArray(amr) ? amr.map(String) : [] } : undefined;
    },
  };
}
