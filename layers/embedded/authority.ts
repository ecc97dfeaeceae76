/** The issuing key of the embedded home: a file of mode 600 in the data folder. */
import { makeKeyPair } from '../authority/algorithms.ts';
import { x509Authority } from '../authority/authority.ts';
import { localIssuingKey } from '../authority/issuing-key.ts';
import { readPem, writePem } from '../authority/pem.ts';
import type { Authority, KeyAlgorithm } from '../core/ports/authority.ts';
import type { FileSystem } from './file-system.ts';
import { loadKeyFile } from './key-files.ts';

const label = 'PRIVATE KEY';

/** Opens the key file, making the key the first time. */
export async function openAuthority(
  files: FileSystem,
  home: string,
  algorithm: KeyAlgorithm,
): Promise<Authority> {
  const make = () => Buffer.from(writePem(label, makeKeyPair(algorithm).privateKey));
  const pem = await loadKeyFile(files, home, 'authority.pem', make);
  const [pkcs8 = Buffer.alloc(0)] = readPem(label, pem.toString('latin1'));
  return x509Authority(localIssuingKey(pkcs8));
}
