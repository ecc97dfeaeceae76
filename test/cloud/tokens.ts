/** What the run of the suites was told: the deployed stack's addresses, and the key its issuer signs tokens with. */
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

/** Where the API is reached: the test target answers the gateway's requests under a path of its own. */
export function apiAddress(): string {
  const { ApiAddress = '' } = told<Record<string, string>>('SHUIYUAN_STACK');
  const api = new URL(ApiAddress).hostname.split('.')[0];
  return `${testTarget().AWS_ENDPOINT_URL}/_aws/execute-api/${api}/$default`;
}

/** A token as the city's issuer would give it. */
export async function makeToken(
  claims: Record<string, unknown>,
  audience = 'shuiyuan',
  life = '30m',
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
