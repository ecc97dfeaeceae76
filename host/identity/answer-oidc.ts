/** Everything under /oidc/: our pages, and what the provider answers itself. */

import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { errors } from 'oidc-provider';
import { ShuiyuanError } from '../../layers/core/errors.ts';
import { describeError, type HostLog } from '../host-log.ts';
import { accountRoutes } from './account-routes.ts';
import { type IdentityParts, interactionRoutes } from './interaction-routes.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { pageHeaders } from './pages/layout.ts';
import { messagePage } from './pages/other-pages.ts';
import { passkeyScript } from './pages/passkey-script.ts';
import { style } from './pages/style.ts';
import { asIssuerSees, type NodeBindings } from './sender.ts';

const mount = '/oidc';
const assets: Readonly<Record<string, readonly [type: string, body: string]>> = {
  '/oidc/assets/style.css': ['text/css; charset=utf-8', style],
  '/oidc/assets/passkeys.js': ['text/javascript; charset=utf-8', passkeyScript],
};

/** Makes the answerer of the paths under /oidc/. */
export function answerOidc(parts: IdentityParts, log: HostLog) {
  const app = new Hono<{ Bindings: NodeBindings }>();
  app.onError((error) => showError(error, log));
  app.get('/oidc/assets/:file', (c) => {
    const [type, body] = assets[c.req.path] ?? [];
    if (type === undefined || body === undefined) return c.notFound();
    return c.body(body, 200, {
      'content-type': type,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    });
  });
  app.route('/oidc/interaction', interactionRoutes(parts));
  app.route('/oidc/invitation', invitationRoutes(parts));
  app.route('/oidc/account', accountRoutes(parts));
  app.all('/oidc/*', async (c) => {
    await provide(parts, c.env);
    return RESPONSE_ALREADY_SENT;
  });
  return (request: Request, bindings: NodeBindings): Response | Promise<Response> => {
    asIssuerSees(bindings.incoming, parts.issuer, parts.settings.behindProxy);
    return app.fetch(request, bindings);
  };
}

/** Hands a request to the provider as if it were mounted: it sees its own paths, and knows the whole one. */
async function provide({ provider }: IdentityParts, { incoming, outgoing }: NodeBindings): Promise<void> {
  const whole = incoming.url ?? '';
  const mounted = incoming as typeof incoming & { originalUrl?: string; baseUrl?: string };
  mounted.originalUrl = whole;
  mounted.baseUrl = mount;
  mounted.url = whole.slice(mount.length) || '/';
  // Pages it makes by itself are held to the same: it adds the digest of its own script to the policy it finds.
  const { 'content-type': _, ...headers } = pageHeaders();
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  await provider().callback()(incoming, outgoing);
}

async function showError(error: Error, log: HostLog): Promise<Response> {
  const expired = error instanceof errors.SessionNotFound;
  const named = error instanceof ShuiyuanError ? error : undefined;
  if (!named && !expired) log('identity failed', describeError(error));
  const told: readonly [string, string] = named
    ? [named.zh, named.message]
    : expired
      ? ['登录请求已过期，请重新登录。', 'This sign-in has run out; begin again.']
      : ['平台暂时无法处理，请稍后再试。', 'This cannot be done at the moment; try again later.'];
  const page = messagePage(['未能继续', 'Cannot go on'], 'bad', told, [
    '/oidc/account',
    '账号设置',
    'Account',
  ]);
  return new Response(String(await page), {
    status: named?.status ?? (expired ? 400 : 500),
    headers: pageHeaders(),
  });
}
