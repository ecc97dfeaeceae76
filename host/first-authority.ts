/**
 * The first start of a data folder makes a root and has it sign the issuing key, so that certificates work at once.
 * The root's key then lies beside the others: whoever runs this in earnest takes it away (docs/certificates.md).
 */
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPem, writePem } from '../layers/authority/pem.ts';
import { makeRoot, type Root, signIssuer } from '../layers/authority/root.ts';
import { authorities, installAuthority, requestAuthority } from '../layers/core/certificates/index.ts';
import type { KeyAlgorithm } from '../layers/core/ports/authority.ts';
import type { Ports } from '../layers/core/ports/index.ts';
import { find } from '../layers/core/records.ts';

const label = 'PRIVATE KEY';

function writeSecret(path: string, text: string): void {
  const draft = `${path}.new`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}

/** Key and certificate are one file: a death leaves both or neither. */
async function openFirstRoot(path: string, algorithm: KeyAlgorithm, now: Date): Promise<Root> {
  if (!existsSync(path)) {
    const root = await makeRoot('税源根证书 Shuiyuan root', algorithm, now);
    writeSecret(path, writePem(label, root.privateKey) + root.certificate);
  }
  const text = readFileSync(path, 'latin1');
  const [privateKey = Buffer.alloc(0)] = readPem(label, text);
  const [certificate = Buffer.alloc(0)] = readPem('CERTIFICATE', text);
  return { privateKey, certificate: writePem('CERTIFICATE', certificate) };
}

/**
 * Makes the authority's certificates where there are none, and writes what clients have to trust to ca.pem.
 * @returns the file of the root's key, as long as it lies here
 */
export async function openFirstAuthority(
  ports: Ports,
  folder: string,
  algorithm: KeyAlgorithm,
): Promise<string | undefined> {
  const path = join(folder, 'keys', 'offline-root.pem');
  if (!(await find(ports.records, authorities))) {
    const now = ports.clock.now();
    const root = await openFirstRoot(path, algorithm, now);
    const request = await requestAuthority(ports)();
    const chain = await signIssuer(root, request, '税源签发证书 Shuiyuan issuing authority', now);
    await installAuthority(ports)({ chain, actor: 'system' });
  }
  const held = await find(ports.records, authorities);
  const { issuing = '', root = '' } = held?.value ?? {};
  const pem = [issuing, root].map((one) => writePem('CERTIFICATE', Buffer.from(one, 'base64'))).join('');
  writeFileSync(join(folder, 'ca.pem'), pem, { mode: 0o644 });
  return existsSync(path) ? path : undefined;
}
