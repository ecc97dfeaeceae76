/**
 * Tokens that are bound to a key (RFC 7800 `cnf`): whoever shows one must hold the key. Either the request came over
 * mutual TLS with the certificate the token names (RFC 8705), or it carries a proof signed for it alone (DPoP,
 * RFC 9449).
 */
import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { z } from 'zod';

/** What a token is bound to. A confirmation we cannot check is no confirmation. */
export const confirmationSchema = z
  .strictObject({ jkt: z.string().optional(), 'x5t#S256': z.string().optional() })
  .optional();
export type Confirmation = z.infer<typeof confirmationSchema>;

export interface Sender {
  readonly request: Request;
  readonly token: string;
  /** SHA-256 of the client certificate (DER, base64url) this request's TLS connection was opened with. */
  readonly certificate?: string | undefined;
  /** Origin clients reach the API at, where it differs from the request's own: `https://exchange.city.example`. */
  readonly origin?: string | undefined;
}

/** Seconds a proof may be old, or ahead of our clock. */
const proofSeconds = 60;
const algorithms = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA'];
const proofSchema = z.object({
  jti: z.string().min(8).max(200),
  htm: z.string(),
  htu: z.url(),
  iat: z.number(),
  ath: z.string(),
});

/** Remembers proofs for as long as they could be shown again. */
export interface SeenProofs {
  /** False: it was shown before. */
  take(proof: string, until: number): boolean;
}

/** In the memory of this process, bounded: at the bound nothing more is believed until the oldest have run out. */
export function rememberProofs(most = 100_000): SeenProofs {
  const seen = new Map<string, number>();
  return {
    take(proof, until) {
      const now = Date.now();
      for (const [old, end] of seen) {
        if (end > now) break;
        seen.delete(old);
      }
      if (seen.has(proof) || seen.size >= most) return false;
      seen.set(proof, until);
      return true;
    },
  };
}

/** Does whoever sent the request hold what the token is bound to? A token bound to nothing is anybody's who has it. */
export async function holdsKey(bound: Confirmation, sender: Sender, seen: SeenProofs): Promise<boolean> {
  if (bound === undefined) return true;
  const { jkt, 'x5t#S256': certificate } = bound;
  if (jkt === undefined && certificate === undefined) return false;
  if (certificate !== undefined && certificate !== sender.certificate) return false;
  return jkt === undefined || (await proves(jkt, sender, seen));
}

async function proves(jkt: string, { request, token, origin }: Sender, seen: SeenProofs): Promise<boolean> {
  const proof = request.headers.get('dpop');
  if (!proof) return false;
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms,
      typ: 'dpop+jwt',
      clockTolerance: proofSeconds,
    });
    const claims = proofSchema.parse(payload);
    if (!protectedHeader.jwk || (await calculateJwkThumbprint(protectedHeader.jwk)) !== jkt) return false;
    if (Math.abs(Date.now() / 1000 - claims.iat) > proofSeconds) return false;
    if (claims.htm !== request.method || placeOf(claims.htu) !== placeOf(request.url, origin)) return false;
    if (claims.ath !== createHash('sha256').update(token).digest('base64url')) return false;
    return seen.take(`${jkt}/${claims.jti}`, Date.now() + 2 * proofSeconds * 1000);
  } catch {
    // What cannot be read or does not verify proves nothing.
    return false;
  }
}

/** Origin and path: queries are no part of a proof. */
function placeOf(address: string, origin?: string): string {
  const url = new URL(address);
  return `${origin ?? url.origin}${url.pathname}`;
}
