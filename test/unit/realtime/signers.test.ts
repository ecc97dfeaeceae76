/** Who may sign: a department's certificate on either algorithm, an application as long as it may come in. */
import { readPrivateKey, signBytes } from '../../../layers/authority/algorithms.ts';
import { addApplication, changeApplication } from '../../../layers/core/identity/tend-applications.ts';
import { issued } from '../certificates/with-authority.ts';
import { openChannel, reading, sha256, signBody } from './open-channel.ts';

const json = { 'content-type': 'application/json' };

test('a certificate on SM2 signs with SM3', async () => {
  const { ports, post } = await openChannel();
  const of = { kind: 'department', department: 'aic', name: 'aic' } as const;
  const { certificate, key } = await issued(ports, { of, algorithm: 'SM2' });
  const body = JSON.stringify(reading('m1'));
  const signed = (digest: string, alg = 'SM2SM3') => {
    const head = { alg, kid: certificate.serial, iat: Math.floor(ports.world.time / 1000) };
    const protectedPart = Buffer.from(JSON.stringify(head)).toString('base64url');
    const payload = Buffer.from(`METER.${digest}`).toString('base64url');
    const signature = signBytes(readPrivateKey(key.privateKey), Buffer.from(`${protectedPart}.${payload}`));
    return { ...json, 'x-jws-signature': `${protectedPart}..${signature.toString('base64url')}` };
  };
  expect((await post(body, signed(sha256('other')))).status).toBe(401);
  expect((await post(body, signed(sha256(body), 'ES256'))).status).toBe(401);
  expect((await post(body, signed(sha256(body)))).status).toBe(201);
});

test('an application signs as long as it may come in and may send', async () => {
  const { ports, post } = await openChannel();
  const officer = { name: 'officer', roles: ['security-officer'] } as never;
  const wish = { name: '前置机', department: 'aic', reason: '接入' };
  await addApplication(ports)(officer, { id: 'app-meter', ...wish, permissions: ['records.send'] });
  await addApplication(ports)(officer, { id: 'app-other', ...wish, permissions: ['ticket.issue'] });
  const sendAs = async (name: string, id: string): Promise<number> => {
    const of = { kind: 'application', department: 'aic', name } as const;
    const { certificate, key } = await issued(ports, { of });
    const now = ports.world.time;
    const signing = { key: readPrivateKey(key.privateKey), serial: certificate.serial, now };
    const body = JSON.stringify(reading(id));
    return (await post(body, { ...json, 'x-jws-signature': signBody(signing, 'METER', body) })).status;
  };
  expect(await sendAs('app-meter', 'm1')).toBe(201);
  expect(await sendAs('app-other', 'm2')).toBe(403);
  await changeApplication(ports)(officer, 'app-meter', { status: 'suspended', reason: '停用' });
  expect(await sendAs('app-meter', 'm3')).toBe(403);
});
