/**
 * The root: made offline, its key in a file that only a passphrase opens (see encrypted-key.ts),
 * used once in years to sign the issuing certificate.
 */
import { InvalidInput } from '../core/errors.ts';
import type { KeyAlgorithm } from '../core/ports/authority.ts';
import { keyIdentifier, makeKeyPair, publicKeyOf, readPrivateKey, readPublicKey } from './algorithms.ts';
import { readCertificate, writeCertificate } from './certificate.ts';
import { readRequest } from './certification-request.ts';
import { decryptKey } from './encrypted-key.ts';
import { type IssuingKey, localIssuingKey } from './issuing-key.ts';
import { distinguishedName } from './names.ts';
import { readPem, writePem } from './pem.ts';
import { identifierOf, issuerExtensions, newSerial } from './profiles.ts';

const year = 365 * 24 * 3_600_000;
const backdateMilliseconds = 5 * 60_000;
const organisation = '税源 Shuiyuan';

export interface Root {
  /** PKCS #8, DER, not encrypted: for memory only. */
  readonly privateKey: Buffer;
  /** PEM. */
  readonly certificate: string;
}

/** Whole seconds: certificates know no parts of one. */
const span = (now: Date, years: number) => ({
  notBefore: new Date(Math.floor((now.getTime() - backdateMilliseconds) / 1000) * 1000),
  notAfter: new Date(Math.floor((now.getTime() + years * year) / 1000) * 1000),
});

/** A self-signed root for 20 years; its issuers may issue leaves only. */
export async function makeRoot(name: string, algorithm: KeyAlgorithm, now: Date): Promise<Root> {
  const { privateKey, publicKey } = makeKeyPair(algorithm);
  const subject = distinguishedName({ organisation, name });
  const der = await writeCertificate(localIssuingKey(privateKey), {
    serial: Buffer.from(newSerial(), 'hex'),
    issuer: subject,
    subject,
    publicKey,
    ...span(now, 20),
    extensions: issuerExtensions(publicKey, keyIdentifier(publicKey), 1),
  });
  return { privateKey, certificate: writePem('CERTIFICATE', der) };
}

/**
 * Signs the issuing key's request, for 5 years.
 * @param request PKCS #10, PEM
 * @returns the chain in PEM: issuing certificate, then root
 * @throws InvalidInput when the request's proof does not hold
 */
export async function signIssuer(root: Root, request: string, name: string, now: Date): Promise<string> {
  const publicKey = Buffer.from(readRequest(request).publicKey, 'base64');
  const [der = Buffer.alloc(0)] = readPem('CERTIFICATE', root.certificate);
  const issuer = readCertificate(der);
  const key: IssuingKey = localIssuingKey(root.privateKey);
  const issuing = await writeCertificate(key, {
    serial: Buffer.from(newSerial(), 'hex'),
    issuer: issuer.subject,
    subject: distinguishedName({ organisation, name }),
    publicKey,
    ...span(now, 5),
    extensions: issuerExtensions(publicKey, identifierOf(issuer), 0),
  });
  return writePem('CERTIFICATE', issuing) + root.certificate;
}

/** @throws InvalidInput for a wrong passphrase, or a key that is not the certificate's */
export function openRoot(keyPem: string, passphrase: string, certificate: string): Root {
  const [der = Buffer.alloc(0)] = readPem('CERTIFICATE', certificate);
  const privateKey = decryptKey(keyPem, passphrase);
  const spki = publicKeyOf(readPrivateKey(privateKey));
  if (!readPublicKey(spki).point.equals(readPublicKey(readCertificate(der).publicKey).point))
    throw new InvalidInput('the key is not that of the root certificate', '密钥与根证书不符');
  return { privateKey, certificate };
}
