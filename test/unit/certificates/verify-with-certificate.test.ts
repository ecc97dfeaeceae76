import { sign } from 'node:crypto';
import { readPrivateKey, signBytes } from '../../../layers/authority/algorithms.ts';
import { certificateReader } from '../../../layers/authority/certificate-reader.ts';
import { makeRoot, signIssuer } from '../../../layers/authority/root.ts';
import { revokeCertificate, verifyWithCertificate } from '../../../layers/core/certificates/index.ts';
import { install, issued, openAuthority } from './with-authority.ts';

const day = 24 * 3_600_000;
const bytes = Buffer.from('统计结果 1,234.56');

async function open(wished: Parameters<typeof issued>[1] = {}) {
  const { ports, root } = await openAuthority();
  const { certificate, key } = await issued(ports, wished);
  const privateKey = readPrivateKey(key.privateKey);
  const signature = signBytes(privateKey, bytes);
  const given = { bytes, signature, chain: [certificate.certificate], at: ports.clock.now() };
  const verify = (change: Partial<typeof given> = {}) =>
    verifyWithCertificate(ports)({ ...given, ...change });
  return { ports, root, certificate, privateKey, verify };
}

const bad = { code: 'integrity' };

test.each(['P-256', 'SM2'] as const)(
  'a signature with %s names the owner of its certificate',
  async (algorithm) => {
    const { verify } = await open({ algorithm });
    expect((await verify()).certificate.value.owner).toMatchObject({ department: 'power' });
    await expect(verify({ bytes: Buffer.from('统计结果 1,234.57') })).rejects.toMatchObject(bad);
  },
);

test('r ‖ s is taken as well as DER', async () => {
  const { verify, privateKey } = await open();
  const signature = sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
  expect(signature).toHaveLength(64);
  await expect(verify({ signature })).resolves.toMatchObject({
    certificate: { value: { profile: 'signing' } },
  });
});

test('a certificate that is not ours, not there, or not for signing is refused', async () => {
  const { verify } = await open();
  const stranger = await open();
  await expect(verify({ chain: [] })).rejects.toMatchObject(bad);
  await expect(verify({ chain: [stranger.certificate.certificate] })).rejects.toMatchObject(bad);
  const client = await open({ profile: 'client-tls' });
  await expect(client.verify()).rejects.toThrow('not for signing');
});

test('it counts only within its time', async () => {
  const { verify, ports, certificate } = await open({ days: 10 });
  const now = ports.clock.now().getTime();
  await expect(verify({ at: new Date(now + 9 * day) })).resolves.toMatchObject({
    certificate: { value: { serial: certificate.serial } },
  });
  await expect(verify({ at: new Date(now + 10 * day) })).rejects.toMatchObject(bad);
  await expect(verify({ at: new Date(now - 600_000) })).rejects.toMatchObject(bad);
});

test('what was received before a revocation stands, unless the key was in other hands', async () => {
  for (const [reason, stands] of [
    ['superseded', true],
    ['key-compromise', false],
    ['unspecified', false],
  ] as const) {
    const { verify, ports, certificate } = await open();
    const before = ports.clock.now();
    ports.world.time += 10_000;
    await revokeCertificate(ports)({ serial: certificate.serial, reason, actor: 'officer' });
    await expect(verify({ at: ports.clock.now() })).rejects.toThrow('revoked');
    const earlier = verify({ at: before });
    if (stands)
      await expect(earlier).resolves.toMatchObject({ certificate: { value: { stage: 'revoked' } } });
    else await expect(earlier).rejects.toThrow('revoked');
  }
});

test('after a new root, a certificate under the old one does not count', async () => {
  const { verify, ports } = await open();
  await expect(verify()).resolves.toBeDefined();
  const stranger = await makeRoot('another', 'P-256', ports.clock.now());
  const chain = await signIssuer(
    stranger,
    await ports.authority.requestOwn('x'),
    'another issuer',
    ports.clock.now(),
  );
  expect(certificateReader.readChain(chain)).toBeDefined();
  await install(ports, stranger);
  // The issuing key and name are the same, so the chain leads to the new root.
  await expect(verify()).resolves.toBeDefined();
  const { installAuthority } = await import('../../../layers/core/certificates/index.ts');
  await installAuthority(ports)({ chain, actor: 'officer' });
  await expect(verify()).rejects.toThrow('does not lead');
});
