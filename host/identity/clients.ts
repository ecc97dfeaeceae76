/**
 * Who may ask the provider for tokens: the platform's own programs, and applications. An application is known by a
 * certificate its record names: it comes over mutual TLS with it, or signs its assertion with the certificate's key and
 * sends the certificate along (`x5c`).
 */
import { createPublicKey, X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, exportJWK, type JWK } from 'jose';
import type { ClientMetadata } from 'oidc-provider';
import { statusOf } from '../../layers/core/certificates/index.ts';
import { applications } from '../../layers/core/identity/kinds.ts';
import { resolvePrincipal } from '../../layers/core/identity/resolve-principal.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import { find } from '../../layers/core/records.ts';

export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** The command line stays signed in when the browser that let it in is closed. */
export const commandLine = 'shuiyuan-cli';
export const accountPage = 'shuiyuan-account';
export const consoleClient = 'shuiyuan-console';

/** The platform's own programs. Public: they keep no secret, PKCE or a device code binds their requests. */
export function ownClients(issuer: string): ClientMetadata[] {
  const { origin } = new URL(issuer);
  const open = {
    token_endpoint_auth_method: 'none' as const,
    id_token_signed_response_alg: 'ES256' as const,
  };
  return [
    {
      ...open,
      client_id: commandLine,
      client_name: '命令行 Command line',
      application_type: 'native',
      grant_types: [deviceGrant, 'refresh_token'],
      response_types: [],
      redirect_uris: [],
    },
    {
      ...open,
      client_id: consoleClient,
      client_name: '控制台 Console',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [`${origin}/console/signed-in`],
      post_logout_redirect_uris: [`${origin}/`],
    },
    {
      ...open,
      client_id: accountPage,
      client_name: '账号设置 Account',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: [`${issuer}/account/return`],
    },
  ];
}

/** What an application showed: a certificate, and whether TLS vouched for its key. */
export interface Shown {
  readonly certificate: X509Certificate;
  readonly overTls: boolean;
}

/** The certificate of the connection, else the one an assertion names. */
export function shownCertificate(
  overTls: X509Certificate | undefined,
  assertion: unknown,
): Shown | undefined {
  if (typeof assertion !== 'string') return overTls && { certificate: overTls, overTls: true };
  try {
    const [leaf] = decodeProtectedHeader(assertion).x5c ?? [];
    if (leaf === undefined) return undefined;
    return { certificate: new X509Certificate(Buffer.from(leaf, 'base64')), overTls: false };
  } catch {
    // What cannot be read shows nothing.
    return undefined;
  }
}

/** SHA-256 of a certificate, base64url: `x5t#S256`. */
export const thumbprintOf = (certificate: X509Certificate): string =>
  Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');

/** Which certificate a token stands on: its number, and SHA-256 of its bytes. */
export interface CertificateClaim {
  readonly serial: string;
  readonly thumbprint: string;
}

/** As the authority writes numbers: 32 small hex digits. */
export const claimOf = (certificate: X509Certificate): CertificateClaim => ({
  serial: certificate.serialNumber.toLowerCase().padStart(32, '0'),
  thumbprint: thumbprintOf(certificate),
});

/** Does the application's record name the certificate, and does the authority say at this moment that it is good? */
export const mayShow =
  (ports: Ports) =>
  async (id: string, { serial, thumbprint }: CertificateClaim): Promise<boolean> => {
    const application = (await find(ports.records, applications, id))?.value;
    if (!application?.certificates.includes(thumbprint)) return false;
    return (await statusOf(ports)(serial)).status === 'good';
  };

function isWithinTerm({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now < validToDate;
}

export async function keyOf(certificate: X509Certificate): Promise<JWK> {
  return exportJWK(createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' })));
}

/** An application as the provider's client, by what it showed; undefined for whoever may not come in. */
export async function applicationClient(
  ports: Ports,
  id: string,
  shown: Shown | undefined,
): Promise<ClientMetadata | undefined> {
  if (!id.startsWith('app-') || !shown) return undefined;
  const principal = await resolvePrincipal(ports)(id).catch(() => undefined);
  const { certificate, overTls } = shown;
  if (!principal || !isWithinTerm(certificate, ports.clock.now())) return undefined;
  if (!(await mayShow(ports)(id, claimOf(certificate)))) return undefined;
  const jwk = await keyOf(certificate);
  const key = { ...jwk, use: 'sig', x5c: [certificate.raw.toString('base64')] };
  return {
    client_id: id,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: overTls ? 'self_signed_tls_client_auth' : 'private_key_jwt',
    tls_client_certificate_bound_access_tokens: overTls,
    dpop_bound_access_tokens: !overTls,
    id_token_signed_response_alg: 'ES256',
    jwks: { keys: [key as JWK] },
  } as ClientMetadata;
}
