/** X.509 certificates (RFC 5280, 4.1): writing them, and reading those that others give us. */
import type { KeyAlgorithm } from '../core/ports/authority.ts';
import { signatureAlgorithm } from './algorithms.ts';
import { bits, integer, sequence, tagged, time } from './der.ts';
import type { IssuingKey } from './issuing-key.ts';
import { ids } from './object-identifiers.ts';
import {
  type Element,
  malformed,
  readAll,
  readBits,
  readInteger,
  readOid,
  readOne,
  readTime,
} from './read-der.ts';

export interface Contents {
  readonly serial: Uint8Array;
  /** A Name, DER. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Uint8Array[];
}

/** Contents, algorithm and signature as one: certificates, lists and requests all have this form. */
export async function signed(key: IssuingKey, contents: Buffer): Promise<Buffer> {
  return sequence(contents, signatureAlgorithm(key.algorithm), bits(await key.sign(contents)));
}

/** Writes and signs a certificate. @returns DER */
export function writeCertificate(key: IssuingKey, contents: Contents): Promise<Buffer> {
  const { serial, issuer, subject, publicKey, notBefore, notAfter, extensions } = contents;
  const version3 = tagged(0, integer(2));
  const validity = sequence(time(notBefore), time(notAfter));
  const algorithm = signatureAlgorithm(key.algorithm);
  const around = [version3, integer(serial), algorithm, issuer, validity, subject, publicKey];
  return signed(key, sequence(...around, tagged(3, sequence(...extensions))));
}

export interface Certificate {
  readonly der: Buffer;
  /** What the signature is over. */
  readonly contents: Buffer;
  readonly algorithm: KeyAlgorithm;
  readonly signature: Buffer;
  /** Hex, small, without leading zeros beyond whole bytes. */
  readonly serial: string;
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Values by object identifier. */
  readonly extensions: ReadonlyMap<string, Buffer>;
}

const what = '证书 certificate';

/** The contents, the algorithm and the signature of what `signed` makes. @throws InvalidInput */
export function readSigned(der: Uint8Array, name: string) {
  const [contents, algorithm, signature] = readAll(readOne(der, 0x30, name).body, name);
  if (contents?.tag !== 0x30 || algorithm === undefined || signature === undefined) throw malformed(name);
  return { contents, algorithm: algorithmOf(algorithm, name), signature: readBits(signature, name) };
}

function algorithmOf({ body }: Element, name: string): KeyAlgorithm {
  const [id] = readAll(body, name);
  const dotted = readOid(id?.body ?? Buffer.alloc(0));
  if (dotted === ids.ecdsaWithSha256) return 'P-256';
  if (dotted === ids.sm2WithSm3) return 'SM2';
  throw malformed(`${name}（ECDSA SHA-256, SM2 SM3）`);
}

/** Reads a certificate of version 3. @throws InvalidInput */
export function readCertificate(der: Uint8Array): Certificate {
  const { contents, algorithm, signature } = readSigned(der, what);
  const [version, serial, , issuer, validity, subject, publicKey, ...rest] = readAll(contents.body, what);
  const wrapped = rest.find((one) => one.tag === 0xa3);
  if (version?.tag !== 0xa0 || !serial || !issuer || !validity || !subject || !publicKey || !wrapped)
    throw malformed(what);
  const [from, to] = readAll(validity.body, what);
  if (!from || !to) throw malformed(what);
  return {
    der: Buffer.from(der),
    contents: contents.whole,
    algorithm,
    signature,
    serial: readInteger(serial, what).toString('hex'),
    issuer: issuer.whole,
    subject: subject.whole,
    publicKey: publicKey.whole,
    notBefore: readTime(from, what),
    notAfter: readTime(to, what),
    extensions: readExtensions(readOne(wrapped.body, 0x30, what).body),
  };
}

function readExtensions(body: Buffer): ReadonlyMap<string, Buffer> {
  return new Map(
    readAll(body, what).map((one) => {
      const parts = readAll(one.body, what);
      const value = parts.at(-1);
      if (parts[0]?.tag !== 0x06 || value?.tag !== 0x04) throw malformed(what);
      return [readOid(parts[0].body), value.body] as const;
    }),
  );
}

/** May its key sign certificates? */
export function mayIssue({ extensions }: Certificate): boolean {
  const constraints = extensions.get(ids.basicConstraints);
  const [isAuthority] = constraints ? readAll(readOne(constraints, 0x30, what).body, what) : [];
  return isAuthority?.tag === 0x01 && isAuthority.body[0] === 0xff && hasUsage(extensions, 5);
}

/** May its key sign documents? Both bits: a certificate for TLS has but the first. */
export const maySign = ({ extensions }: Certificate): boolean =>
  hasUsage(extensions, 0) && hasUsage(extensions, 1);

function hasUsage(extensions: ReadonlyMap<string, Buffer>, bit: number): boolean {
  const usage = extensions.get(ids.keyUsage);
  const body = usage && readOne(usage, 0x03, what).body;
  return body !== undefined && ((body[1] ?? 0) & (0x80 >> bit)) !== 0;
}

/** The identifier of its key as it names it itself. */
export function ownKeyIdentifier({ extensions }: Certificate): Buffer | undefined {
  const value = extensions.get(ids.subjectKeyIdentifier);
  return value && readOne(value, 0x04, what).body;
}
