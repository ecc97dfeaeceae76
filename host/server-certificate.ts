/** The host's own server certificate: a file of mode 600 in the data folder, issued by the authority, renewed in time. */
import { X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeKeyPair } from '../layers/authority/algorithms.ts';
import { writeRequest } from '../layers/authority/certification-request.ts';
import { localIssuingKey } from '../layers/authority/issuing-key.ts';
import { readPem, writePem } from '../layers/authority/pem.ts';
import { issueOwnCertificate, mustAuthority, statusOf } from '../layers/core/certificates/index.ts';
import type { Ports } from '../layers/core/ports/index.ts';

export interface ServerCertificate {
  /** PEM. */
  readonly key: string;
  /** The server's and the issuing one, PEM. */
  readonly cert: string;
}

export interface ServerNames {
  readonly hosts: readonly string[];
  /** Where `/pki/…` is answered. */
  readonly address: string;
}

const renewMilliseconds = 30 * 24 * 3_600_000;

/** By what names clients on this machine and others reach a host. */
export function hostNames(host: string, address: string | undefined): string[] {
  const outside = address === undefined ? [] : [new URL(address).hostname.replace(/^\[|\]$/g, '')];
  const bound = host === '0.0.0.0' || host === '::' ? [hostname().toLowerCase()] : [host];
  return [...new Set(['localhost', '127.0.0.1', ...bound, ...outside])];
}

/** The certificate at hand, or a new one where there is none that is good for these names. */
export async function openServerCertificate(
  ports: Ports,
  folder: string,
  names: ServerNames,
): Promise<ServerCertificate> {
  const path = join(folder, 'keys', 'server.pem');
  const found = existsSync(path) ? readServer(readFileSync(path, 'latin1')) : undefined;
  if (found && (await isGood(ports, found, names.hosts))) return found;
  const made = await makeServer(ports, names);
  const draft = `${path}.new`;
  writeFileSync(draft, made.key + made.cert, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  renameSync(draft, path);
  return made;
}

function readServer(text: string): ServerCertificate {
  const [key = Buffer.alloc(0)] = readPem('PRIVATE KEY', text);
  const cert = readPem('CERTIFICATE', text).map((der) => writePem('CERTIFICATE', der));
  return { key: writePem('PRIVATE KEY', key), cert: cert.join('') };
}

async function isGood(ports: Ports, { cert }: ServerCertificate, hosts: readonly string[]): Promise<boolean> {
  const certificate = new X509Certificate(cert);
  const { issuing } = await mustAuthority(ports);
  const issuer = new X509Certificate(Buffer.from(issuing, 'base64'));
  const { status } = await statusOf(ports)(certificate.serialNumber.toLowerCase());
  const lasts = certificate.validToDate.getTime() - ports.clock.now().getTime() > renewMilliseconds;
  const isNamed = (host: string) =>
    (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;
  return lasts && status === 'good' && certificate.verify(issuer.publicKey) && hosts.every(isNamed);
}

async function makeServer(ports: Ports, { hosts, address }: ServerNames): Promise<ServerCertificate> {
  const pair = makeKeyPair('P-256');
  const subject = { organisation: '税源 Shuiyuan', name: hosts.at(-1) ?? 'localhost' };
  const csr = await writeRequest(localIssuingKey(pair.privateKey), subject);
  const { certificate } = await issueOwnCertificate(ports)({ csr, hosts, address });
  const { issuing } = await mustAuthority(ports);
  const chain = [certificate, issuing].map((one) => writePem('CERTIFICATE', Buffer.from(one, 'base64')));
  return { key: writePem('PRIVATE KEY', pair.privateKey), cert: chain.join('') };
}
