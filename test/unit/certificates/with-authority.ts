/** Ports in memory with an authority whose certificates are installed, and somebody who asks. */
import { makeKeyPair } from '../../../layers/authority/algorithms.ts';
import { writeRequest } from '../../../layers/authority/certification-request.ts';
import { localIssuingKey } from '../../../layers/authority/issuing-key.ts';
import { makeRoot, type Root, signIssuer } from '../../../layers/authority/root.ts';
import {
  installAuthority,
  issueCertificate,
  requestAuthority,
  requestCertificate,
} from '../../../layers/core/certificates/index.ts';
import type { KeyAlgorithm, Profile } from '../../../layers/core/ports/authority.ts';
import type { CertificateOwner, CertificateRecord } from '../../../schemas/certificate.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';

export const owner = { kind: 'department', department: 'power', name: 'power' } as const;
export const address = 'https://exchange.city.example';

export async function openAuthority(probe?: (point: string) => Promise<void>) {
  const ports = memoryPorts({ freshIndexes: true, ...(probe ? { probe } : {}) });
  const root = await makeRoot('root', 'P-256', ports.clock.now());
  await install(ports, root);
  return { ports, root };
}

export type Opened = Awaited<ReturnType<typeof openAuthority>>['ports'];

/** Has the root sign the issuing key's request, and installs what it gives. */
export async function install(ports: Opened, root: Root): Promise<void> {
  const chain = await signIssuer(root, await requestAuthority(ports)(), 'issuing', ports.clock.now());
  await installAuthority(ports)({ chain, actor: 'officer' });
}

export async function makeCsr(algorithm: KeyAlgorithm = 'P-256') {
  const pair = makeKeyPair(algorithm);
  const csr = await writeRequest(localIssuingKey(pair.privateKey), { organisation: 'x', name: 'x' });
  return { ...pair, csr };
}

export interface Wished {
  readonly profile?: Profile;
  readonly algorithm?: KeyAlgorithm;
  readonly days?: number;
  readonly of?: CertificateOwner;
}

/** A request by a clerk, of the department power unless `of` says so. */
export async function ask(
  ports: Opened,
  { profile = 'signing', algorithm, days = 365, of = owner }: Wished = {},
) {
  const key = await makeCsr(algorithm);
  const hosts = profile === 'server-tls' ? ['bridge.city.example'] : [];
  const wish = { owner: of, profile, csr: key.csr, hosts, days, actor: 'clerk' };
  return { request: await requestCertificate(ports)(wish), key };
}

/** Asked for by the clerk and issued by the officer. */
export async function issued(ports: Opened, wished: Wished = {}) {
  const { request, key } = await ask(ports, wished);
  const certificate: CertificateRecord = await issueCertificate(ports)({
    request: request.id,
    actor: 'officer',
    address,
  });
  return { certificate, key, request };
}
