import { importJWK, type JWTPayload, SignJWT } from 'jose';
import { TransientError } from '../../../layers/core/errors.ts';
import { verifyToken } from '../../../layers/oidc/verify-token.ts';
import { startTestIssuer, type TestIssuer } from '../../../scripts/test-issuer.ts';

describe('a bearer token', () => {
  let known: TestIssuer;
  let stranger: TestIssuer;
  beforeAll(async () => {
    known = await startTestIssuer();
    stranger = await startTestIssuer();
  });
  afterAll(() => Promise.all([known.stop(), stranger.stop()]));

  async function make(claims: JWTPayload, signer: TestIssuer = known): Promise<string> {
    const token = new SignJWT({ sub: 'app-1', iss: known.issuer, aud: 'shuiyuan', ...claims });
    const lasting = claims.exp === undefined ? token.setExpirationTime('5m') : token;
    return lasting
      .setProtectedHeader({ alg: 'RS256', kid: 'test' })
      .sign(await importJWK(signer.key, 'RS256'));
  }

  const identify = (authorization?: string) =>
    verifyToken({ issuer: known.issuer, audience: 'shuiyuan' })(
      new Request('https://api.example/', authorization === undefined ? {} : { headers: { authorization } }),
    );
  const identifyToken = async (claims: JWTPayload, signer?: TestIssuer) =>
    identify(`Bearer ${await make(claims, signer)}`);

  test('makes its bearer a principal with the roles we know', async () => {
    expect(await identifyToken({ department: 'tax', roles: ['provider', 'emperor'] })).toEqual({
      name: 'app-1',
      department: 'tax',
      roles: ['provider'],
    });
    expect(await identifyToken({ roles: 'operator auditor' })).toMatchObject({
      roles: ['operator', 'auditor'],
    });
  });

  test.each([
    ['has ended', { exp: 1_000_000_000 }],
    ['is for somebody else', { aud: 'another' }],
    ['names another issuer', { iss: 'https://elsewhere.example' }],
    ['names nobody', { sub: '' }],
  ])('makes nobody of its bearer when it %s', async (_, claims) => {
    expect(await identifyToken(claims)).toBeUndefined();
  });

  test('makes nobody of its bearer when another key signed it', async () => {
    expect(await identifyToken({}, stranger)).toBeUndefined();
  });

  test('makes nobody of its bearer when nobody signed it', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { sub: 'app-1', iss: known.issuer, aud: 'shuiyuan', exp: 4_000_000_000 };
    expect(await identify(`Bearer ${part({ alg: 'none' })}.${part(claims)}.`)).toBeUndefined();
  });

  test.each([[undefined], ['Basic YTpi'], ['Bearer '], ['Bearer no-token']])(
    'is none: %j',
    async (header) => {
      expect(await identify(header)).toBeUndefined();
    },
  );

  test('cannot be judged while the issuer is away', async () => {
    const away = await startTestIssuer();
    const token = await make({ iss: away.issuer }, away);
    await away.stop();
    const request = new Request('https://api.example/', { headers: { authorization: `Bearer ${token}` } });
    await expect(verifyToken({ issuer: away.issuer, audience: 'shuiyuan' })(request)).rejects.toThrow(
      TransientError,
    );
  });
});
