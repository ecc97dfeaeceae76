/**
 * Who asks, by the JWT of an OIDC issuer: the city's own, or the one of an embedded home. The gateway of a public
 * stage has looked at the token before; the one of a private stage cannot, so every token is verified here, in all.
 */
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { TransientError } from '../core/errors.ts';
import { type Claimed, roles } from '../core/identity/principal.ts';
import { confirmationSchema, holdsKey, rememberProofs, type SeenProofs } from './sender-proof.ts';

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** Origin clients reach the API at, where requests arrive under another one: what proofs are made for. */
  readonly origin?: () => string;
  /** Where the issuer's keys are; its own discovery document says so unless given. */
  readonly keys?: () => JWTVerifyGetKey;
}

/** What stands around a request: SHA-256 (base64url) of its TLS client certificate, where TLS ends here. */
export interface Around {
  readonly certificate?: string | undefined;
}

/** `department`, `district` and `roles` are claims the issuer fills from its own directory; roles may be a list or a text. */
const claimsSchema = z.object({
  sub: z.string().min(1),
  department: z.string().min(1).optional(),
  district: z.string().min(1).optional(),
  roles: z.union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/))]).default([]),
  cnf: confirmationSchema,
});

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** Asymmetric only: nobody holds a secret the issuer and we would have to share. */
const algorithms = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA'];

/**
 * Makes the check of a request's token: signature, issuer, audience, times, and that the sender holds the key the
 * token is bound to, if it is.
 * @returns its claims, or undefined for no token or one that does not hold
 * @throws TransientError when the issuer's keys cannot be read
 */
export function readToken(rules: TokenRules) {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  const seen = rememberProofs();
  return async (request: Request, { certificate }: Around = {}): Promise<JWTPayload | undefined> => {
    const token = tokenOf(request);
    if (token === undefined) return undefined;
    keys ??= rules.keys ? Promise.resolve(rules.keys()) : discoverKeys(rules.issuer);
    keys.catch(() => (keys = undefined));
    const claims = await readClaims(token, await keys, rules);
    return claims &&
      (await isHolders(claims, { request, token, certificate, origin: rules.origin?.() }, seen))
      ? claims
      : undefined;
  };
}

/** As `readToken`, and makes the claims a principal: what the issuer's directory says of it is believed. */
export function verifyToken(
  rules: TokenRules,
): (request: Request, around?: Around) => Promise<Claimed | undefined> {
  const read = readToken(rules);
  return async (request, around) => {
    const claims = await read(request, around);
    return claims && toClaimed(claims);
  };
}

async function isHolders(
  claims: JWTPayload,
  sender: Parameters<typeof holdsKey>[1],
  seen: SeenProofs,
): Promise<boolean> {
  const bound = confirmationSchema.safeParse(claims.cnf);
  return bound.success && holdsKey(bound.data, sender, seen);
}

/** Gateways that read tokens themselves know only `Bearer`; a bound token needs its proof under either word. */
function tokenOf(request: Request): string | undefined {
  return /^(?:Bearer|DPoP) ([\w.~+/=-]+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  try {
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(5_000) });
    const discovered = discoverySchema.parse(await answer.json());
    return createRemoteJWKSet(new URL(discovered.jwks_uri), { timeoutDuration: 5_000 });
  } catch (cause) {
    throw unreadableKeys(cause);
  }
}

async function readClaims(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience }: TokenRules,
): Promise<JWTPayload | undefined> {
  try {
    const verified = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: 30,
    });
    return verified.payload;
  } catch (error) {
    if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError))
      throw unreadableKeys(error);
    return undefined;
  }
}

function toClaimed(claims: JWTPayload): Claimed | undefined {
  const read = claimsSchema.safeParse(claims);
  if (!read.success) return undefined;
  const known = roles.filter((role) => read.data.roles.includes(role));
  const { sub: name, department, district } = read.data;
  return { name, department, ...(district === undefined ? {} : { district }), roles: known };
}

function unreadableKeys(cause: unknown): TransientError {
  return new TransientError(
    "the identity provider's keys cannot be read; try again, and see the runbook if it stays",
    '无法读取身份提供方的公钥，请稍后重试；若持续失败请查阅运维手册',
    { cause },
  );
}
