/** The client certificate that the public gateway asked for and checked, as it hands it to the function. */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { ClientCertificate } from './home.ts';

const bindingsSchema = z.object({
  event: z.object({
    requestContext: z.object({
      authentication: z.object({ clientCert: z.object({ clientCertPem: z.string() }) }),
    }),
  }),
});

/** Undefined where the gateway asks for none. */
export function gatewayCertificate(bindings: unknown): ClientCertificate | undefined {
  const parsed = bindingsSchema.safeParse(bindings);
  if (!parsed.success) return undefined;
  const pem = parsed.data.event.requestContext.authentication.clientCert.clientCertPem;
  const certificate = new X509Certificate(pem);
  const digest = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex');
  return { thumbprint: digest.toString('base64url'), serial: certificate.serialNumber.toLowerCase() };
}
