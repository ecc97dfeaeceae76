/**
 * The certificate a client showed when its connection was opened (mutual TLS). The server has checked the chain; here
 * each request is checked for revocation, so that an open connection is no way around it. `identify` reads it with
 * `clientCertificateOf`: a token may be bound to it.
 */
import type { MiddlewareHandler } from 'hono';
import { checkClient } from '../../layers/core/certificates/index.ts';
import type { ApiEnv, ApiHome, ClientCertificate } from './home.ts';

const shown = new WeakMap<Request, ClientCertificate>();

/** What `identify` asks: the certificate of the connection that the request came by. */
export const clientCertificateOf = (request: Request): ClientCertificate | undefined => shown.get(request);

/** @throws Unauthenticated as `checkClient` does */
export const readClientCertificate =
  (home: ApiHome): MiddlewareHandler<ApiEnv> =>
  async (c, next) => {
    const certificate = home.clientCertificate?.(c.env);
    if (certificate) {
      await checkClient(home.ports)(certificate.serial);
      shown.set(c.req.raw, certificate);
    }
    await next();
  };
