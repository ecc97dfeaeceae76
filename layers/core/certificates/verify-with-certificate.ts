/** Did this owner sign these bytes, with a certificate that was good when we received them? */
import type { CertificateRecord } from '../../../schemas/certificate.ts';
import { IntegrityError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { find, type Held } from '../records.ts';
import { mustAuthority } from './authority-chain.ts';
import { certificates } from './kinds.ts';

export interface CertifiedSignature {
  readonly bytes: Uint8Array;
  /** r ‖ s of 32 bytes each, or DER. */
  readonly signature: Uint8Array;
  /** The signer's certificate first, DER in base64; issuers may follow. */
  readonly chain: readonly string[];
  /** When the signature was received, by our clock: never a time the signer claims. */
  readonly at: Date;
}

export interface Signatory {
  /** Whose owner is who signed. What is decided on it is conditioned on it: it may be revoked meanwhile. */
  readonly certificate: Held<CertificateRecord>;
  /** Signer, issuer and root, DER in base64: what a third party checks the signature with again. */
  readonly chain: readonly [string, string, string];
}

const bad = (en: string, zh: string): IntegrityError => new IntegrityError(en, zh);

/**
 * Checks signature, chain, purpose, time and revocation.
 * @throws IntegrityError naming the first thing that does not fit
 */
export const verifyWithCertificate =
  (ports: Ports) =>
  async ({ bytes, signature, chain, at }: CertifiedSignature): Promise<Signatory> => {
    const [leaf] = chain;
    if (leaf === undefined) throw bad('no certificate came with the signature', '签名未附证书');
    const certificate = await issuedHere(ports, leaf);
    const above = await issuersOf(ports, leaf, chain.slice(1), at);
    checkTime(certificate.value, at);
    checkRevocation(certificate.value, at);
    if (!ports.certificates.read(leaf).maySign)
      throw bad(
        'the certificate is not for signing documents; sign with one of the profile signing',
        '该证书不用于文件签名，请使用签名证书',
      );
    if (!ports.certificates.fits(leaf, bytes, signature))
      throw bad('the signature does not fit these bytes and this certificate', '签名与内容或证书不符');
    return { certificate, chain: [leaf, ...above] };
  };

/** It is the very certificate that we keep under its number. */
async function issuedHere(ports: Ports, leaf: string): Promise<Held<CertificateRecord>> {
  const { serial } = ports.certificates.read(leaf);
  const held = await find(ports.records, certificates, serial);
  if (held && held.value.certificate === leaf) return held;
  throw bad('the certificate was not issued here', '证书不是由本平台签发');
}

/** Signed by the authority in force, or by an earlier one that the same root vouches for and that came along. */
async function issuersOf(
  ports: Ports,
  leaf: string,
  others: readonly string[],
  at: Date,
): Promise<[issuer: string, root: string]> {
  const { certificates: reader } = ports;
  const authority = await mustAuthority(ports);
  const earlier = others.filter((one) => reader.isIssuedBy(one, authority.root));
  const issuer = [authority.issuing, ...earlier].find((one) => reader.isIssuedBy(leaf, one));
  if (issuer === undefined)
    throw bad(
      'the certificate’s chain does not lead to this platform’s root',
      '证书链未能追溯到本平台根证书',
    );
  const { notBefore, notAfter } = reader.read(issuer);
  const moment = at.toISOString();
  if (moment < notBefore || moment > notAfter)
    throw bad('the certificate’s issuer was not valid at that time', '签发证书当时不在有效期内');
  return [issuer, authority.root];
}

function checkTime({ notBefore, notAfter, serial }: CertificateRecord, at: Date): void {
  const moment = at.toISOString();
  if (moment >= notBefore && moment <= notAfter) return;
  throw bad(
    `certificate ${serial} was not valid at that time; renew it and sign anew`,
    `证书 ${serial} 当时不在有效期内，请续期后重新签名`,
  );
}

/** What was received before the revocation stands, unless the key was in other hands: nobody knows since when. */
export function standsAt({ stage, revokedAt, reason }: CertificateRecord, at: Date): boolean {
  if (stage !== 'revoked') return true;
  const isLost = reason === 'key-compromise' || reason === 'unspecified';
  return !isLost && revokedAt !== undefined && at.toISOString() < revokedAt;
}

function checkRevocation(record: CertificateRecord, at: Date): void {
  if (standsAt(record, at)) return;
  const { serial } = record;
  throw bad(
    `certificate ${serial} is revoked; sign with a valid one`,
    `证书 ${serial} 已被吊销，请使用有效证书签名`,
  );
}
