import { readList } from '../../../layers/authority/revocation-list.ts';
import {
  answerStatus,
  authorities,
  checkClient,
  currentList,
  revokeCertificate,
  statusOf,
} from '../../../layers/core/certificates/index.ts';
import { find } from '../../../layers/core/records.ts';
import { readStatusAnswer, writeStatusRequest } from '../../contract/ask-status.ts';
import { issued, type Opened, openAuthority } from './with-authority.ts';

const day = 24 * 3_600_000;
const revoke = (ports: Opened, serial: string) =>
  revokeCertificate(ports)({ serial, reason: 'key-compromise', actor: 'officer' });
const listed = async (ports: Opened) => readList(await currentList(ports)());

test('a revocation shows in the next answer and the next list, whose number grows', async () => {
  const { ports } = await openAuthority();
  const { serial } = (await issued(ports)).certificate;
  const issuing = (await find(ports.records, authorities))?.value.issuing ?? '';
  const ask = async () => {
    const request = writeStatusRequest(Buffer.from(issuing, 'base64'), [serial, '5'.repeat(32)]);
    return readStatusAnswer(await answerStatus(ports)(request)).certificates;
  };
  expect(await ask()).toEqual(['good', 'unknown']);
  expect(await listed(ports)).toMatchObject({ number: 1, revoked: [] });
  await revoke(ports, serial);
  expect(await ask()).toEqual(['revoked', 'unknown']);
  expect(await listed(ports)).toMatchObject({ number: 2, revoked: [{ serial, reason: 1 }] });
});

test('the same list is given until something is revoked or half its day is over', async () => {
  const { ports } = await openAuthority();
  const first = await listed(ports);
  ports.world.time += day / 4;
  expect(await listed(ports)).toEqual(first);
  ports.world.time += day / 2;
  const next = await listed(ports);
  expect(next.number).toBe(first.number + 1);
  expect(Date.parse(next.nextUpdate) - Date.parse(next.thisUpdate)).toBe(day);
});

test('two who ask at once get lists of which one counts, and numbers never fall', async () => {
  const { ports } = await openAuthority();
  const { serial } = (await issued(ports)).certificate;
  await revoke(ports, serial);
  const lists = await Promise.all([listed(ports), listed(ports), listed(ports)]);
  for (const list of lists) expect(list.revoked.map((one) => one.serial)).toEqual([serial]);
  expect((await listed(ports)).number).toBe(1);
});

test('a certificate is revoked once: the first reason and time stay', async () => {
  const { ports } = await openAuthority();
  const { serial } = (await issued(ports)).certificate;
  const first = await revoke(ports, serial);
  ports.world.time += 1000;
  const again = await revokeCertificate(ports)({ serial, reason: 'superseded', actor: 'clerk' });
  expect(again).toEqual(first);
  expect((await listed(ports)).revoked).toHaveLength(1);
  await expect(revoke(ports, '4'.repeat(32))).rejects.toMatchObject({ code: 'not-found' });
});

test('pages fill up and all of them are listed', async () => {
  const { ports } = await openAuthority();
  const { certificate } = await issued(ports);
  const notAfter = certificate.notAfter;
  const page = Array.from({ length: 1000 }, (_, index) => ({
    serial: index.toString(16).padStart(32, '4'),
    at: ports.clock.now().toISOString(),
    reason: 0,
    notAfter,
  }));
  await ports.records.commit([
    { put: 'revocations/head', value: { total: 1000, page: 0 }, expect: 0 },
    { put: 'revocations/page/000000000000', value: { page: 0, revoked: page }, expect: 0 },
  ]);
  await revoke(ports, certificate.serial);
  const { revoked } = await listed(ports);
  expect(revoked).toHaveLength(1001);
  expect(revoked.at(-1)?.serial).toBe(certificate.serial);
});

test('what has ended leaves the list a day later', async () => {
  const { ports } = await openAuthority();
  const { serial } = (await issued(ports, { days: 2 })).certificate;
  await revoke(ports, serial);
  ports.world.time += 2.5 * day;
  expect((await listed(ports)).revoked).toHaveLength(1);
  ports.world.time += day;
  expect((await listed(ports)).revoked).toHaveLength(0);
  expect(await statusOf(ports)(serial)).toMatchObject({ status: 'revoked' });
});

test('a client comes in with a certificate for clients that is good now, and with no other', async () => {
  const { ports } = await openAuthority();
  const client = (await issued(ports, { profile: 'client-tls', days: 10 })).certificate;
  const signer = (await issued(ports)).certificate;
  const refused = { code: 'unauthenticated' };
  await expect(checkClient(ports)(client.serial)).resolves.toBeUndefined();
  await expect(checkClient(ports)(signer.serial)).rejects.toMatchObject(refused);
  await expect(checkClient(ports)('4'.repeat(32))).rejects.toMatchObject(refused);
  await revoke(ports, client.serial);
  await expect(checkClient(ports)(client.serial)).rejects.toMatchObject(refused);
  const later = (await issued(ports, { profile: 'client-tls', days: 10 })).certificate;
  ports.world.time += 11 * day;
  await expect(checkClient(ports)(later.serial)).rejects.toMatchObject(refused);
});
