/** Takes a certificate back, at once: from the commit on every question is answered with it. */
import {
  type CertificateRecord,
  type RevocationReason,
  revocationReasons,
} from '../../../schemas/certificate.ts';
import { repeatOnConflict } from '../exchange/repeat.ts';
import type { Ports } from '../ports/index.ts';
import { findOr, must } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { certificates, platform, revocationPages, revocations } from './kinds.ts';

export interface Revocation {
  readonly serial: string;
  readonly reason: RevocationReason;
  readonly actor: string;
}

/** What fits a record with room to spare: about 130 bytes each. */
const mostInPage = 1000;

/** The same again is no error; the first reason stays. @throws NotFound */
export const revokeCertificate =
  (ports: Ports) =>
  async (revocation: Revocation): Promise<CertificateRecord> => {
    await repeatOnConflict(() => revoke(ports, revocation));
    return (await must(ports.records, certificates, revocation.serial)).value;
  };

async function revoke(ports: Ports, { serial, reason, actor }: Revocation): Promise<void> {
  const held = await must(ports.records, certificates, serial);
  if (held.value.stage === 'revoked') return;
  const { owner, notAfter } = held.value;
  const head = await findOr(ports.records, revocations, { total: 0, page: 0 });
  const current = await findOr(
    ports.records,
    revocationPages,
    { page: head.value.page, revoked: [] },
    head.value.page,
  );
  const next = head.value.page + 1;
  const page =
    current.value.revoked.length < mostInPage
      ? current
      : await findOr(ports.records, revocationPages, { page: next, revoked: [] }, next);
  const department = owner.department ?? platform;
  const transaction = new Transaction(ports, { step: 'revoke-certificate', department, actor });
  const { at } = transaction;
  const revoked = { serial, at, reason: revocationReasons[reason], notAfter };
  const value: CertificateRecord = {
    ...held.value,
    stage: 'revoked',
    revokedAt: at,
    revokedBy: actor,
    reason,
    due: undefined,
  };
  const account = { action: 'certificate revoked', detail: { reason } };
  await transaction
    .put(certificates, held, value, account)
    .put(revocationPages, page, { ...page.value, revoked: [...page.value.revoked, revoked] }, account)
    .put(revocations, head, { total: head.value.total + 1, page: page.value.page }, account)
    .commit();
}
