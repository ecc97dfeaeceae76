/** Signs requests to the real-time channel: a detached JWS (RFC 7515) over the digest of the body. */
import { type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readPrivateKey, signBytes } from '../../layers/authority/algorithms.ts';
import { readPem } from '../../layers/authority/pem.ts';
import { serialSchema } from '../../schemas/certificate.ts';
import { WrongUsage } from '../failures.ts';

/** Headers of a request with this body; `sha256` is its digest in hex. */
export type BodySigner = (resource: string, sha256: string) => Record<string, string>;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** P-256 signs as r ‖ s, SM2 as DER. */
function signatureOf(key: KeyObject, bytes: Buffer): Buffer {
  const isPlain = key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return isPlain ? sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }) : signBytes(key, bytes);
}

/** @param path PKCS #8 in PEM @param serial of the certificate over it @throws WrongUsage */
export function bodySigner(path: string, serial: string): BodySigner {
  if (!serialSchema.safeParse(serial).success)
    throw new WrongUsage(
      '--certificate 为证书的 32 位序列号（cert list 可查）',
      '--certificate is the serial number of the certificate, 32 hex digits (cert list shows it)',
    );
  const key = readKey(path);
  const alg = key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ES256' : 'SM2SM3';
  return (resource, sha256) => {
    const head = part({ alg, kid: serial, iat: Math.floor(Date.now() / 1000) });
    const payload = Buffer.from(`${resource}.${sha256}`).toString('base64url');
    const signature = signatureOf(key, Buffer.from(`${head}.${payload}`));
    return { 'x-jws-signature': `${head}..${signature.toString('base64url')}` };
  };
}

function readKey(path: string): KeyObject {
  try {
    const [pkcs8 = Buffer.alloc(0)] = readPem('PRIVATE KEY', readFileSync(path, 'latin1'));
    return readPrivateKey(pkcs8);
  } catch {
    throw new WrongUsage(`${path} 不是可读的 PEM 私钥`, `${path} is no readable private key in PEM`);
  }
}
