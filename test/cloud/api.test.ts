/** The deployed API behind its gateway: what is open, what needs a token, and who a token makes of you. */
import { importJWK, type JWK, SignJWT } from 'jose';
import { testTarget } from './test-resources.ts';

interface Issuer {
  readonly issuer: string;
  readonly key: JWK;
}

function told<T>(variable: string): T {
  const text = process.env[variable];
  if (text === undefined) throw new Error(`${variable} is not set: run these tests with npm run test:cloud`);
  return JSON.parse(text) as T;
}

/** The test target answers the gateway's requests under a path of its own. */
function address(path: string): string {
  const { ApiAddress = '' } = told<Record<string, string>>('SHUIYUAN_STACK');
  const api = new URL(ApiAddress).hostname.split('.')[0];
  return `${testTarget().AWS_ENDPOINT_URL}/_aws/execute-api/${api}/$default${path}`;
}

async function makeToken(
  claims: Record<string, unknown>,
  audience = 'shuiyuan',
  life = '5m',
): Promise<string> {
  const { issuer, key } = told<Issuer>('SHUIYUAN_TOKENS');
  return new SignJWT({ sub: 'app-1', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(life)
    .sign(await importJWK(key, 'RS256'));
}

const ask = (path: string, token?: string) =>
  fetch(address(path), token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

describe('the deployed API', () => {
  test('answers its health without a token', async () => {
    const answer = await ask('/api/v1/health');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'ok' });
  }, 60_000);

  test('publishes its description without a token', async () => {
    const answer = await ask('/api/v1/openapi.json');
    expect(await answer.json()).toMatchObject({ openapi: '3.1.0' });
  }, 60_000);

  test.each(['swagger-ui.css', 'start.js'])(
    'serves %s of its documentation',
    async (file) => {
      expect((await ask(`/api/v1/docs/${file}`)).status).toBe(200);
    },
    60_000,
  );

  test('refuses who has no token', async () => {
    expect((await ask('/api/v1/resources')).status).toBe(401);
  }, 60_000);

  test('refuses a token for somebody else, and one that has ended', async () => {
    expect((await ask('/api/v1/resources', await makeToken({}, 'another'))).status).toBe(401);
    expect((await ask('/api/v1/resources', await makeToken({}, 'shuiyuan', '-5m'))).status).toBe(401);
  }, 60_000);

  test("lets a department in, and keeps it from what is the operator's", async () => {
    const token = await makeToken({ department: 'market', roles: ['department'] });
    expect((await ask('/api/v1/resources', token)).status).toBe(200);
    expect((await ask('/api/v1/queues', token)).status).toBe(403);
  }, 60_000);

  test('shows the operator the depth of every queue', async () => {
    const answer = await ask('/api/v1/queues', await makeToken({ roles: ['operator'] }));
    expect(answer.status).toBe(200);
    expect(JSON.stringify(await answer.json())).toContain('"parcels"');
  }, 60_000);
});
