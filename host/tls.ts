/**
 * TLS of the host: 1.2 and later, with a certificate of the platform's own authority. Clients may, or must, show one
 * of theirs; it is checked for revocation when they connect, and again at each request (functions/api).
 */
import type { ServerOptions } from 'node:https';
import { TLSSocket, type TlsOptions } from 'node:tls';
import type { ClientCertificate } from '../functions/api/home.ts';
import { writePem } from '../layers/authority/pem.ts';
import { checkClient, mustAuthority } from '../layers/core/certificates/index.ts';
import type { Ports } from '../layers/core/ports/index.ts';
import type { HostLog } from './host-log.ts';
import type { ClientCertificates } from './host-settings.ts';
import { openServerCertificate, type ServerNames } from './server-certificate.ts';

/** What is known before the server has an address; keys and certificates follow when it has. */
export function serverOptions(clientCertificates: ClientCertificates): ServerOptions {
  return {
    minVersion: 'TLSv1.2',
    requestCert: clientCertificates !== 'none',
    rejectUnauthorized: clientCertificates === 'required',
  };
}

/** Keys and certificates in force now, for `setSecureContext`. */
export async function secureContext(ports: Ports, folder: string, names: ServerNames): Promise<TlsOptions> {
  const { issuing, root } = await mustAuthority(ports);
  const ca = [issuing, root].map((one) => writePem('CERTIFICATE', Buffer.from(one, 'base64')));
  return { ...(await openServerCertificate(ports, folder, names)), ca, minVersion: 'TLSv1.2' };
}

/** The client's certificate on a socket, where the chain was found good. */
function shownOn(socket: unknown): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return undefined;
  const digest = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex');
  return { thumbprint: digest.toString('base64url'), serial: certificate.serialNumber.toLowerCase() };
}

/** The client's certificate of the connection a request came by. */
export function clientCertificateOf(bindings: unknown): ClientCertificate | undefined {
  const { incoming } = (bindings ?? {}) as { incoming?: { socket?: unknown } };
  return shownOn(incoming?.socket);
}

/** Ends connections opened with a certificate that is not ours, or not good any more. */
export const checkConnection =
  (ports: Ports, log: HostLog) =>
  async (socket: TLSSocket): Promise<void> => {
    const hasCertificate = socket.getPeerX509Certificate() !== undefined;
    if (!hasCertificate) return;
    const shown = shownOn(socket);
    const isGood =
      shown &&
      (await checkClient(ports)(shown.serial).then(
        () => true,
        () => false,
      ));
    if (isGood) return;
    log('client certificate refused', {
      serial: shown?.serial,
      error: String(socket.authorizationError ?? ''),
    });
    socket.destroy();
  };
