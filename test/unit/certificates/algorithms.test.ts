import { createPublicKey, createVerify, X509Certificate } from 'node:crypto';
import { fitsBytes, makeKeyPair, readPrivateKey, signBytes } from '../../../layers/authority/algorithms.ts';
import { certificateReader } from '../../../layers/authority/certificate-reader.ts';
import { writeRequest } from '../../../layers/authority/certification-request.ts';
import { encryptKey } from '../../../layers/authority/encrypted-key.ts';
import { localIssuingKey } from '../../../layers/authority/issuing-key.ts';
import { readAll } from '../../../layers/authority/read-der.ts';
import { makeRoot, openRoot, signIssuer } from '../../../layers/authority/root.ts';

/** Made by gmssl 3.2.2 (PyPI), with the default identifier, over `税源 SM2`. */
const foreign = {
  publicKey:
    'b9c9a6e04e9c91f7ba880429273747d7ef5ddeb0bb2ff6317eb00bef331a83081a6994b8993f3f5d6eadddb81872266c87c018fb4162f5af347b483e24620207',
  signature:
    '3045022100f00a6a0d0ef889333945549fdf73cc65ce23824280233fcbbcf4e2c444e9884902202f560fdb13c79f749b4ee9cbd4ed09eee2af17186595baebeeff5184e4a64197',
};
const spkiOf = (point: string) =>
  Buffer.from(`3059301306072a8648ce3d020106082a811ccf5501822d03420004${point}`, 'hex');

test('SM2 takes what another implementation signed, and nothing else', () => {
  const spki = spkiOf(foreign.publicKey);
  const signature = Buffer.from(foreign.signature, 'hex');
  expect(fitsBytes(spki, Buffer.from('税源 SM2'), signature)).toBe(true);
  expect(fitsBytes(spki, Buffer.from('税源 SM3'), signature)).toBe(false);
  expect(fitsBytes(makeKeyPair('SM2').publicKey, Buffer.from('税源 SM2'), signature)).toBe(false);
});

test.each(['P-256', 'SM2'] as const)('%s fits its own signatures over these bytes alone', (algorithm) => {
  const { privateKey, publicKey } = makeKeyPair(algorithm);
  const signature = signBytes(readPrivateKey(privateKey), Buffer.from('a'));
  expect(fitsBytes(publicKey, Buffer.from('a'), signature)).toBe(true);
  expect(fitsBytes(publicKey, Buffer.from('b'), signature)).toBe(false);
  expect(fitsBytes(publicKey, Buffer.from('a'), Buffer.from('no signature'))).toBe(false);
  expect(fitsBytes(Buffer.from('no key'), Buffer.from('a'), signature)).toBe(false);
});

test('what P-256 signs is plain ECDSA', () => {
  const { privateKey, publicKey } = makeKeyPair('P-256');
  const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  const signature = signBytes(readPrivateKey(privateKey), Buffer.from('a'));
  expect(createVerify('sha256').update('a').verify(key, signature)).toBe(true);
});

test.each(['P-256', 'SM2'] as const)(
  'a root of %s signs an issuer, and its key opens with its passphrase alone',
  async (algorithm) => {
    const now = new Date();
    const root = await makeRoot('根', algorithm, now);
    const file = encryptKey(root.privateKey, 'correct horse battery');
    expect(() => openRoot(file, 'wrong', root.certificate)).toThrow(/passphrase/);
    const other = await makeRoot('根', algorithm, now);
    expect(() => openRoot(file, 'correct horse battery', other.certificate)).toThrow(/not that of/);
    const opened = openRoot(file, 'correct horse battery', root.certificate);
    const key = localIssuingKey(makeKeyPair(algorithm).privateKey);
    const csr = await writeRequest(key, { organisation: 'x', name: 'x' });
    const chain = certificateReader.readChain(await signIssuer(opened, csr, 'x', now));
    expect(certificateReader.isIssuedBy(chain.issuing, chain.root)).toBe(true);
    expect(new X509Certificate(Buffer.from(chain.issuing, 'base64')).ca).toBe(true);
  },
);

test('a passphrase that is short is refused', async () => {
  const root = await makeRoot('root', 'P-256', new Date());
  expect(() => encryptKey(root.privateKey, 'short')).toThrow(/12/);
});

test('serial numbers are positive, of 128 bits, and differ', () => {
  const serials = Array.from({ length: 200 }, () => certificateReader.newSerial());
  for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9a-f]{31}$/);
  expect(new Set(serials).size).toBe(200);
});

test.each(['', '30', '3080', '308101', '30820001', '3084ffffffff00', '1f01', '300501', '3003020100ff00'])(
  'DER %s is refused, not misread',
  (hex) => {
    const bytes = Buffer.from(hex, 'hex');
    const read = () => readAll(bytes, 'x').map(({ body }) => readAll(body, 'x'));
    if (hex === '') expect(read()).toEqual([]);
    else expect(read).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  },
);
