import { X509Certificate } from 'node:crypto';
import { makeRoot } from '../../../layers/authority/root.ts';
import {
  certificateRequests,
  certificates,
  installAuthority,
  issueCertificate,
  refuseRequest,
  renewCertificate,
  requestCertificate,
  revokeCertificate,
  tendCertificates,
} from '../../../layers/core/certificates/index.ts';
import { must } from '../../../layers/core/records.ts';
import { memoryPorts } from '../../simulation/memory-ports.ts';
import { address, ask, install, issued, makeCsr, openAuthority, owner } from './with-authority.ts';

const day = 24 * 3_600_000;
const parsed = (certificate: string) => new X509Certificate(Buffer.from(certificate, 'base64'));

describe('a request', () => {
  test('that is not signed by the key it shows is refused', async () => {
    const { ports } = await openAuthority();
    const [one, other] = [await makeCsr(), await makeCsr()];
    const der = Buffer.from(one.csr.replace(/-----[^-]+-----|\n/g, ''), 'base64');
    const at = der.indexOf(one.publicKey.subarray(-64));
    other.publicKey.subarray(-64).copy(der, at);
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    const wish = { owner, profile: 'signing', csr: forged, hosts: [], days: 1, actor: 'clerk' } as const;
    await expect(requestCertificate(ports)(wish)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(requestCertificate(ports)({ ...wish, csr: one.csr })).resolves.toMatchObject({
      stage: 'requested',
    });
  });

  test('of a server names its hosts, and no other request does', async () => {
    const { ports } = await openAuthority();
    const { csr } = await makeCsr();
    const wish = { owner, csr, days: 1, actor: 'clerk' };
    const server = requestCertificate(ports)({ ...wish, profile: 'server-tls', hosts: [] });
    await expect(server).rejects.toMatchObject({ code: 'invalid-input' });
    const signer = requestCertificate(ports)({ ...wish, profile: 'signing', hosts: ['a.example'] });
    await expect(signer).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('for TLS with an SM2 key is refused, for signing it is taken', async () => {
    const { ports } = await openAuthority();
    await expect(ask(ports, { algorithm: 'SM2', profile: 'client-tls' })).rejects.toMatchObject({
      code: 'invalid-input',
    });
    const { certificate } = await issued(ports, { algorithm: 'SM2' });
    expect(certificate.algorithm).toBe('SM2');
  });

  test('that was refused is not issued, and one that was issued is not refused', async () => {
    const { ports } = await openAuthority();
    const { request } = await ask(ports);
    await refuseRequest(ports)({ request: request.id, reason: 'who is this?', actor: 'officer' });
    const late = issueCertificate(ports)({ request: request.id, actor: 'officer', address });
    await expect(late).rejects.toMatchObject({ code: 'request-refused' });
    const other = await issued(ports);
    const refusal = refuseRequest(ports)({ request: other.request.id, reason: 'x', actor: 'officer' });
    await expect(refusal).rejects.toMatchObject({ code: 'request-decided' });
  });
});

describe('a certificate', () => {
  test('is not issued by who asked for it, nor to the account that issues it', async () => {
    const { ports } = await openAuthority();
    const { request } = await ask(ports);
    const byAsker = issueCertificate(ports)({ request: request.id, actor: 'clerk', address });
    await expect(byAsker).rejects.toMatchObject({ code: 'forbidden' });
    const { csr } = await makeCsr();
    const account = { kind: 'account', department: 'power', name: 'officer' } as const;
    const wish = { owner: account, profile: 'signing', csr, hosts: [], days: 1, actor: 'clerk' } as const;
    const own = await requestCertificate(ports)(wish);
    const byOwner = issueCertificate(ports)({ request: own.id, actor: 'officer', address });
    await expect(byOwner).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('says what the platform knows of its owner, not what the request claims', async () => {
    const { ports } = await openAuthority();
    const { certificate } = await issued(ports);
    const { subject, subjectAltName, serialNumber } = parsed(certificate.certificate);
    expect(subject).toBe('C=CN\nO=power\nOU=power\nCN=power');
    expect(subjectAltName).toBe('URI:urn:shuiyuan:department:power');
    expect(serialNumber.toLowerCase()).toBe(certificate.serial);
  });

  test('is the same however often, and by however many at once, it is issued', async () => {
    const { ports } = await openAuthority();
    const { request } = await ask(ports);
    const issue = () => issueCertificate(ports)({ request: request.id, actor: 'officer', address });
    const made = [...(await Promise.all([issue(), issue(), issue()])), await issue()];
    expect(new Set(made.map(({ sha256 }) => sha256)).size).toBe(1);
    expect(ports.world.keys('certificate/')).toHaveLength(1);
  });

  test('lasts as many days as asked, begins minutes ago, and never outlives the authority', async () => {
    const { ports } = await openAuthority();
    const { notBefore, notAfter } = (await issued(ports, { days: 30 })).certificate;
    expect(Date.parse(notAfter) - Date.parse(notBefore)).toBe(30 * day);
    const age = ports.clock.now().getTime() - Date.parse(notBefore);
    expect(age).toBeGreaterThanOrEqual(300_000);
    ports.world.time += 5 * 365 * day - 10 * day;
    const last = (await issued(ports)).certificate;
    expect(Date.parse(last.notAfter)).toBeLessThan(ports.clock.now().getTime() + 11 * day);
  });

  test('whose writer died is written by the clock, under the number that was reserved', async () => {
    let dies = true;
    const { ports } = await openAuthority(async (point) => {
      if (dies && point === 'write-certificate: certificate signed') throw new Error('died');
    });
    const { request } = await ask(ports);
    await expect(issueCertificate(ports)({ request: request.id, actor: 'officer', address })).rejects.toThrow(
      'died',
    );
    const { serial } = (await must(ports.records, certificateRequests, request.id)).value;
    dies = false;
    expect(await tendCertificates(ports)()).toMatchObject({ written: 0 });
    ports.world.time += 61_000;
    expect(await tendCertificates(ports)()).toMatchObject({ written: 1 });
    const { value } = await must(ports.records, certificates, serial ?? '');
    expect(value).toMatchObject({ stage: 'valid', issuedBy: 'officer', requestedBy: 'clerk' });
  });

  test('is renewed for the same owner, over the same key or a new one, while it is good', async () => {
    const { ports } = await openAuthority();
    const { certificate } = await issued(ports);
    const renew = (csr?: string) =>
      renewCertificate(ports)({ serial: certificate.serial, csr, days: 365, actor: 'clerk' });
    const same = await renew();
    expect(same).toMatchObject({ owner, renews: certificate.serial, stage: 'requested' });
    expect(same.publicKey).toBe(ports.certificates.read(certificate.certificate).publicKey);
    const { csr, publicKey } = await makeCsr();
    expect((await renew(csr)).publicKey).toBe(publicKey.toString('base64'));
    await revokeCertificate(ports)({ serial: certificate.serial, reason: 'superseded', actor: 'clerk' });
    await expect(renew()).rejects.toMatchObject({ code: 'certificate-ended' });
    const other = await issued(ports, { days: 1 });
    ports.world.time += 2 * day;
    const late = renewCertificate(ports)({ serial: other.certificate.serial, days: 1, actor: 'clerk' });
    await expect(late).rejects.toMatchObject({ code: 'certificate-ended' });
  });
});

describe('the authority', () => {
  test('issues nothing before its own certificate is installed', async () => {
    const ports = memoryPorts({ freshIndexes: true });
    const { request } = await ask(ports);
    const early = issueCertificate(ports)({ request: request.id, actor: 'officer', address });
    await expect(early).rejects.toMatchObject({ code: 'no-authority' });
  });

  test('takes no chain over another key, out of order, or out of time', async () => {
    const { ports, root } = await openAuthority();
    const stranger = await openAuthority();
    const { csr } = await makeCsr();
    const { signIssuer } = await import('../../../layers/authority/root.ts');
    const foreign = await signIssuer(stranger.root, csr, 'issuing', ports.clock.now());
    const put = (chain: string) => installAuthority(ports)({ chain, actor: 'officer' });
    await expect(put(foreign)).rejects.toMatchObject({ code: 'invalid-input' });
    const good = await signIssuer(root, await ports.authority.requestOwn('x'), 'x', ports.clock.now());
    const [first = '', second = ''] = good.split(/(?<=-----END CERTIFICATE-----\n)/);
    for (const chain of [second + first, first, first + stranger.root.certificate, ''])
      await expect(put(chain)).rejects.toMatchObject({ code: 'invalid-input' });
    ports.world.time += 21 * 365 * day;
    await expect(put(good)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  test('goes on under a new root, and old certificates stay in its books', async () => {
    const { ports } = await openAuthority();
    const { certificate } = await issued(ports);
    await install(ports, await makeRoot('another', 'P-256', ports.clock.now()));
    const next = await issued(ports);
    expect(parsed(next.certificate.certificate).issuer).toBe(parsed(certificate.certificate).issuer);
    expect(ports.world.keys('certificate/')).toHaveLength(2);
  });
});

describe('owners are told of an end', () => {
  test('30, 7 and 1 days before, each once', async () => {
    const { ports } = await openAuthority();
    const { certificate } = await issued(ports, { days: 60 });
    const end = Date.parse(certificate.notAfter);
    const told: number[] = [];
    for (let left = 40; left > -2; left -= 0.5) {
      ports.world.time = end - left * day;
      const before = ports.world.notices.length;
      await tendCertificates(ports)();
      await tendCertificates(ports)();
      for (const notice of ports.world.notices.slice(before)) {
        expect(notice).toMatchObject({ to: 'power' });
        told.push(left);
      }
    }
    expect(told).toEqual([30, 7, 1]);
  });

  test('no more once it is revoked', async () => {
    const { ports } = await openAuthority();
    const { certificate } = await issued(ports, { days: 60 });
    await revokeCertificate(ports)({ serial: certificate.serial, reason: 'superseded', actor: 'clerk' });
    ports.world.time += 59 * day;
    expect(await tendCertificates(ports)()).toMatchObject({ told: 0 });
    expect(ports.world.notices).toEqual([]);
  });
});
