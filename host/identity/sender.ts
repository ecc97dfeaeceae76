/** Where a request comes from, as the host sees it; and the provider's view of it, in which the host has its one name. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the server gives beside a request. */
export interface NodeBindings {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** The sender's address; behind a proxy that is trusted, the last one the proxy names. */
export function addressOf({ headers, socket }: IncomingMessage, behindProxy: boolean): string {
  const named = behindProxy
    ? String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : undefined;
  return named || socket.remoteAddress || 'unknown';
}

/**
 * Makes a request look as if it came to the issuer's own address, whatever its headers call the host: every address
 * the provider writes is then the issuer's, and none is somebody's who forged a header.
 */
export function asIssuerSees(incoming: IncomingMessage, issuer: string, behindProxy: boolean): void {
  const { host, protocol } = new URL(issuer);
  const address = addressOf(incoming, behindProxy);
  Object.assign(incoming.headers, {
    host,
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol.slice(0, -1),
    'x-forwarded-for': address,
  });
}
