/** Certificates and requests as readers see them. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { writePem } from '../../../layers/authority/pem.ts';
import type {
  CertificateRecord,
  CertificateRequest,
  certificateView,
  requestView,
} from '../../../schemas/certificate.ts';

export function viewCertificate(record: CertificateRecord, now: Date): z.infer<typeof certificateView> {
  const { due: _due, schema: _schema, certificate, ...rest } = record;
  const hasEnded = record.stage === 'valid' && record.notAfter <= now.toISOString();
  return {
    ...rest,
    stage: hasEnded ? 'expired' : record.stage,
    pem: writePem('CERTIFICATE', Buffer.from(certificate, 'base64')),
    thumbprint: Buffer.from(record.sha256, 'hex').toString('base64url'),
  };
}

/** `keySha256`: what a security officer compares with what the asker tells by another way. */
export function viewRequest(request: CertificateRequest): z.infer<typeof requestView> {
  const { publicKey, schema: _schema, ...rest } = request;
  const key = createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
  return { ...rest, keySha256: key };
}

/** Where requests or certificates stand: all of them, or a department's. */
export const ofDepartment = <T extends string>(kindOf: T, department: string | undefined) =>
  department === undefined
    ? ({ index: 'topic', partition: kindOf } as const)
    : ({ index: 'owner', partition: `${kindOf}/${department}` } as const);
