/** Reads and checks certificates and requests: no key, the same in both homes. */
import { createHash } from 'node:crypto';
import { InvalidInput } from '../core/errors.ts';
import type { CertificateReader } from '../core/ports/authority.ts';
import { fitsBytes } from './algorithms.ts';
import { type Certificate, mayIssue, maySign, readCertificate } from './certificate.ts';
import { readRequest } from './certification-request.ts';
import { integer, sequence } from './der.ts';
import { describeName } from './names.ts';
import { readPem } from './pem.ts';
import { newSerial } from './profiles.ts';

const decode = (certificate: string): Certificate => readCertificate(Buffer.from(certificate, 'base64'));

function isSignedBy(one: Certificate, issuer: Certificate): boolean {
  const namesIt = one.issuer.equals(issuer.subject);
  return namesIt && mayIssue(issuer) && fitsBytes(issuer.publicKey, one.contents, one.signature);
}

export const certificateReader: CertificateReader = {
  newSerial,
  readRequest,
  readChain(pem) {
    const [issuing, root, ...more] = readPem('CERTIFICATE', pem).map(readCertificate);
    if (!issuing || !root || more.length > 0 || !isSignedBy(root, root) || !isSignedBy(issuing, root))
      throw new InvalidInput(
        'this is no chain: give the issuing certificate and then the self-signed root that signed it, as cert root sign writes them',
        '证书链有误：请依次给出签发证书与签署它的自签名根证书（cert root sign 的输出）',
      );
    return { issuing: issuing.der.toString('base64'), root: root.der.toString('base64') };
  },
  read(certificate) {
    const one = decode(certificate);
    return {
      serial: one.serial,
      sha256: createHash('sha256').update(one.der).digest('hex'),
      subject: describeName(one.subject, '证书 certificate'),
      publicKey: one.publicKey.toString('base64'),
      notBefore: one.notBefore.toISOString(),
      notAfter: one.notAfter.toISOString(),
      mayIssue: mayIssue(one),
      maySign: maySign(one),
    };
  },
  isIssuedBy: (certificate, issuer) => isSignedBy(decode(certificate), decode(issuer)),
  fits(certificate, bytes, signature) {
    const { publicKey } = decode(certificate);
    const forms = signature.length === 64 ? [derOf(signature), signature] : [signature];
    return forms.some((form) => fitsBytes(publicKey, bytes, form));
  },
};

/** r ‖ s as DER. */
const derOf = (signature: Uint8Array): Buffer =>
  sequence(integer(signature.subarray(0, 32)), integer(signature.subarray(32)));
