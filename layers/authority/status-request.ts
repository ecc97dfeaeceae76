/** Reads OCSP requests (RFC 6960, 4.1): which certificates, of which issuer, and the asker's nonce. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readPublicKey } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { ids } from './object-identifiers.ts';
import { type Element, malformed, readAll, readInteger, readOid, readOne } from './read-der.ts';

export interface AskedSerial {
  /** CertID as it came: the answer repeats it. */
  readonly id: Buffer;
  readonly serial: string;
  readonly hash: 'sha1' | 'sha256' | undefined;
  readonly issuerName: Buffer;
  readonly issuerKey: Buffer;
}

export interface StatusRequest {
  readonly asked: readonly AskedSerial[];
  readonly nonce?: Buffer;
}

const what = 'OCSP';
/** Whoever wants to know more asks again. */
const mostAsked = 20;
/** RFC 9654: between 1 and 128 bytes. */
const longestNonce = 128;

/** @throws InvalidInput */
export function readStatusRequest(der: Uint8Array): StatusRequest {
  const [request] = readAll(readOne(der, 0x30, what).body, what);
  const parts = request?.tag === 0x30 ? readAll(request.body, what) : [];
  const list = parts.find((one) => one.tag === 0x30);
  const asked = list ? readAll(list.body, what).map(readAsked) : [];
  if (asked.length === 0 || asked.length > mostAsked) throw malformed(what);
  const extensions = parts.find((one) => one.tag === 0xa2);
  const nonce = extensions && readNonce(extensions);
  return { asked, ...(nonce ? { nonce } : {}) };
}

function readAsked(one: Element): AskedSerial {
  const [id] = readAll(one.body, what);
  const [algorithm, name, key, serial] = id ? readAll(id.body, what) : [];
  if (!id || algorithm?.tag !== 0x30 || name?.tag !== 0x04 || key?.tag !== 0x04 || !serial)
    throw malformed(what);
  const hash = readOid(readAll(algorithm.body, what)[0]?.body ?? Buffer.alloc(0));
  return {
    id: id.whole,
    serial: readInteger(serial, what).toString('hex'),
    hash: hash === ids.sha1 ? 'sha1' : hash === ids.sha256 ? 'sha256' : undefined,
    issuerName: name.body,
    issuerKey: key.body,
  };
}

function readNonce(wrapped: Element): Buffer | undefined {
  const all = readAll(readOne(wrapped.body, 0x30, what).body, what).map((one) => readAll(one.body, what));
  const found = all.find(([id]) => id?.tag === 0x06 && readOid(id.body) === ids.ocspNonce);
  if (!found) return undefined;
  const value = found.at(-1);
  if (value?.tag !== 0x04) throw malformed(what);
  // The nonce is an octet string in the extension's own; some askers leave the inner one out.
  const nonce =
    value.body[0] === 0x04 && value.body[1] === value.body.length - 2 ? value.body.subarray(2) : value.body;
  if (nonce.length === 0 || nonce.length > longestNonce) throw malformed(what);
  return value.body;
}

/** Is the certificate asked about one of this issuer's? */
export function isOfIssuer(asked: AskedSerial, issuer: Certificate): boolean {
  const { hash, issuerName, issuerKey } = asked;
  if (hash === undefined) return false;
  const digest = (bytes: Uint8Array) => createHash(hash).update(bytes).digest();
  const same = (one: Buffer, other: Buffer) => one.length === other.length && timingSafeEqual(one, other);
  return (
    same(issuerName, digest(issuer.subject)) && same(issuerKey, digest(readPublicKey(issuer.publicKey).point))
  );
}
