/** Somebody asks for a certificate over a key of his own, or for one that follows an older one. */
import type {
  CertificateOwner,
  CertificateRecord,
  CertificateRequest,
} from '../../../schemas/certificate.ts';
import { InvalidInput, Refused } from '../errors.ts';
import type { AlternativeName, Profile, RequestedKey } from '../ports/authority.ts';
import type { Ports } from '../ports/index.ts';
import { absent, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { certificateRequests, certificates, platform } from './kinds.ts';
import { ownerName } from './subject.ts';

export interface CertificateWish {
  readonly owner: CertificateOwner;
  readonly profile: Profile;
  /** PKCS #10, PEM. */
  readonly csr: string;
  /** Names and addresses of a server. */
  readonly hosts: readonly string[];
  readonly days: number;
  readonly actor: string;
}

/** @throws InvalidInput when the request does not prove that the asker holds the key, or names do not fit */
export const requestCertificate =
  (ports: Ports) =>
  async (wish: CertificateWish): Promise<CertificateRequest> => {
    const key = ports.certificates.readRequest(wish.csr);
    checkKey(key, wish.profile);
    return open(ports, { ...wish, ...key, names: namesOf(wish), actor: wish.actor });
  };

export interface Renewal {
  readonly serial: string;
  /** For a new key; without it the old one is certified anew. */
  readonly csr?: string | undefined;
  readonly days: number;
  readonly actor: string;
}

/** Asks for what follows a certificate: same owner, profile and names. @throws Refused when it has ended or is revoked */
export const renewCertificate =
  (ports: Ports) =>
  async ({ serial, csr, days, actor }: Renewal): Promise<CertificateRequest> => {
    const { value: old } = await must(ports.records, certificates, serial);
    refuseEnded(ports, old);
    const key = csr === undefined ? keyOf(ports, old) : ports.certificates.readRequest(csr);
    checkKey(key, old.profile);
    const { owner, profile, names } = old;
    return open(ports, { owner, profile, names, days, actor, renews: serial, ...key });
  };

const keyOf = (ports: Ports, { certificate, algorithm }: CertificateRecord): RequestedKey => ({
  publicKey: ports.certificates.read(certificate).publicKey,
  algorithm,
});

function refuseEnded(ports: Ports, { stage, notAfter, serial }: CertificateRecord): void {
  if (stage === 'valid' && notAfter > ports.clock.now().toISOString()) return;
  throw new Refused(
    'certificate-ended',
    `certificate ${serial} is revoked or has ended; request a new one`,
    `证书 ${serial} 已吊销或到期，请重新申请`,
  );
}

function checkKey({ algorithm }: RequestedKey, profile: Profile): void {
  if (algorithm === 'P-256' || profile === 'signing') return;
  throw new InvalidInput(
    'TLS here takes P-256 keys; SM2 keys are for signing',
    'TLS 证书须用 P-256 密钥；SM2 密钥仅用于签名',
  );
}

const isAddress = (host: string): boolean => host.includes(':') || /^[\d.]+$/.test(host);

function namesOf({ owner, profile, hosts }: Pick<CertificateWish, 'owner' | 'profile' | 'hosts'>) {
  if (profile === 'server-tls' && hosts.length === 0)
    throw new InvalidInput(
      'a server’s certificate names its hosts: give hosts',
      '服务端证书须写明主机名，请填写 hosts',
    );
  if (profile !== 'server-tls' && hosts.length > 0)
    throw new InvalidInput('only a server’s certificate names hosts', '仅服务端证书可填写主机名');
  const named = hosts.map((value): AlternativeName => ({ type: isAddress(value) ? 'ip' : 'dns', value }));
  return [...named, ownerName(owner)];
}

interface Opening extends RequestedKey {
  readonly owner: CertificateOwner;
  readonly profile: Profile;
  readonly names: readonly AlternativeName[];
  readonly days: number;
  readonly actor: string;
  readonly renews?: string;
}

async function open(ports: Ports, opening: Opening): Promise<CertificateRequest> {
  const { owner, profile, names, days, actor, renews, publicKey, algorithm } = opening;
  const id = ports.ids.next();
  const department = owner.department ?? platform;
  const transaction = new Transaction(ports, { step: 'request-certificate', department, actor });
  const request: CertificateRequest = {
    schema: 'certificate-request/1',
    id,
    stage: 'requested',
    owner,
    profile,
    algorithm,
    publicKey,
    names: [...names],
    days,
    renews,
    requestedBy: actor,
    requestedAt: transaction.at,
  };
  const account = { action: 'certificate requested', detail: { profile, owner: owner.name } };
  await transaction.put(certificateRequests, absent(certificateRequests.key(id)), request, account).commit();
  return request;
}
