/** Applications that sign in with their certificates, signing keys that turn under load, and an issuer outside. */
import { generateKeyPairSync } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import { startTestIssuer, type TestIssuer } from '../../scripts/test-issuer.ts';
import {
  awaitReady,
  openEmbedded,
  readCredentials,
  type StartedHost,
  startHost,
  stopHost,
} from './embedded-home.ts';
import { makeFolder } from './files.ts';
import type { Home } from './home.ts';
import { assertion, type Machine, proof, SecurePlatform } from './identity/machine.ts';

const slow = 120_000;

describe('an application', () => {
  let host: StartedHost;
  let platform: SecurePlatform;
  beforeAll(async () => {
    const folder = await makeFolder();
    const keyRhythm = { life: 3, ahead: 2, after: 12 };
    const identity = JSON.stringify({ accessSeconds: 8, keyRhythm });
    host = startHost(folder, { SHUIYUAN_TLS: 'on', SHUIYUAN_IDENTITY: identity });
    await awaitReady(host);
    platform = new SecurePlatform(readCredentials(folder));
    await platform.trust();
  }, slow);
  afterAll(async () => {
    await stopHost(host);
    await rm(host.folder, { recursive: true, force: true });
  }, slow);

  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const overTls = (machine: Machine) => platform.askToken({ client_id: machine.id }, { shown: machine });

  async function byAssertion(machine: Machine, key = machine.key) {
    const issuer = `${platform.url}/oidc`;
    const headers = { dpop: await proof(key, 'POST', `${issuer}/token`) };
    return platform.askToken(await assertion(issuer, machine), { headers });
  }

  test('gets a token over mutual TLS that is good with its certificate alone', async () => {
    const [machine, other] = [await platform.addMachine('app-meter'), await platform.addMachine('app-other')];
    const { status, body } = await overTls(machine);
    expect({ status, body }).toMatchObject({ status: 200 });
    expect(decodeJwt(body.access_token)).toMatchObject({
      sub: 'app-meter',
      aud: 'shuiyuan',
      cnf: { 'x5t#S256': machine.thumbprint },
    });
    const headers = bearer(body.access_token);
    expect(await platform.call('/api/v1/me', { headers, shown: machine })).toMatchObject({
      status: 200,
      body: { name: 'app-meter', department: 'power' },
    });
    expect((await platform.call('/api/v1/me', { headers })).status).toBe(401);
    expect((await platform.call('/api/v1/me', { headers, shown: other })).status).toBe(401);
  });

  test('is not let in with another’s certificate, or with none', async () => {
    const [machine, other] = [await platform.addMachine('app-one'), await platform.addMachine('app-two')];
    expect((await platform.askToken({ client_id: machine.id }, { shown: other })).status).toBe(401);
    expect((await platform.askToken({ client_id: machine.id })).status).toBe(401);
  });

  test('signs an assertion where TLS ends elsewhere, and proves its key with every request', async () => {
    const machine = await platform.addMachine('app-proof');
    const { status, body } = await byAssertion(machine);
    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: 'DPoP' } });
    const token = String(body.access_token);
    const address = `${platform.url}/api/v1/me`;
    const ask = async (dpop?: string) =>
      (
        await platform.call('/api/v1/me', {
          headers: { authorization: `DPoP ${token}`, ...(dpop ? { dpop } : {}) },
        })
      ).status;
    const good = await proof(machine.key, 'GET', address, token);
    expect(await ask(good)).toBe(200);
    expect(await ask(good)).toBe(401);
    expect(await ask()).toBe(401);
    expect(await ask(await proof(machine.key, 'POST', address, token))).toBe(401);
    expect(await ask(await proof(machine.key, 'GET', `${platform.url}/api/v1/resources`, token))).toBe(401);
    expect(await ask(await proof(machine.key, 'GET', address, 'another token'))).toBe(401);
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(await ask(await proof(stranger, 'GET', address, token))).toBe(401);
  });

  test('proves no other key than its certificate’s', async () => {
    const machine = await platform.addMachine('app-bound');
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect((await byAssertion(machine, stranger)).status).toBe(400);
    expect((await byAssertion({ ...machine, key: stranger })).status).toBe(401);
  });

  test('ends with its certificate: tokens it has, and tokens it would get', async () => {
    const machine = await platform.addMachine('app-revoked');
    const { access_token: token } = (await byAssertion(machine)).body;
    const ask = async () =>
      (
        await platform.call('/api/v1/me', {
          headers: {
            authorization: `DPoP ${token}`,
            dpop: await proof(machine.key, 'GET', `${platform.url}/api/v1/me`, token),
          },
        })
      ).status;
    expect(await ask()).toBe(200);
    await platform.revoke(machine);
    expect(await ask()).toBe(401);
    expect((await byAssertion(machine)).status).toBe(401);
    await expect(overTls(machine)).rejects.toThrow();
  });

  test(
    'never meets a key it cannot know while keys turn under load',
    async () => {
      const machine = await platform.addMachine('app-busy');
      const shownKeys = async (): Promise<string[]> =>
        (await platform.call('/oidc/jwks')).body.keys.map(({ kid }: { kid: string }) => kid);
      let before = await shownKeys();
      const used = new Set<string>();
      const held: { token: string; exp: number }[] = [];
      const end = performance.now() + 90_000;
      while (used.size < 4 && performance.now() < end) {
        const now = await shownKeys();
        const answers = await Promise.all([overTls(machine), overTls(machine), overTls(machine)]);
        for (const { status, body } of answers) {
          expect(status).toBe(200);
          const { kid = '' } = decodeProtectedHeader(body.access_token);
          used.add(kid);
          expect([...before, ...now]).toContain(kid);
          held.push({ token: body.access_token, exp: decodeJwt(body.access_token).exp ?? 0 });
        }
        before = now;
        for (const { token, exp } of held.splice(0, Math.max(0, held.length - 6))) {
          const { status } = await platform.call('/api/v1/me', { headers: bearer(token), shown: machine });
          if (Date.now() / 1000 < exp) expect(status).toBe(200);
        }
      }
      expect(used.size).toBeGreaterThanOrEqual(4);
    },
    slow,
  );
});

describe('an issuer outside', () => {
  let issuer: TestIssuer;
  let home: Home;
  beforeAll(async () => {
    issuer = await startTestIssuer();
    home = await openEmbedded({
      SHUIYUAN_ISSUER: issuer.issuer,
      SHUIYUAN_DIRECTORY: 'claims',
      SHUIYUAN_BOOTSTRAP_TOKENS: 'off',
    });
  }, slow);
  afterAll(async () => {
    await home?.close();
    await issuer?.stop();
  }, slow);

  const tokenOf = async (claims: Record<string, unknown>, of: TestIssuer = issuer) =>
    new SignJWT({ iss: issuer.issuer, aud: 'shuiyuan', ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'test' })
      .setExpirationTime('5m')
      .sign(await importJWK(of.key, 'RS256'));
  const ask = (token: string, path = '/me', method = 'GET') =>
    fetch(`${home.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: '{}' } : {}),
    });

  test('says who asks, and no other does', async () => {
    const me = await ask(await tokenOf({ sub: 'li', department: 'power', roles: ['provider'] }));
    expect(await me.json()).toMatchObject({ name: 'li', department: 'power', roles: ['provider'] });
    const stranger = await startTestIssuer();
    expect((await ask(await tokenOf({ sub: 'li', roles: ['operator'] }, stranger))).status).toBe(401);
    await stranger.stop();
  });

  test('leaves the home without pages of its own, and says so', async () => {
    expect((await fetch(`${home.url}/oidc/.well-known/openid-configuration`)).status).toBe(404);
    const officer = await tokenOf({ sub: 'wang', roles: ['security-officer'] });
    const user = {
      name: 'zhao',
      displayName: '赵',
      department: 'power',
      roles: ['provider'],
      reason: '测试',
    };
    const added = await fetch(`${home.url}/api/v1/users`, {
      method: 'POST',
      headers: { authorization: `Bearer ${officer}`, 'content-type': 'application/json' },
      body: JSON.stringify(user),
    });
    expect(added.status).toBe(201);
    const refused = await ask(officer, '/users/zhao/invitation', 'POST');
    expect(await refused.json()).toMatchObject({ status: 409, code: 'sign-in-elsewhere' });
  });

  test('is the only way in once the bootstrap tokens are off', async () => {
    expect((await ask(home.tokens.operator)).status).toBe(401);
  });
});
