/**
 * The OpenID provider of an embedded home, configured: code with PKCE for people, device codes for the command line,
 * client credentials bound to a certificate for applications. What must never be lost is in the store; the provider
 * itself can be made anew at any time, as it is when a key turns.
 */
import type { X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import Provider, {
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { accounts } from '../../layers/core/identity/kinds.ts';
import { resolvePrincipal } from '../../layers/core/identity/resolve-principal.ts';
import { levels } from '../../layers/core/identity/sign-in-factors.ts';
import type { Ports } from '../../layers/core/ports/index.ts';
import { find } from '../../layers/core/records.ts';
import type { IdentityStore } from '../../layers/embedded/identity/identity-store.ts';
import { oidcArtifacts } from '../../layers/embedded/identity/oidc-artifacts.ts';
import { applicationClient, claimOf, commandLine, keyOf, ownClients, shownCertificate } from './clients.ts';
import type { IdentitySettings } from './identity-settings.ts';
import { devicePages, errorPage, logoutPages } from './provider-pages.ts';

export const apiResource = 'urn:shuiyuan:api';
export const audience = 'shuiyuan';
const apiScope = 'api';

export interface ProviderParts {
  readonly ports: Ports;
  readonly store: IdentityStore;
  readonly settings: IdentitySettings;
  readonly issuer: string;
  /** The client certificate of a connection, where TLS ends in the host and it is vouched for. */
  readonly certificateOf: (ctx: KoaContextWithOIDC) => X509Certificate | undefined;
}

const hour = 3600;
const day = 24 * hour;

export function makeProvider(parts: ProviderParts): Provider {
  const { ports, store, settings, issuer } = parts;
  const isSecure = issuer.startsWith('https:');
  const configuration: Configuration = {
    adapter: (model: string) =>
      model === 'Client' ? applicationClients(parts) : oidcArtifacts(store.database, model),
    clients: ownClients(issuer),
    jwks: { keys: [...store.signing.keys()] as never },
    findAccount: (_ctx, name) => findAccount(ports, name),
    claims: { openid: ['sub', 'acr', 'amr', 'auth_time'], profile: ['name', 'department', 'roles'] },
    conformIdTokenClaims: false,
    scopes: ['openid', 'offline_access', 'profile'],
    acrValues: [levels.one, levels.two],
    responseTypes: ['code'],
    pkce: { required: () => true },
    clientAuthMethods: ['none', 'private_key_jwt', 'self_signed_tls_client_auth'],
    cookies: {
      keys: [store.sealing.derive('cookies').toString('base64url')],
      names: { session: 'shuiyuan_session', interaction: 'shuiyuan_signing_in', resume: 'shuiyuan_resume' },
      long: { signed: true, httpOnly: true, sameSite: 'lax', path: '/oidc', secure: isSecure },
      short: { signed: true, httpOnly: true, sameSite: 'lax', secure: isSecure },
    },
    interactions: { url: (_ctx, { uid }) => `/oidc/interaction/${uid}`, policy: signInPolicy() },
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true, charset: 'base-20', mask: '****-****', ...devicePages(issuer) },
      revocation: { enabled: true },
      userinfo: { enabled: true },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: { enabled: true, ...logoutPages(issuer) },
      dPoP: { enabled: true },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        selfSignedTlsClientAuth: true,
        getCertificate: (ctx) => parts.certificateOf(ctx),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => apiResource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          if (resource !== apiResource) throw new errors.InvalidTarget();
          return { scope: apiScope, audience, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } };
        },
      },
    },
    loadExistingGrant: (ctx) => grantFor(ctx),
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async (_ctx, source) => source.clientId !== commandLine,
    rotateRefreshToken: true,
    extraTokenClaims: (ctx, token) => tokenClaims(ctx, token as unknown as Token, parts),
    renderError: errorPage(issuer),
    ttl: {
      AccessToken: settings.accessSeconds,
      ClientCredentials: settings.accessSeconds,
      AuthorizationCode: 60,
      DeviceCode: 600,
      Interaction: 900,
      IdToken: hour,
      RefreshToken: Math.round(settings.refreshDays * day),
      Grant: Math.round(settings.refreshDays * day) + day,
      Session: Math.round(settings.sessionHours * hour),
    },
  };
  const provider = new Provider(issuer, configuration);
  // Addresses are the issuer's own, whatever a request calls the host: see `answer-oidc.ts`.
  provider.proxy = true;
  noteSignIns(provider, parts);
  return provider;
}

/** What a token says beyond the usual: which sign-in it belongs to, and how strong that was. */
interface Token {
  readonly kind: string;
  readonly grantId?: string;
  readonly sessionUid?: string;
  readonly expiresWithSession?: boolean;
  readonly jkt?: string;
  readonly clientId?: string;
}

async function tokenClaims(ctx: KoaContextWithOIDC, token: Token, { certificateOf }: ProviderParts) {
  if (token.kind === 'ClientCredentials') return applicationClaims(ctx, token, certificateOf(ctx));
  const { RefreshToken, AuthorizationCode, DeviceCode } = ctx.oidc.entities;
  const source = (RefreshToken ?? AuthorizationCode ?? DeviceCode) as
    | { acr?: string; amr?: string[]; authTime?: number }
    | undefined;
  return {
    grant: token.grantId,
    ...(token.expiresWithSession ? { session: token.sessionUid } : {}),
    acr: source?.acr ?? levels.one,
    amr: source?.amr ?? [],
    auth_time: source?.authTime,
  };
}

/** A token by assertion is bound to the certificate's own key, so that it lives and dies with the certificate. */
async function applicationClaims(
  ctx: KoaContextWithOIDC,
  token: Token,
  overTls: X509Certificate | undefined,
) {
  const shown = shownCertificate(overTls, ctx.oidc.params?.client_assertion);
  if (!shown) throw new errors.AccessDenied('the certificate is missing');
  if (!shown.overTls && token.jkt !== (await calculateJwkThumbprint(await keyOf(shown.certificate))))
    throw new errors.InvalidRequest('the DPoP proof must be signed by the key of the certificate');
  return { certificate: { ...claimOf(shown.certificate) } };
}

async function findAccount(ports: Ports, name: string) {
  const principal = await resolvePrincipal(ports)(name).catch(() => undefined);
  if (!principal) return undefined;
  const account = (await find(ports.records, accounts, name))?.value;
  return {
    accountId: name,
    claims: () => ({
      sub: name,
      name: account?.displayName,
      department: principal.department,
      roles: [...principal.roles],
    }),
  };
}

/** The platform's own programs need no consent. Each sign-in of the command line is one of its own, to be ended alone. */
async function grantFor(ctx: KoaContextWithOIDC) {
  const { client, session, provider, result } = ctx.oidc;
  const accountId = session?.accountId;
  if (!client || !session || accountId === undefined) return undefined;
  const kept =
    result?.consent?.grantId ??
    (client.clientId === commandLine ? undefined : session.grantIdFor(client.clientId));
  const found = kept === undefined ? undefined : await provider.Grant.find(kept);
  if (found && found.accountId === accountId) return found;
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope('openid offline_access profile');
  grant.addResourceScope(apiResource, apiScope);
  await grant.save();
  return grant;
}

/** As usual, and a client that asks for the second level (`acr_values`) gets a new sign-in when there is less. */
function signInPolicy() {
  const { Check, base } = interactionPolicy;
  const policy = base();
  policy.get('login')?.checks.add(
    new Check('stronger', 'a second factor is required', 'login_required', (ctx: KoaContextWithOIDC) => {
      const asked = String(ctx.oidc.params?.acr_values ?? '').split(' ');
      return asked.includes(levels.two) && ctx.oidc.session?.acr !== levels.two;
    }),
  );
  return policy;
}

function applicationClients({ ports, certificateOf }: ProviderParts) {
  const none = async () => undefined;
  return {
    async find(id: string) {
      const ctx = Provider.ctx;
      const shown = ctx && shownCertificate(certificateOf(ctx), ctx.oidc.params?.client_assertion);
      return applicationClient(ports, id, shown);
    },
    upsert: none,
    findByUid: none,
    findByUserCode: none,
    consume: none,
    destroy: none,
    revokeByGrantId: none,
  };
}

function noteSignIns(provider: Provider, { store }: ProviderParts): void {
  const sender = (ctx: KoaContextWithOIDC) => ({ agent: ctx.get('user-agent'), address: ctx.ip });
  provider.on('authorization.accepted', (ctx) => {
    const { session, client } = ctx.oidc;
    if (!session?.accountId || client === undefined) return;
    const { uid: id, accountId: account } = session;
    store.sessions.note({ id, account, kind: 'browser', client: client.clientId, ...sender(ctx) });
  });
  provider.on('grant.success', (ctx) => {
    const { RefreshToken, Account, Client } = ctx.oidc.entities;
    if (!RefreshToken?.grantId || !Account || !Client) return;
    const signedIn = { id: RefreshToken.grantId, account: Account.accountId, client: Client.clientId };
    store.sessions.note({ ...signedIn, kind: 'application', ...sender(ctx) });
  });
}
