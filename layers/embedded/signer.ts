/**
 * Signs with short-lived keys that live in memory, each certified by a root in a key file. A stolen memory image
 * signs for a day; the root is used only to certify.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { KeyCertificate, Signer } from '../core/ports/signer.ts';
import type { Clock } from '../core/ports/surroundings.ts';

/** How long a signing key is vouched for. */
const lifeMilliseconds = 24 * 3600 * 1000;
/** A new key is made this long before the old one's end, so that a signature never outlives its key by a slow clock. */
const marginMilliseconds = 3600 * 1000;

/** What is signed may name a time just before its key was made. */
const backdateMilliseconds = 5 * 60 * 1000;

const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });
const nameOf = (publicKey: Uint8Array): string =>
  createHash('sha256').update(publicKey).digest('hex').slice(0, 32);

function signBytes(bytes: Uint8Array, key: KeyObject): string {
  return sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

function fits(bytes: Uint8Array, signature: string, key: KeyObject): boolean {
  return verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}

/** The certificate's fields in canonical JSON (RFC 8785): all are text, so sorted names are all it takes. */
function certifiedBytes(certificate: Omit<KeyCertificate, 'signature'>): Uint8Array {
  const { key, notAfter, notBefore, publicKey, root } = certificate;
  return Buffer.from(JSON.stringify({ key, notAfter, notBefore, publicKey, root }));
}

interface SigningKey {
  readonly privateKey: KeyObject;
  readonly certificate: KeyCertificate;
  readonly renewAt: number;
}

function certify(rootKey: KeyObject, rootName: string, now: number): SigningKey {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = spki(pair.publicKey);
  const fields = {
    key: nameOf(publicKey),
    publicKey: publicKey.toString('base64'),
    notBefore: new Date(now - backdateMilliseconds).toISOString(),
    notAfter: new Date(now + lifeMilliseconds).toISOString(),
    root: rootName,
  };
  const certificate = { ...fields, signature: signBytes(certifiedBytes(fields), rootKey) };
  return { privateKey: pair.privateKey, certificate, renewAt: now + lifeMilliseconds - marginMilliseconds };
}

function isWithin(certificate: KeyCertificate, at: Date): boolean {
  return (
    Date.parse(certificate.notBefore) <= at.getTime() && at.getTime() <= Date.parse(certificate.notAfter)
  );
}

/** A new root: PKCS #8 in PEM. */
export function makeRootKey(): Uint8Array {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}

/** `root`: PKCS #8 in PEM, as `makeRootKey` gives it. */
export function embeddedSigner(root: Uint8Array, clock: Clock): Signer {
  const rootKey = createPrivateKey(Buffer.from(root));
  const rootPublic = createPublicKey(rootKey);
  const rootName = nameOf(spki(rootPublic));
  let current: SigningKey | undefined;

  function signingKey(): SigningKey {
    const now = clock.now().getTime();
    const usable = current && now < current.renewAt && now >= Date.parse(current.certificate.notBefore);
    if (!usable || !current) current = certify(rootKey, rootName, now);
    return current;
  }

  return {
    async sign(bytes) {
      const { privateKey, certificate } = signingKey();
      return { algorithm: 'ES256', value: signBytes(bytes, privateKey), certificate };
    },
    async verify(bytes, signature, at) {
      const { certificate } = signature;
      if (signature.algorithm !== 'ES256' || certificate.root !== rootName || !isWithin(certificate, at))
        return false;
      try {
        const der = Buffer.from(certificate.publicKey, 'base64');
        const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
        const vouched = fits(certifiedBytes(certificate), certificate.signature, rootPublic);
        return vouched && fits(bytes, signature.value, key);
      } catch {
        // A key or a signature that cannot even be read fits nothing.
        return false;
      }
    },
    rootPublicKey: async () => spki(rootPublic).toString('base64'),
  };
}
