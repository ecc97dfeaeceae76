import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { confirmationSchema, holdsKey, rememberProofs } from '../../../layers/oidc/sender-proof.ts';
import { proof } from '../../acceptance/identity/machine.ts';

const makeKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const jktOf = async (key: KeyObject) => {
  const { d: _, ...open } = await exportJWK(key);
  return calculateJwkThumbprint(open);
};
const address = 'https://api.example/api/v1/me';
const token = 'a.b.c';
const request = (dpop?: string) => new Request(`${address}?page=2`, { headers: dpop ? { dpop } : {} });

test('a token that is bound to nothing needs no proof', async () => {
  expect(await holdsKey(undefined, { request: request(), token }, rememberProofs())).toBe(true);
});

test('a confirmation that cannot be checked is none', async () => {
  expect(confirmationSchema.safeParse({ 'x5t#S256': 'a', kid: 'b' }).success).toBe(false);
  expect(await holdsKey({}, { request: request(), token }, rememberProofs())).toBe(false);
});

test('a token bound to a certificate goes with its connection alone', async () => {
  const bound = { 'x5t#S256': createHash('sha256').update('der').digest('base64url') };
  const sent = { request: request(), token };
  expect(await holdsKey(bound, { ...sent, certificate: bound['x5t#S256'] }, rememberProofs())).toBe(true);
  expect(await holdsKey(bound, { ...sent, certificate: 'another' }, rememberProofs())).toBe(false);
  expect(await holdsKey(bound, sent, rememberProofs())).toBe(false);
});

test('a token bound to a key needs a proof by it, for this request, once', async () => {
  const key = makeKey();
  const bound = { jkt: await jktOf(key) };
  const seen = rememberProofs();
  const holds = (dpop?: string) => holdsKey(bound, { request: request(dpop), token }, seen);
  const good = await proof(key, 'GET', address, token);
  expect(await holds(good)).toBe(true);
  expect(await holds(good)).toBe(false);
  expect(await holds()).toBe(false);
  expect(await holds('no proof')).toBe(false);
  expect(await holds(await proof(makeKey(), 'GET', address, token))).toBe(false);
  expect(await holds(await proof(key, 'POST', address, token))).toBe(false);
  expect(await holds(await proof(key, 'GET', 'https://elsewhere.example/api/v1/me', token))).toBe(false);
  expect(await holds(await proof(key, 'GET', address, 'other'))).toBe(false);
  expect(await holds(await proof(key, 'GET', address))).toBe(false);
});

test('behind a gateway a proof is made for the address clients know', async () => {
  const key = makeKey();
  const bound = { jkt: await jktOf(key) };
  const dpop = await proof(key, 'GET', 'https://city.example/api/v1/me', token);
  const sent = { request: request(dpop), token, origin: 'https://city.example' };
  expect(await holdsKey(bound, sent, rememberProofs())).toBe(true);
});

test('proofs are remembered up to a bound, and at it nothing is believed', () => {
  const seen = rememberProofs(2);
  const soon = Date.now() + 60_000;
  expect([seen.take('a', soon), seen.take('a', soon), seen.take('b', soon), seen.take('c', soon)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  const old = rememberProofs(1);
  expect([old.take('a', Date.now() - 1), old.take('b', soon)]).toEqual([true, true]);
});
