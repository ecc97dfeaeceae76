import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { countTries } from '../../../layers/embedded/identity/attempts.ts';
import { openIdentityDatabase } from '../../../layers/embedded/identity/identity-database.ts';
import { openIdentityStore } from '../../../layers/embedded/identity/identity-store.ts';
import { keepOnce } from '../../../layers/embedded/identity/kept-once.ts';
import { oidcArtifacts } from '../../../layers/embedded/identity/oidc-artifacts.ts';
import {
  digestCode,
  makeRecoveryCodes,
  makeSecret,
  stepOf,
} from '../../../layers/embedded/identity/one-time-codes.ts';
import { openPasswords } from '../../../layers/embedded/identity/passwords.ts';
import { sealWith } from '../../../layers/embedded/identity/sealing.ts';
import { makeFolder } from '../../acceptance/files.ts';

describe('passwords', () => {
  const passwords = openPasswords();

  test('fit their own hash, and each hash is salted', async () => {
    const [one, other] = await Promise.all([
      passwords.hash('violet kettle'),
      passwords.hash('violet kettle'),
    ]);
    expect(one.hash).not.toBe(other.hash);
    expect(one).toMatchObject({ algorithm: 'argon2id', memory: 19_456, passes: 2, lanes: 1 });
    expect(await passwords.fits('violet kettle', one)).toBe(true);
    expect(await passwords.fits('violet Kettle', one)).toBe(false);
    expect(await passwords.fits('anything', undefined)).toBe(false);
  });

  test('are the same however the keyboard writes their characters', async () => {
    const kept = await passwords.hash('caf\u00e9 caf\u00e9');
    expect(await passwords.fits('cafe\u0301 cafe\u0301', kept)).toBe(true);
  });

  test('made with other figures are known by them, and found outdated', async () => {
    const kept = await passwords.hash('violet kettle');
    expect(passwords.isOutdated(kept)).toBe(false);
    expect(passwords.isOutdated({ ...kept, memory: 9_216 })).toBe(true);
  });

  test('of more people than may wait are sent away, and the rest are judged', async () => {
    const many = await Promise.allSettled(Array.from({ length: 90 }, () => passwords.fits('x', undefined)));
    const sent = many.filter(({ status }) => status === 'rejected');
    expect(sent).toHaveLength(90 - 4 - 64);
    expect(await passwords.fits('x', undefined)).toBe(false);
  });
});

describe('one-time codes', () => {
  const now = 1_700_000_000_000;
  const at = (secret: string, time: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: time });

  test('fit a step either way and no further', () => {
    const secret = makeSecret();
    const steps = [-2, -1, 0, 1, 2].map((off) => stepOf(secret, at(secret, now + off * 30_000), now));
    const middle = Math.floor(now / 30_000);
    expect(steps).toEqual([undefined, middle - 1, middle, middle + 1, undefined]);
    expect(stepOf(secret, 'abcdef', now)).toBeUndefined();
  });

  test('can be recovered by codes that look different for each account', () => {
    const codes = makeRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    const [code = ''] = codes;
    expect(digestCode('li', code)).toBe(digestCode('li', code.toUpperCase().replace('-', ' ')));
    expect(digestCode('li', code)).not.toBe(digestCode('wang', code));
  });
});

describe('what is sealed', () => {
  const sealing = sealWith(Buffer.alloc(32, 7));

  test('opens for its account alone, and unchanged', () => {
    const sealed = sealing.seal('secret', 'li');
    expect(sealing.open(sealed, 'li')).toBe('secret');
    expect(() => sealing.open(sealed, 'wang')).toThrow();
    const bytes = Buffer.from(sealed, 'base64url');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(() => sealing.open(bytes.toString('base64url'), 'li')).toThrow();
    expect(() => sealWith(Buffer.alloc(32, 8)).open(sealed, 'li')).toThrow();
  });
});

describe('what is kept', () => {
  test('is taken once, marks only rise, and what has run out is gone', () => {
    const kept = keepOnce(openIdentityDatabase(':memory:'));
    kept.keep('challenge', 'a', { value: 1 }, 60);
    kept.keep('challenge', 'old', { value: 2 }, -1);
    expect(kept.take('challenge', 'a')).toEqual({ value: 1 });
    expect(kept.take('challenge', 'a')).toBeUndefined();
    expect(kept.read('challenge', 'old')).toBeUndefined();
    expect([kept.raise('code', 'li', 5), kept.raise('code', 'li', 5), kept.raise('code', 'li', 4)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([kept.raise('code', 'li', 6), kept.raise('code', 'wang', 1), kept.mark('code', 'li')]).toEqual([
      true,
      true,
      6,
    ]);
  });

  test('of refresh tokens and codes cannot be used by whoever reads the file', async () => {
    const database = openIdentityDatabase(':memory:');
    for (const model of ['RefreshToken', 'AuthorizationCode']) {
      const store = oidcArtifacts(database, model);
      await store.upsert(
        `value-of-${model}`,
        { jti: `value-of-${model}`, grantId: 'g', accountId: 'li' },
        60,
      );
      expect(await store.find(`value-of-${model}`)).toMatchObject({
        jti: `value-of-${model}`,
        accountId: 'li',
      });
      await store.consume(`value-of-${model}`);
      expect((await store.find(`value-of-${model}`))?.consumed).toBeGreaterThan(0);
    }
    const rows = JSON.stringify(database.prepare('select * from artifacts').all());
    expect(rows).not.toContain('value-of-');
    expect(rows).toContain(createHash('sha256').update('value-of-RefreshToken').digest('base64url'));
    await oidcArtifacts(database, 'RefreshToken').revokeByGrantId('g');
    expect(await oidcArtifacts(database, 'RefreshToken').find('value-of-RefreshToken')).toBeUndefined();
  });

  test('of failed tries is durable, and names nobody', async () => {
    const folder = await makeFolder();
    const first = await openIdentityStore(folder);
    for (let turn = 0; turn < 5; turn += 1) expect(first.tries.begin('li', '10.0.0.1').wait).toBe(0);
    first.close();
    const again = await openIdentityStore(folder);
    expect(again.tries.begin('li', '10.0.0.2').wait).toBeGreaterThan(0);
    again.tries.unlock('li');
    expect(again.tries.begin('li', '10.0.0.2').wait).toBe(0);
    again.close();
    expect(readFileSync(join(folder, 'identity.sqlite')).includes('10.0.0.1')).toBe(false);
  });

  test('of tries from one address is limited whatever the names', () => {
    let now = 1_000_000;
    const tries = countTries(openIdentityDatabase(':memory:'), () => now);
    for (let turn = 0; turn < 30; turn += 1) expect(tries.begin(`name-${turn}`, '10.0.0.1').wait).toBe(0);
    expect(tries.begin('another', '10.0.0.1').wait).toBe(30_000);
    expect(tries.begin('another', '10.0.0.2').wait).toBe(0);
    now += 30_000;
    expect(tries.begin('another', '10.0.0.1').wait).toBe(0);
  });

  test('of signing keys is the same after a restart', async () => {
    const folder = await makeFolder();
    const first = await openIdentityStore(folder);
    const [key] = first.signing.keys();
    first.close();
    const again = await openIdentityStore(folder);
    expect(again.signing.keys()).toEqual([key]);
    again.close();
  });
});
