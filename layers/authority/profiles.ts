/** What each kind of certificate may be used for, as extensions. */
import { randomBytes } from 'node:crypto';
import type { CertificateDraft, Profile } from '../core/ports/authority.ts';
import { keyIdentifier } from './algorithms.ts';
import { type Certificate, type Contents, ownKeyIdentifier } from './certificate.ts';
import * as extensions from './extensions.ts';
import { distinguishedName, type SubjectName } from './names.ts';
import { ids } from './object-identifiers.ts';

const usages: Readonly<Record<Profile, readonly Buffer[]>> = {
  signing: [extensions.keyUsage('digitalSignature', 'nonRepudiation')],
  'client-tls': [extensions.keyUsage('digitalSignature'), extensions.extendedKeyUsage(ids.clientAuth)],
  'server-tls': [extensions.keyUsage('digitalSignature'), extensions.extendedKeyUsage(ids.serverAuth)],
};

/** 128 random bits; the first is 0 and the second 1, so that it is positive and always of the same length. */
export function newSerial(): string {
  const bytes = randomBytes(17).subarray(1);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

export const identifierOf = (issuer: Certificate): Buffer =>
  ownKeyIdentifier(issuer) ?? keyIdentifier(issuer.publicKey);

/** What a leaf says. */
export function leafContents(issuer: Certificate, draft: CertificateDraft): Contents {
  const publicKey = Buffer.from(draft.publicKey, 'base64');
  const names = draft.names.length > 0 ? [extensions.subjectAlternativeName(draft.names)] : [];
  return {
    serial: Buffer.from(draft.serial, 'hex'),
    issuer: issuer.subject,
    subject: distinguishedName(draft.subject),
    publicKey,
    notBefore: new Date(draft.notBefore),
    notAfter: new Date(draft.notAfter),
    extensions: [
      extensions.basicConstraints(undefined),
      ...usages[draft.profile],
      ...names,
      extensions.subjectKeyIdentifier(keyIdentifier(publicKey)),
      extensions.authorityKeyIdentifier(identifierOf(issuer)),
      extensions.authorityInfoAccess(draft.address),
      extensions.revocationListPoint(draft.address),
    ],
  };
}

/** The delegated responder: it may sign answers about the issuer's certificates, and nothing else. */
export function responderContents(
  issuer: Certificate,
  publicKey: Buffer,
  subject: SubjectName,
  [notBefore, notAfter]: readonly [Date, Date],
): Contents {
  return {
    serial: Buffer.from(newSerial(), 'hex'),
    issuer: issuer.subject,
    subject: distinguishedName(subject),
    publicKey,
    notBefore,
    notAfter,
    extensions: [
      extensions.basicConstraints(undefined),
      extensions.keyUsage('digitalSignature'),
      extensions.extendedKeyUsage(ids.ocspSigning),
      extensions.ocspNoCheck(),
      extensions.subjectKeyIdentifier(keyIdentifier(publicKey)),
      extensions.authorityKeyIdentifier(identifierOf(issuer)),
    ],
  };
}

/** `pathLength` 1: a root with one level of issuers below it; 0: an issuer of leaves only. */
export const issuerExtensions = (publicKey: Buffer, issuer: Buffer, pathLength: 0 | 1): Buffer[] => [
  extensions.basicConstraints(pathLength),
  extensions.keyUsage('keyCertSign', 'crlSign'),
  extensions.subjectKeyIdentifier(keyIdentifier(publicKey)),
  extensions.authorityKeyIdentifier(issuer),
];
