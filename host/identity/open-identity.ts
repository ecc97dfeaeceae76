/**
 * Who may come in to an embedded home: people and applications by tokens of its own provider, or of an issuer outside;
 * and, before there are any, the holders of credentials.json. Every token is looked at with every request: a sign-in
 * that was ended, an account that was suspended and a certificate that was revoked count at once.
 */
import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { createLocalJWKSet, type JWK, type JWTPayload } from 'jose';
import type Provider from 'oidc-provider';
import type { SignInDoor } from '../../functions/api/sign-in-door.ts';
import { Unauthenticated } from '../../layers/core/errors.ts';
import type { Principal } from '../../layers/core/identity/principal.ts';
import { resolvePrincipal } from '../../layers/core/identity/resolve-principal.ts';
import { levels, needsStrong } from '../../layers/core/identity/sign-in-factors.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import { openIdentityStore } from '../../layers/embedded/identity/identity-store.ts';
import { readToken } from '../../layers/oidc/verify-token.ts';
import type { HostLog } from '../host-log.ts';
import type { Job } from '../schedule.ts';
import { answerOidc } from './answer-oidc.ts';
import { type CertificateClaim, mayShow, thumbprintOf } from './clients.ts';
import type { IdentitySettings } from './identity-settings.ts';
import type { IdentityParts } from './interaction-routes.ts';
import { openJudge } from './judge.ts';
import { openPasskeys } from './passkeys.ts';
import { audience, makeProvider } from './provider.ts';
import type { NodeBindings } from './sender.ts';
import { signInDoor } from './sign-in-door.ts';

export interface Identity {
  /** Answers what lies under /oidc/. */
  answer(request: Request, bindings: NodeBindings): Response | Promise<Response>;
  /** @throws Forbidden, Unauthenticated as the directory or the sign-in's strength demand */
  identify(request: Request, bindings: NodeBindings | undefined): Promise<Principal | undefined>;
  readonly door: SignInDoor;
  readonly jobs: readonly Job[];
  close(): void;
}

interface Around {
  readonly folder: string;
  readonly ports: Ports;
  readonly settings: IdentitySettings;
  /** The host's public address; the issuer lies under it. */
  readonly url: string;
  readonly log: HostLog;
}

/** The certificate a connection was opened with, if the TLS server vouches for it. */
export function connectionCertificate(bindings: NodeBindings | undefined): X509Certificate | undefined {
  const socket = bindings?.incoming.socket as TLSSocket | undefined;
  return socket?.encrypted && socket.authorized ? socket.getPeerX509Certificate() : undefined;
}

const minute = 60_000;

export async function openIdentity({ folder, ports, settings, url, log }: Around): Promise<Identity> {
  const store = await openIdentityStore(folder, settings.keyRhythm);
  const issuer = `${url}/oidc`;
  const certificateOf = ({ req }: { req: NodeBindings['incoming'] }) =>
    connectionCertificate({ incoming: req } as NodeBindings);
  const make = (): Provider => makeProvider({ ports, store, settings, issuer, certificateOf });
  let provider = make();
  let keys = publicKeys(store.signing.keys());
  const parts: IdentityParts = {
    ports,
    store,
    settings,
    issuer,
    provider: () => provider,
    judge: openJudge(ports, store),
    passkeys: openPasskeys(issuer, store.kept),
  };
  const read = readToken({
    issuer,
    audience,
    origin: () => url,
    keys:
      () =>
      (...asked) =>
        keys(...asked),
  });

  /** A new provider knows all that the old one kept; requests the old one is at work on end with it. */
  async function turnKeys(): Promise<void> {
    if (!store.signing.turn()) return;
    provider = make();
    keys = publicKeys(store.signing.keys());
  }

  async function identify(request: Request, bindings: NodeBindings | undefined) {
    const shown = connectionCertificate(bindings);
    const claims = await read(request, { certificate: shown && thumbprintOf(shown) });
    if (!claims?.sub) return undefined;
    return claims.grant === undefined ? application(claims) : person(claims);
  }

  async function person({ sub, grant, session, acr }: JWTPayload): Promise<Principal | undefined> {
    if (typeof grant !== 'string' || !store.sessions.stands(grant, session as string | undefined))
      return undefined;
    const principal = await resolvePrincipal(ports)(String(sub));
    if (principal && needsStrong(principal.roles, settings.secondFactorRoles) && acr !== levels.two)
      throw tooWeak();
    return principal;
  }

  async function application({ sub, cnf, certificate }: JWTPayload): Promise<Principal | undefined> {
    if (cnf === undefined || !(await mayShow(ports)(String(sub), certificate as CertificateClaim)))
      return undefined;
    return resolvePrincipal(ports)(String(sub));
  }

  return {
    answer: answerOidc(parts, log),
    identify,
    door: signInDoor(parts),
    jobs: [
      { name: 'turn signing keys', every: Math.min(minute, settings.keyRhythm.after / 4), run: turnKeys },
      { name: 'tidy sign-ins', every: 10 * minute, run: async () => store.kept.tidy() },
    ],
    close: () => store.close(),
  };
}

function publicKeys(keys: readonly JWK[]) {
  return createLocalJWKSet({ keys: keys.map(({ d: _, ...shown }) => shown as JWK) });
}

const tooWeak = (): Unauthenticated =>
  new Unauthenticated(
    'your role signs in with a second step; sign in again',
    '您的角色须使用第二步验证，请重新登录',
  );
