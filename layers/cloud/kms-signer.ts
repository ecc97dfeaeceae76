/**
 * Signer: a P-256 key made in this process and certified by a KMS key for some hours. KMS is asked once a process,
 * not once a signature, and the root's private key never leaves it.
 */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { canonicalJson } from '../core/canonical-json.ts';
import type { KeyCertificate, Signature, Signer } from '../core/ports/signer.ts';
import type { Clock } from '../core/ports/surroundings.ts';
import { callAws } from './call-aws.ts';

import { derToP1363 } from './der-signature.ts';

/** A certificate's life, and how long before its end a new key is made. */
const lifeMilliseconds = 12 * 3_600_000;
const renewMilliseconds = 3_600_000;
/** Clocks of receivers may be behind ours. */
const backdateMilliseconds = 300_000;

interface CertifiedKey {
  readonly privateKey: KeyObject;
  readonly certificate: KeyCertificate;
}

interface Root {
  readonly spki: string;
  readonly key: KeyObject;
  readonly fingerprint: string;
}

/** Makes the port over a KMS key of type ECC_NIST_P256. */
export function kmsSigner(kms: KMSClient, rootKeyId: string, clock: Clock): Signer {
  let root: Promise<Root> | undefined;
  let current: Promise<CertifiedKey> | undefined;
  let renewAt = 0;
  const loadRoot = () => (root ??= forgetFailure(readRoot(kms, rootKeyId), () => (root = undefined)));
  const signingKey = () => {
    const now = clock.now().getTime();
    if (current === undefined || now >= renewAt) {
      renewAt = now + lifeMilliseconds - renewMilliseconds;
      const made = loadRoot().then((known) => certifyNewKey(kms, rootKeyId, known, now));
      current = forgetFailure(made, () => (current = undefined));
    }
    return current;
  };
  return {
    sign: async (bytes) => signWith(await signingKey(), bytes),
    verify: async (bytes, signature, at) => isVouchedFor(await loadRoot(), bytes, signature, at),
    rootPublicKey: async () => (await loadRoot()).spki,
  };
}

/** A promise that is kept for later must not keep a passing failure. */
function forgetFailure<T>(promise: Promise<T>, forget: () => void): Promise<T> {
  promise.catch(forget);
  return promise;
}

async function readRoot(kms: KMSClient, KeyId: string): Promise<Root> {
  const answer = await callAws('kms GetPublicKey', () => kms.send(new GetPublicKeyCommand({ KeyId })));
  const der = Buffer.from(answer.PublicKey ?? []);
  return {
    spki: der.toString('base64'),
    key: createPublicKey({ key: der, format: 'der', type: 'spki' }),
    fingerprint: fingerprintOf(der),
  };
}

function fingerprintOf(spki: Buffer): string {
  return createHash('sha256').update(spki).digest('hex').slice(0, 32);
}

async function certifyNewKey(kms: KMSClient, KeyId: string, root: Root, now: number): Promise<CertifiedKey> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const claims = {
    key: fingerprintOf(spki),
    publicKey: spki.toString('base64'),
    notBefore: new Date(now - backdateMilliseconds).toISOString(),
    notAfter: new Date(now + lifeMilliseconds).toISOString(),
    root: root.fingerprint,
  };
  const command = new SignCommand({
    KeyId,
    Message: Buffer.from(canonicalJson(claims)),
    MessageType: 'RAW',
    SigningAlgorithm: 'ECDSA_SHA_256',
  });
  const answer = await callAws('kms Sign', () => kms.send(command));
  const signature = derToP1363(Buffer.from(answer.Signature ?? [])).toString('base64url');
  return { privateKey, certificate: { ...claims, signature } };
}

function signWith(key: CertifiedKey, bytes: Uint8Array): Signature {
  const value = sign('sha256', bytes, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return { algorithm: 'ES256', value: value.toString('base64url'), certificate: key.certificate };
}

function isVouchedFor(root: Root, bytes: Uint8Array, signature: Signature, at: Date): boolean {
  const { signature: vouch, ...claims } = signature.certificate;
  const moment = at.getTime();
  if (claims.root !== root.fingerprint) return false;
  if (!(moment >= Date.parse(claims.notBefore) && moment <= Date.parse(claims.notAfter))) return false;
  if (!fits(root.key, Buffer.from(canonicalJson(claims)), vouch)) return false;
  try {
    const der = Buffer.from(claims.publicKey, 'base64');
    return fits(createPublicKey({ key: der, format: 'der', type: 'spki' }), bytes, signature.value);
  } catch {
    return false;
  }
}

function fits(key: KeyObject, bytes: Uint8Array, signature: string): boolean {
  return verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}
