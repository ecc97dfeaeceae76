/**
 * The two algorithms of the authority: ECDSA on P-256 with SHA-256, and SM2 with SM3 (GM/T 0009, the default
 * identifier). Signatures here are DER, SEQUENCE { r, s }.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import type { KeyAlgorithm } from '../core/ports/authority.ts';
import { oid, sequence } from './der.ts';
import { ids } from './object-identifiers.ts';
import { malformed, readAll, readBits, readOid, readOne } from './read-der.ts';

export interface KeyPair {
  readonly algorithm: KeyAlgorithm;
  /** PKCS #8, DER. */
  readonly privateKey: Buffer;
  /** SPKI, DER. */
  readonly publicKey: Buffer;
}

const curves = { 'P-256': ids.prime256v1, SM2: ids.sm2 } as const satisfies Record<KeyAlgorithm, string>;

export const signatureAlgorithm = (algorithm: KeyAlgorithm): Buffer =>
  sequence(oid(algorithm === 'SM2' ? ids.sm2WithSm3 : ids.ecdsaWithSha256));

export function makeKeyPair(algorithm: KeyAlgorithm): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: algorithm });
  return {
    algorithm,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
  };
}

/** Reads PKCS #8 in DER. OpenSSL takes a key of SM2's curve for an SM2 key only when it reads it. */
export const readPrivateKey = (pkcs8: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });

export const publicKeyOf = (privateKey: KeyObject): Buffer =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'der' });

/** The algorithm of a public key, and the bits of its point. @throws InvalidInput for any other kind of key */
export function readPublicKey(spki: Uint8Array): { algorithm: KeyAlgorithm; point: Buffer } {
  const what = '公钥 public key';
  const [kindOf, value] = readAll(readOne(spki, 0x30, what).body, what);
  if (kindOf === undefined || value === undefined) throw malformed(what);
  const [type, curve] = readAll(kindOf.body, what);
  const name = curve && readOid(curve.body);
  const algorithm = (Object.keys(curves) as KeyAlgorithm[]).find((one) => curves[one] === name);
  if (type === undefined || readOid(type.body) !== ids.ecPublicKey || algorithm === undefined)
    throw malformed(`${what}（P-256, SM2）`);
  const point = readBits(value, what);
  if (point.length !== 65 || point[0] !== 4) throw malformed(what);
  return { algorithm, point };
}

/** a, b, Gx, Gy of SM2's curve: GM/T 0003.5. */
const sm2Curve = Buffer.from(
  [
    'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc',
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93',
    '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7',
    'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
  ].join(''),
  'hex',
);
const sm2Identifier = Buffer.from('1234567812345678');

/** What SM2 hashes before the message: who signs. GM/T 0009, 8.1. */
function signerDigest(point: Buffer): Buffer {
  const bitsOfIdentifier = Buffer.from([0, sm2Identifier.length * 8]);
  const parts = [bitsOfIdentifier, sm2Identifier, sm2Curve, point.subarray(1)];
  return createHash('sm3').update(Buffer.concat(parts)).digest();
}

/**
 * Signs. For SM2 the signer's digest is hashed before the message here, because Node's one-call `sign` sets no
 * identifier and so makes signatures that no one else takes.
 */
export function signBytes(privateKey: KeyObject, bytes: Uint8Array): Buffer {
  const { algorithm, point } = readPublicKey(publicKeyOf(privateKey));
  if (algorithm === 'P-256') return createSign('sha256').update(bytes).sign(privateKey);
  return createSign('sm3').update(signerDigest(point)).update(bytes).sign(privateKey);
}

/** Does the signature fit? What cannot even be read fits nothing. */
export function fitsBytes(spki: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    const { algorithm, point } = readPublicKey(spki);
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    if (algorithm === 'P-256') return createVerify('sha256').update(bytes).verify(key, signature);
    return createVerify('sm3').update(signerDigest(point)).update(bytes).verify(key, signature);
  } catch {
    return false;
  }
}

/** SHA-256 of the key's bits, its first 160: RFC 7093, method 1. */
export const keyIdentifier = (spki: Uint8Array): Buffer =>
  createHash('sha256').update(readPublicKey(spki).point).digest().subarray(0, 20);
