/** Checks a result as its receiver must: the provider itself signed it, under a certificate that leads to the pinned root. */
import { X509Certificate } from 'node:crypto';
import { certificateReader } from '../../layers/authority/certificate-reader.ts';
import { ownerName } from '../../layers/core/certificates/subject.ts';
import { resultBytes } from '../../layers/core/questions/take-result.ts';
import type { Result } from '../../schemas/result.ts';
import { RefusedCommand } from '../failures.ts';

const { fits, isIssuedBy, read } = certificateReader;

function namesDepartment(leaf: string, department: string): boolean {
  const { value } = ownerName({ kind: 'department', department, name: department });
  const { subjectAltName = '' } = new X509Certificate(Buffer.from(leaf, 'base64'));
  return subjectAltName.split(', ').includes(`URI:${value}`);
}

function isSound({ document, signature, chain, receivedAt }: Result, rootSha256: string): boolean {
  const [leaf, issuer, root] = chain;
  if (leaf === undefined || issuer === undefined || root === undefined) return false;
  const { notBefore, notAfter, maySign } = read(leaf);
  return (
    read(root).sha256 === rootSha256 &&
    isIssuedBy(issuer, root) &&
    isIssuedBy(leaf, issuer) &&
    namesDepartment(leaf, document.department) &&
    maySign &&
    notBefore <= receivedAt &&
    receivedAt <= notAfter &&
    fits(leaf, resultBytes(document), Buffer.from(signature, 'base64url'))
  );
}

function isReadablySound(result: Result, rootSha256: string): boolean {
  try {
    return isSound(result, rootSha256);
  } catch {
    return false;
  }
}

/** @throws RefusedCommand `bad-signature`; `signer-revoked` when the platform says that the key was in other hands */
export function checkResult(result: Result & { readonly stands: boolean }, rootSha256: string): void {
  const { department } = result.document;
  if (!isReadablySound(result, rootSha256))
    throw new RefusedCommand(
      'bad-signature',
      `结果的签名或其证书链与部门 ${department}、固定的根证书不符，请联系平台运维人员；如城市已更换根证书，请以 --ca 给出新的根证书`,
      `the result's signature or chain does not fit department ${department} and the pinned root certificate; tell the operator, or give the new root with --ca if the city has changed it`,
    );
  if (!result.stands)
    throw new RefusedCommand(
      'signer-revoked',
      `签署该结果的证书已因密钥泄露（或原因不明）被吊销，请勿采用；请向 ${department} 核实并提出新版本`,
      `the certificate of this result was revoked because its key was, or may have been, lost: do not rely on it; ask ${department} and propose a new version`,
    );
}
