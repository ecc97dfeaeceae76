/** The platform's own server certificate: nobody asks and nobody approves, the host does it and the ledger says so. */
import type { CertificateRecord } from '../../../schemas/certificate.ts';
import type { Ports } from '../ports/index.ts';
import { issueCertificate } from './issue-certificate.ts';
import { requestCertificate } from './request-certificate.ts';

export interface OwnServer {
  /** PKCS #10, PEM. */
  readonly csr: string;
  readonly hosts: readonly string[];
  readonly address: string;
}

export const issueOwnCertificate =
  (ports: Ports) =>
  async ({ csr, hosts, address }: OwnServer): Promise<CertificateRecord> => {
    const request = await requestCertificate(ports)({
      owner: { kind: 'platform', name: hosts[0] ?? 'localhost' },
      profile: 'server-tls',
      csr,
      hosts,
      days: 365,
      actor: 'system',
    });
    return issueCertificate(ports)({ request: request.id, actor: 'system', address });
  };
