/**
 * A port of its own for `/pki/`, without TLS: whoever checks a certificate must be able to ask before he trusts one,
 * and where client certificates are required nobody else would get through. What it answers is signed.
 */

import type { HostSettings } from './host-settings.ts';
import { type Fetch, type Listening, listen } from './http.ts';

const onlyPki =
  (fetch: Fetch): Fetch =>
  (request, bindings) =>
    new URL(request.url).pathname.startsWith('/pki/')
      ? fetch(request, bindings)
      : new Response(null, { status: 404 });

/** Listens where the settings name such a port. */
export async function listenForPki(
  { host, pkiPort }: HostSettings,
  fetch: Fetch,
): Promise<Listening | undefined> {
  return pkiPort === undefined ? undefined : listen(onlyPki(fetch), { host, port: pkiPort });
}
