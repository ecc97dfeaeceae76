/** An asker of certificate status (OCSP): makes requests, and reads and checks answers on its own. */
import { createHash, verify, X509Certificate } from 'node:crypto';
import { integer, octets, oid, sequence, tagged } from '../../layers/authority/der.ts';
import { type Element, readAll, readOne } from '../../layers/authority/read-der.ts';

const sha1 = '1.3.14.3.2.26';
const nonceId = '1.3.6.1.5.5.7.48.1.2';
const what = 'OCSP';

/** Name and key of an issuer as DER, cut out of its certificate. */
function partsOf(issuer: Uint8Array): { name: Buffer; point: Buffer } {
  const [contents] = readAll(readOne(issuer, 0x30, what).body, what);
  const fields = readAll(contents?.body ?? Buffer.alloc(0), what);
  const bits = readAll(fields[6]?.body ?? Buffer.alloc(0), what)[1];
  return { name: fields[5]?.whole ?? Buffer.alloc(0), point: bits?.body.subarray(1) ?? Buffer.alloc(0) };
}

/** A request about certificates of an issuer (DER). */
export function writeStatusRequest(
  issuer: Uint8Array,
  serials: readonly string[],
  nonce?: Uint8Array,
): Buffer {
  const { name, point } = partsOf(issuer);
  const hash = (bytes: Uint8Array) => octets(createHash('sha1').update(bytes).digest());
  const one = (serial: string) =>
    sequence(sequence(sequence(oid(sha1)), hash(name), hash(point), integer(Buffer.from(serial, 'hex'))));
  const extension = nonce && tagged(2, sequence(sequence(oid(nonceId), octets(octets(nonce)))));
  return sequence(sequence(sequence(...serials.map(one)), ...(extension ? [extension] : [])));
}

export interface StatusAnswer {
  /** 0: an answer; else why there is none. */
  readonly status: number;
  readonly certificates: readonly ('good' | 'revoked' | 'unknown')[];
  readonly nonce: boolean;
  readonly responder?: X509Certificate;
  /** Does the responder's signature fit? */
  readonly isSigned: boolean;
}

const words = { 128: 'good', 161: 'revoked', 130: 'unknown' } as const;
const bodyOf = (one: Element | undefined) => readAll(one?.body ?? Buffer.alloc(0), what);

/** Reads an answer; `nonce` is what it is expected to repeat. */
export function readStatusAnswer(der: Uint8Array, nonce: Uint8Array = Buffer.alloc(0)): StatusAnswer {
  const [status, wrapped] = readAll(readOne(der, 0x30, what).body, what);
  const code = status?.body[0] ?? -1;
  if (!wrapped) return { status: code, certificates: [], nonce: false, isSigned: false };
  const [, basic] = bodyOf(bodyOf(wrapped)[0]);
  const [data, , signature, certificates] = bodyOf(bodyOf(basic)[0]);
  const [responder] = bodyOf(bodyOf(certificates)[0]);
  const fields = bodyOf(data);
  const list = fields.find((one) => one.tag === 0x30);
  const certificate = new X509Certificate(responder?.whole ?? Buffer.alloc(0));
  return {
    status: code,
    certificates: bodyOf(list).map((one) => words[(bodyOf(one)[1]?.tag ?? 0) as keyof typeof words]),
    nonce: nonce.length > 0 && (data?.whole.includes(Buffer.from(nonce)) ?? false),
    responder: certificate,
    isSigned: verify(
      'sha256',
      data?.whole ?? Buffer.alloc(0),
      certificate.publicKey,
      signature?.body.subarray(1) ?? Buffer.alloc(0),
    ),
  };
}
