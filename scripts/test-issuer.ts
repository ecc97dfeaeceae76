/** An OIDC issuer for tests: discovery and one key on a loopback port; whoever holds the key makes tokens. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

export interface TestIssuer {
  readonly issuer: string;
  /** The private key, to sign tokens with; its `kid` and `alg` are set. */
  readonly key: JWK;
  stop(): Promise<void>;
}

/** Starts the issuer with a fresh RS256 key. */
export async function startTestIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const named = { kid: 'test', alg: 'RS256', use: 'sig' };
  const keys = [{ ...(await exportJWK(publicKey)), ...named }];
  let issuer = '';
  const server = createServer((request, response) => {
    const isDiscovery = request.url === '/.well-known/openid-configuration';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isDiscovery ? { issuer, jwks_uri: `${issuer}/jwks` } : { keys }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the issuer has no port');
  issuer = `http://127.0.0.1:${address.port}`;
  return {
    issuer,
    key: { ...(await exportJWK(privateKey)), ...named },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
