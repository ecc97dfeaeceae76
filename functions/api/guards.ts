/** What every request passes: number and language, headers, audit, size, identity, rate, and the decision. */
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { routePath } from 'hono/route';
import { Unauthenticated } from '../../layers/core/errors.ts';
import { BodyTooLarge, Undecided } from './api-errors.ts';
import { undecided } from './decided-ports.ts';
import { type AccessEntry, type ApiContext, type ApiEnv, type ApiHome, largestBody } from './home.ts';
import { preferredLanguage } from './language.ts';
import { createRateLimit } from './rate-limit.ts';
import { isStream } from './read-signed.ts';

type Guard = MiddlewareHandler<ApiEnv>;

/** Takes over a number the caller gave, when it is one. */
export const numberRequest =
  (home: ApiHome): Guard =>
  async (c, next) => {
    const given = c.req.header('x-request-id');
    const requestId = given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : home.ports.ids.next();
    c.set('requestId', requestId);
    c.set('language', preferredLanguage(c.req.header('accept-language')));
    await next();
    c.res.headers.set('x-request-id', requestId);
  };

const usualHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  vary: 'accept-language, authorization',
};

/** No other origin is let in: there are no CORS headers. What a route set itself stays. */
export const secureHeaders: Guard = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(usualHeaders))
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
};

function outcomeOf(status: number): AccessEntry['outcome'] {
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'allowed';
}

export const auditAccess =
  (home: ApiHome): Guard =>
  async (c, next) => {
    await next();
    const principal: ApiEnv['Variables']['principal'] | undefined = c.get('principal');
    const access: ApiEnv['Variables']['access'] | undefined = c.get('access');
    home.audit?.({
      at: home.ports.clock.now().toISOString(),
      requestId: c.get('requestId'),
      method: c.req.method,
      route: routePath(c, -1),
      principal: principal?.name,
      department: principal?.department,
      roles: principal?.roles,
      action: access?.action,
      target: access?.target,
      ...(access ? { decision: access.allowed ? ('yes' as const) : ('no' as const) } : {}),
      outcome: outcomeOf(c.res.status),
      status: c.res.status,
    });
  };

const limitSize: Guard = bodyLimit({
  maxSize: largestBody,
  onError: () => {
    throw new BodyTooLarge();
  },
});

/** A stream of records is taken as it comes, however long, where the home can. */
export const limitBody =
  (home: ApiHome): Guard =>
  (c, next) => {
    const isLong = home.streams && /\/records$/.test(c.req.path) && isStream(c.req.header('content-type'));
    return isLong ? next() : limitSize(c, next);
  };

export const authenticate =
  (home: ApiHome): Guard =>
  async (c, next) => {
    if (c.get('signedBy')) return next();
    const principal = await home.identify(c.req.raw, c.env);
    if (!principal)
      throw new Unauthenticated(
        'sign in first: send Authorization: Bearer with a valid token',
        '请先登录：以 Authorization: Bearer 携带有效令牌',
      );
    c.set('principal', principal);
    await next();
  };

export const limitRate = (home: ApiHome): Guard => {
  const take = createRateLimit(home.rate ?? { perSecond: 200, burst: 1000 }, () => home.ports.clock.now());
  return async (c, next) => {
    // Records have a bound of their own: what waits.
    if (!c.get('signedBy')) take(c.get('principal').name);
    await next();
  };
};

/** Nothing leaves and nothing is done that was not decided on: a route that forgot is an error, never a leak. */
export const requireDecision: Guard = async (c, next) => {
  await undecided(() => routePath(c, -1), next);
  if (c.res.status < 400 && !isDecided(c)) throw new Undecided(routePath(c, -1));
};

function isDecided(c: ApiContext): boolean {
  const access: ApiEnv['Variables']['access'] | undefined = c.get('access');
  return access?.allowed ?? false;
}
