/** Whose word counts for who asks: this home's provider or an issuer outside, and the bootstrap tokens beside them. */

import type { Claimed, Principal } from '../../layers/core/identity/principal.ts';
import { type Directory, identifyClaimed } from '../../layers/core/identity/resolve-principal.ts';
import { noteSeen } from '../../layers/core/identity/seen.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import { verifyToken } from '../../layers/oidc/verify-token.ts';
import { thumbprintOf } from './clients.ts';
import { connectionCertificate, type Identity } from './open-identity.ts';
import type { NodeBindings } from './sender.ts';

export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  /** claims: the issuer's word counts for those without an account here. */
  readonly directory: Directory;
}

export interface Admission {
  readonly ports: Ports;
  /** Undefined where people sign in elsewhere. */
  readonly identity: Identity | undefined;
  readonly outside: Issuer | undefined;
  /** Holders of credentials.json; undefined when they are switched off. */
  readonly bootstrap: ((request: Request) => Claimed | undefined) | undefined;
  readonly url: string;
}

/** Makes the API's `identify`. */
export function admit({ ports, identity, outside, bootstrap, url }: Admission) {
  const note = noteSeen(ports);
  const bootstrapped = identifyClaimed(ports, 'claims');
  const elsewhere = outside && verifyToken({ ...outside, origin: () => url });
  const known = outside && identifyClaimed(ports, outside.directory);
  return async (request: Request, bindings?: unknown): Promise<Principal | undefined> => {
    const claimed = bootstrap?.(request);
    if (claimed) return bootstrapped(claimed);
    if (identity) {
      const principal = await identity.identify(request, bindings as NodeBindings | undefined);
      if (principal) await note(principal.name);
      return principal;
    }
    const certificate = connectionCertificate(bindings as NodeBindings | undefined);
    const said = await elsewhere?.(request, { certificate: certificate && thumbprintOf(certificate) });
    return said && known?.(said);
  };
}
