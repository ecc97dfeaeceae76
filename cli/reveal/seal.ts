/**
 * A value sealed for one asker: ECDH on P-256 between a one-time key of the asker and one of the answerer, HKDF-SHA256
 * over the shared secret, AES-256-GCM. The number of the request is bound in, so that an answer fits no other.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { Sealed } from '../../schemas/reveal.ts';

const tagBytes = 16;

export interface AskerKeys {
  /** SPKI in Base64. */
  readonly publicKey: string;
  /** PKCS#8 in Base64; stays with the asker. */
  readonly privateKey: string;
}

export function makeAskerKeys(): AskerKeys {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  };
}

const readPublic = (text: string): KeyObject =>
  createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });

function agree(privateKey: KeyObject, publicKey: KeyObject, request: string): Buffer {
  const secret = diffieHellman({ privateKey, publicKey });
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `shuiyuan sealed/1 ${request}`, 32));
}

export function seal(text: string, publicKey: string, request: string): Sealed {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', agree(own.privateKey, readPublic(publicKey), request), nonce);
  cipher.setAAD(Buffer.from(request));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    schema: 'sealed/1',
    ephemeral: own.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    nonce: nonce.toString('base64'),
    text: body.toString('base64'),
  };
}

/** @throws when it was sealed for another key or request, or altered */
export function unseal(sealed: Sealed, privateKey: string, request: string): string {
  const own = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  const body = Buffer.from(sealed.text, 'base64');
  const key = agree(own, readPublic(sealed.ephemeral), request);
  const cipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'base64'));
  cipher.setAAD(Buffer.from(request));
  cipher.setAuthTag(body.subarray(body.length - tagBytes));
  return cipher.update(body.subarray(0, body.length - tagBytes), undefined, 'utf8') + cipher.final('utf8');
}
