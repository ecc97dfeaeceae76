/** A result is believed only when the provider's certificate leads to the pinned root and its key signed these bytes. */
import { sign } from 'node:crypto';
import { checkResult } from '../../../cli/certificates/check-result.ts';
import { makeKeyPair, readPrivateKey } from '../../../layers/authority/algorithms.ts';
import { x509Authority } from '../../../layers/authority/authority.ts';
import { certificateReader } from '../../../layers/authority/certificate-reader.ts';
import { localIssuingKey } from '../../../layers/authority/issuing-key.ts';
import { mustAuthority } from '../../../layers/core/certificates/index.ts';
import type { Authority } from '../../../layers/core/ports/authority.ts';
import { resultBytes } from '../../../layers/core/questions/take-result.ts';
import type { Result, ResultDocument } from '../../../schemas/result.ts';
import { install, issued, openAuthority, type Wished } from '../certificates/with-authority.ts';

const document: ResultDocument = {
  schema: 'result/1',
  question: 'Q1',
  version: 1,
  questionDigest: 'ab'.repeat(32),
  department: 'power',
  resource: 'POWER',
  period: '201501',
  madeAt: '2015-02-01T00:00:00.000Z',
  cells: [],
};

/** By an authority of its own, if it is given. */
async function signed(wished: Wished = {}, authority?: Authority) {
  const opened = await openAuthority();
  const ports = { ...opened.ports, ...(authority ? { authority } : {}) };
  await install(ports, opened.root);
  const { certificate, key } = await issued(ports, wished);
  const { issuing, root } = await mustAuthority(ports);
  const by = { key: readPrivateKey(key.privateKey), dsaEncoding: 'ieee-p1363' } as const;
  const result = {
    document,
    signature: sign('sha256', resultBytes(document), by).toString('base64url'),
    chain: [certificate.certificate, issuing, root],
    receivedAt: ports.clock.now().toISOString(),
    stands: true,
  } as Result & { stands: boolean };
  return { result, root: certificateReader.read(root).sha256 };
}

const badSignature = expect.objectContaining({ code: 'bad-signature' });

test('what the provider signed under its certificate holds', async () => {
  const { result, root } = await signed();
  expect(() => checkResult(result, root)).not.toThrow();
});

test.each<[string, (result: Result) => Partial<Result>]>([
  ['another document', () => ({ document: { ...document, period: '201502' } })],
  ['another department’s document', () => ({ document: { ...document, department: 'tax' } })],
  ['a chain without its root', ({ chain }) => ({ chain: chain.slice(0, 2) })],
  ['an issuer in the leaf’s place', ({ chain }) => ({ chain: chain.toSpliced(0, 1, chain[1] ?? '') })],
  ['a chain that cannot be read', ({ chain }) => ({ chain: chain.with(0, 'AAAA') })],
  ['a time after the certificate', () => ({ receivedAt: '2100-01-01T00:00:00.000Z' })],
])('%s is refused', async (_what, change) => {
  const { result, root } = await signed();
  const changed = { ...result, ...change(result) };
  expect(() => checkResult(changed, root)).toThrow(badSignature);
});

test('another root, another owner, another purpose: refused', async () => {
  const { result, root } = await signed();
  const other = await signed();
  expect(() => checkResult(result, other.root)).toThrow(badSignature);
  expect(() => checkResult({ ...result, chain: other.result.chain }, root)).toThrow(badSignature);
  const tax = await signed({ of: { kind: 'department', department: 'tax', name: 'tax' } });
  expect(() => checkResult(tax.result, tax.root)).toThrow(badSignature);
  const client = await signed({ profile: 'client-tls' });
  expect(() => checkResult(client.result, client.root)).toThrow(badSignature);
});

test('a forger with an authority of his own is refused, whatever he puts above it', async () => {
  const { result, root } = await signed();
  const [, issuer = '', top = ''] = result.chain;
  const forged = await signed({}, x509Authority(localIssuingKey(makeKeyPair('P-256').privateKey)));
  expect(() => checkResult(forged.result, forged.root)).not.toThrow();
  const [leaf = '', ownIssuer = ''] = forged.result.chain;
  for (const chain of [forged.result.chain, [leaf, ownIssuer, top], [leaf, issuer, top]])
    expect(() => checkResult({ ...forged.result, chain }, root)).toThrow(badSignature);
});

test('a result whose key was lost does not stand', async () => {
  const { result, root } = await signed();
  const lost = { ...result, stands: false };
  expect(() => checkResult(lost, root)).toThrow(expect.objectContaining({ code: 'signer-revoked' }));
});
