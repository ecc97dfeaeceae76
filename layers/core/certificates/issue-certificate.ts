/**
 * Issues what was requested, in two transactions: the first reserves a serial number and fixes all that the
 * certificate will say, the second keeps it. Whoever dies between them left all that the next one needs; two who sign
 * at once sign the same words, and the first to commit is the one that counts.
 */
import type { CertificateRecord, CertificateRequest } from '../../../schemas/certificate.ts';
import { Forbidden, Refused } from '../errors.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { CertificateDraft } from '../ports/authority.ts';
import type { Ports } from '../ports/index.ts';
import { absent, type Held, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { type InstalledAuthority, mustAuthority } from './authority-chain.ts';
import { certificateRequests, certificates, platform } from './kinds.ts';
import { nextNotice } from './notice-times.ts';
import { subjectOf } from './subject.ts';

export interface Issuing {
  readonly request: string;
  readonly actor: string;
  /** Where `/pki/…` is answered: the certificate names it. */
  readonly address: string;
}

/** Clocks of those who check may be behind ours. */
const backdateMilliseconds = 5 * 60_000;
const day = 24 * 3_600_000;

/** @throws Forbidden for the asker himself; Refused when the request was refused, or there is no authority */
export const issueCertificate =
  (ports: Ports) =>
  async (issuing: Issuing): Promise<CertificateRecord> => {
    await repeatOnConflict(() => reserve(ports, issuing));
    return writeReserved(ports)(issuing.request);
  };

/** Writes the certificate of a request whose number is reserved. Doing it again gives the same certificate. */
export const writeReserved =
  (ports: Ports) =>
  async (id: string): Promise<CertificateRecord> => {
    await repeatOnConflict(() => write(ports, id));
    const { serial } = (await must(ports.records, certificateRequests, id)).value;
    return (await must(ports.records, certificates, serial ?? '')).value;
  };

async function reserve(ports: Ports, { request: id, actor, address }: Issuing): Promise<void> {
  const held = await must(ports.records, certificateRequests, id);
  const request = held.value;
  if (request.stage === 'reserved' || request.stage === 'issued') return;
  refuseUnfit(request, actor);
  const authority = await mustAuthority(ports);
  const department = request.owner.department ?? platform;
  const transaction = new Transaction(ports, { step: 'issue-certificate', department, actor });
  const reserved: CertificateRequest = {
    ...request,
    stage: 'reserved',
    serial: ports.certificates.newSerial(),
    subject: await subjectOf(ports, request.owner),
    ...spanOf(ports, authority, request.days),
    address,
    decidedBy: actor,
    decidedAt: transaction.at,
  };
  await transaction
    .put(certificateRequests, held, reserved, { action: 'certificate number reserved' })
    .commit();
}

function refuseUnfit({ stage, requestedBy, owner, id }: CertificateRequest, actor: string): void {
  if (stage === 'refused')
    throw new Refused(
      'request-refused',
      `request ${id} was refused; make a new one`,
      `申请 ${id} 已被拒绝，请重新申请`,
    );
  const isOwn = actor === requestedBy || (owner.kind === 'account' && owner.name === actor);
  if (isOwn && owner.kind !== 'platform')
    throw new Forbidden(
      'nobody issues a certificate that he asked for or that is his own; ask another security officer',
      '不得签发本人申请或归本人所有的证书，请由另一名安全管理员办理',
    );
}

const inSeconds = (milliseconds: number): string =>
  new Date(Math.floor(milliseconds / 1000) * 1000).toISOString();

/** A leaf never outlives the certificate above it. */
function spanOf({ certificates: reader, clock }: Ports, authority: InstalledAuthority, days: number) {
  const from = clock.now().getTime() - backdateMilliseconds;
  const last = Date.parse(reader.read(authority.issuing).notAfter);
  return { notBefore: inSeconds(from), notAfter: inSeconds(Math.min(from + days * day, last)) };
}

async function write(ports: Ports, id: string): Promise<void> {
  const held = await must(ports.records, certificateRequests, id);
  if (held.value.stage !== 'reserved') return;
  const authority = await mustAuthority(ports);
  const certificate = await ports.authority.issue(authority, draftOf(held.value));
  await ports.probe.at('write-certificate: certificate signed');
  await keep(ports, held, certificate);
}

function draftOf(request: CertificateRequest): CertificateDraft {
  const { serial, subject, notBefore, notAfter, address, profile, names, publicKey } = request;
  if (!serial || !subject || !notBefore || !notAfter || address === undefined)
    throw new TypeError(`request ${request.id} is reserved without what its certificate says`);
  return { serial, subject, notBefore, notAfter, address, profile, names, publicKey };
}

async function keep(ports: Ports, held: Held<CertificateRequest>, certificate: string): Promise<void> {
  const request = held.value;
  const { serial, sha256, subject, notBefore, notAfter } = ports.certificates.read(certificate);
  const { owner, profile, algorithm, names, renews, requestedBy, decidedBy = 'system' } = request;
  const department = owner.department ?? platform;
  const transaction = new Transaction(ports, { step: 'write-certificate', department, actor: decidedBy });
  const record: CertificateRecord = {
    schema: 'certificate/1',
    ...{ serial, stage: 'valid' as const, owner, profile, algorithm, names, subject, certificate, sha256 },
    ...{ notBefore, notAfter, request: request.id, renews, requestedBy },
    issuedBy: decidedBy,
    issuedAt: transaction.at,
    due: nextNotice(notAfter, ports.clock.now()),
  };
  await transaction
    .put(
      certificateRequests,
      held,
      { ...request, stage: 'issued' as const },
      { action: 'certificate request fulfilled' },
    )
    .put(certificates, absent(certificates.key(serial)), record, {
      action: 'certificate issued',
      digest: sha256,
      detail: { profile, owner: owner.name },
    })
    .commit();
}

export interface Refusal {
  readonly request: string;
  readonly reason: string;
  readonly actor: string;
}

/** Says no to a request. The same again is no error. */
export const refuseRequest =
  (ports: Ports) =>
  async ({ request: id, reason, actor }: Refusal): Promise<CertificateRequest> => {
    await repeatOnConflict(async () => {
      const held = await must(ports.records, certificateRequests, id);
      if (held.value.stage === 'refused') return;
      if (held.value.stage !== 'requested')
        throw new Refused(
          'request-decided',
          `request ${id} is decided; revoke the certificate instead`,
          `申请 ${id} 已办理，如需撤销请吊销证书`,
        );
      const department = held.value.owner.department ?? platform;
      const transaction = new Transaction(ports, { step: 'refuse-certificate', department, actor });
      const refused: CertificateRequest = { ...held.value, stage: 'refused', reason };
      await transaction
        .put(
          certificateRequests,
          held,
          { ...refused, decidedBy: actor, decidedAt: transaction.at },
          { action: 'certificate request refused' },
        )
        .commit();
    });
    return (await must(ports.records, certificateRequests, id)).value;
  };
