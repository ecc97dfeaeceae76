/** PKCS #10 (RFC 2986): somebody shows a public key, and signs it to prove that the private one is his. */
import { InvalidInput } from '../core/errors.ts';
import type { RequestedKey } from '../core/ports/authority.ts';
import { fitsBytes, readPublicKey } from './algorithms.ts';
import { readSigned, signed } from './certificate.ts';
import { element, integer, sequence } from './der.ts';
import type { IssuingKey } from './issuing-key.ts';
import { distinguishedName, type SubjectName } from './names.ts';
import { readPem, writePem } from './pem.ts';
import { malformed, readAll } from './read-der.ts';

const what = '证书申请 certification request';
const label = 'CERTIFICATE REQUEST';

/** Writes a request over a key. @returns PEM */
export async function writeRequest(key: IssuingKey, subject: SubjectName): Promise<string> {
  const noAttributes = element(0xa0);
  const contents = sequence(integer(0), distinguishedName(subject), await key.publicKey(), noAttributes);
  return writePem(label, await signed(key, contents));
}

/**
 * Reads a request and checks its proof. The name and the extensions it asks for are not taken over: a certificate
 * says what the platform knows of its owner.
 * @throws InvalidInput
 */
export function readRequest(pem: string): RequestedKey {
  const [der = Buffer.alloc(0)] = readPem(label, pem.replaceAll('NEW CERTIFICATE', 'CERTIFICATE'));
  const { contents, algorithm, signature } = readSigned(der, what);
  const spki = readAll(contents.body, what)[2]?.whole;
  if (spki === undefined) throw malformed(what);
  if (readPublicKey(spki).algorithm !== algorithm || !fitsBytes(spki, contents.whole, signature))
    throw new InvalidInput(
      'the request is not signed by the key it shows; make it with the private key at hand',
      '证书申请未由所示公钥对应的私钥签名，请用该私钥重新生成',
    );
  return { publicKey: spki.toString('base64'), algorithm };
}
