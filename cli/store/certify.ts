/**
 * The store's certificate: asked for over the key that it signs with, taken up once a security officer has issued it,
 * and asked for anew a month before it ends. What is asked is kept first, so that who dies asks for the same again.
 */
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { readPem } from '../../layers/authority/pem.ts';
import type { Probe } from '../../layers/core/ports/surroundings.ts';
import type { authorityAnswer, certificateView, requestView } from '../../schemas/certificate.ts';
import { type ApiClient, encode } from '../api-client.ts';
import type { DepartmentStore } from './open-store.ts';
import type { AskedCertificate, IssuedCertificate } from './store-state.ts';

export interface Certifying {
  readonly store: DepartmentStore;
  readonly client: ApiClient;
  readonly probe: Probe;
  readonly now: Date;
}

/** A request that is not issued: it waits, or was refused. `keySha256` is what the officer compares. */
export type OpenRequest = Pick<z.infer<typeof requestView>, 'id' | 'stage' | 'keySha256' | 'reason'>;

export interface Certification {
  /** What results are signed under: absent until there is one that has not ended. */
  readonly chain: readonly string[] | undefined;
  readonly open: OpenRequest | undefined;
}

const renewBeforeMilliseconds = 30 * 24 * 3_600_000;
const days = 365;

/** Asks for a certificate where there is none, or none for long; takes up what was issued. */
export async function certify(work: Certifying): Promise<Certification> {
  const { store, now } = work;
  const [newest] = store.state.certificates(store.publicKey);
  const enough = new Date(now.getTime() + renewBeforeMilliseconds).toISOString();
  const isNeeded = newest === undefined || (newest.issued && newest.issued.notAfter <= enough);
  if (isNeeded) await prepare(store);
  return follow(work);
}

/** Asks for another one, after a refusal or a revocation. A request that waits is enough. */
export async function certifyAnew(work: Certifying): Promise<Certification> {
  const { store } = work;
  const isFirst = store.state.certificates(store.publicKey).length === 0;
  const before = await certify(work);
  if (isFirst || (before.open && before.open.stage !== 'refused')) return before;
  await prepare(store);
  return follow(work);
}

async function prepare({ state, publicKey, certificationRequest }: DepartmentStore): Promise<void> {
  state.prepareCertificate(publicKey, { csr: await certificationRequest(), idempotency: randomUUID() });
}

async function follow(work: Certifying): Promise<Certification> {
  const { store, client, now } = work;
  const [newest, ...before] = store.state.certificates(store.publicKey);
  if (newest === undefined) return { chain: undefined, open: undefined };
  if (newest.issued) return { chain: newest.issued.chain, open: undefined };
  const request = newest.request ?? (await send(work, newest));
  const open = await client.get<z.infer<typeof requestView>>(`/certificates/requests/${encode(request)}`);
  if (open.stage === 'issued' && open.serial !== undefined)
    return { chain: (await takeUp(work, newest.number, open.serial)).chain, open: undefined };
  const { id, stage, keySha256, reason } = open;
  const usable = before.find(({ issued }) => issued && issued.notAfter > now.toISOString());
  return { chain: usable?.issued?.chain, open: { id, stage, keySha256, reason } };
}

async function send({ store, client, probe, now }: Certifying, asked: AskedCertificate): Promise<string> {
  const { department } = store.settings;
  const body = { csr: asked.csr, profile: 'signing', department, days };
  const { id } = await client.post<{ id: string }>('/certificates/requests', body, asked.idempotency);
  await probe.at('store-work: certificate requested');
  store.state.keepRequest(asked.number, id, now.toISOString());
  return id;
}

async function takeUp(
  { store, client, now }: Certifying,
  number: number,
  serial: string,
): Promise<IssuedCertificate> {
  const own = await client.get<z.infer<typeof certificateView>>(`/certificates/${encode(serial)}`);
  const authority = await client.get<z.infer<typeof authorityAnswer>>('/certificates/authority');
  const [leaf, issuer] = [own, authority].map(({ pem }) => readPem('CERTIFICATE', pem)[0]);
  const chain = [leaf, issuer].flatMap((one) => (one === undefined ? [] : [one.toString('base64')]));
  const issued = { chain, notAfter: own.notAfter };
  store.state.keepCertificate(number, issued, now.toISOString());
  return issued;
}
