/** The key of whoever asks for a certificate: made here, kept here, in a file only its owner reads. */
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { makeKeyPair } from '../../layers/authority/algorithms.ts';
import { writeRequest } from '../../layers/authority/certification-request.ts';
import { localIssuingKey } from '../../layers/authority/issuing-key.ts';
import { readPem, writePem } from '../../layers/authority/pem.ts';
import type { KeyAlgorithm } from '../../layers/core/ports/authority.ts';

const label = 'PRIVATE KEY';

/** Writes a file of mode 600, whole or not at all. */
export function writeSecret(path: string, text: string): void {
  const draft = `${path}.new`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/** PKCS #10 over the key of a file, which is made when it is not there. @returns PEM */
export async function requestWith(path: string, algorithm: KeyAlgorithm): Promise<string> {
  if (!existsSync(path)) writeSecret(path, writePem(label, makeKeyPair(algorithm).privateKey));
  const [pkcs8 = Buffer.alloc(0)] = readPem(label, readFileSync(path, 'latin1'));
  return writeRequest(localIssuingKey(pkcs8), {
    organisation: '税源 Shuiyuan',
    name: 'certification request',
  });
}
