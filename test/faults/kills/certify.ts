/** The authority's whole way, and a certificate for whoever needs one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { makeKeyPair, readPrivateKey } from '../../../layers/authority/algorithms.ts';
import { writeRequest } from '../../../layers/authority/certification-request.ts';
import { localIssuingKey } from '../../../layers/authority/issuing-key.ts';
import { makeRoot, signIssuer } from '../../../layers/authority/root.ts';
import {
  currentList,
  installAuthority,
  issueCertificate,
  refuseRequest,
  requestAuthority,
  requestCertificate,
  revokeCertificate,
  tendCertificates,
} from '../../../layers/core/certificates/index.ts';
import type { Ports } from '../../../layers/core/ports/index.ts';
import { receiver } from './sample-files.ts';

const actor = 'clerk';

async function installRoot(ports: Ports): Promise<void> {
  const root = await makeRoot('root', 'P-256', ports.clock.now());
  const chain = await signIssuer(root, await requestAuthority(ports)(), 'issuing', ports.clock.now());
  await installAuthority(ports)({ chain, actor });
}

async function ask(ports: Ports, department: string, days: number) {
  const { privateKey } = makeKeyPair('P-256');
  const csr = await writeRequest(localIssuingKey(privateKey), { organisation: 'x', name: 'x' });
  const owner = { kind: 'department', department, name: department } as const;
  const wish = { owner, profile: 'signing', csr, hosts: [], days, actor } as const;
  return { privateKey, request: (await requestCertificate(ports)(wish)).id };
}

const issue = (ports: Ports, request: string) =>
  issueCertificate(ports)({ request, actor: 'chief', address: 'https://exchange.city.example' });

/** Under a root of its own. */
export async function certified(ports: Ports, department: string) {
  await installRoot(ports);
  const { privateKey, request } = await ask(ports, department, 365);
  const { certificate } = await issue(ports, request);
  return { certificate, privateKey: readPrivateKey(privateKey) };
}

/** A new root, a certificate that ends soon, one that is refused, and one that is revoked and then listed. */
export async function certifyAndRevoke(ports: Ports, advance: (milliseconds: number) => void): Promise<void> {
  await installRoot(ports);
  const [one, other] = [await ask(ports, receiver, 2), await ask(ports, receiver, 2)];
  await refuseRequest(ports)({ request: other.request, reason: 'twice', actor: 'chief' });
  const { serial } = await issue(ports, one.request);
  advance(25 * 3_600_000);
  while ((await tendCertificates(ports)()).told === 0) await sleep(5);
  await revokeCertificate(ports)({ serial, reason: 'superseded', actor });
  await currentList(ports)();
}
