/** An application as it signs in: a key, a certificate of the platform's authority, TLS, assertions and proofs. */
import { createHash, createPrivateKey, type KeyObject, randomUUID, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { exportJWK, SignJWT } from 'jose';
import { requestWith } from '../../../cli/certificates/key-file.ts';
import type { Credentials } from '../../../host/credentials.ts';
import { makeFolder } from '../files.ts';

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read many shapes
  readonly body: any;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** The client certificate of the connection. */
  readonly shown?: Machine;
}

export interface Machine {
  readonly id: string;
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
  readonly thumbprint: string;
}

/** A platform that speaks TLS with a certificate of its own authority. */
export class SecurePlatform {
  readonly url: string;
  readonly #credentials: Credentials;
  #authority: string | undefined;

  constructor(credentials: Credentials) {
    this.url = credentials.url;
    this.#credentials = credentials;
  }

  /** A connection of its own each time, so that nobody rides on another's certificate. */
  async call(path: string, { method = 'GET', headers = {}, body, shown }: Call = {}): Promise<Answer> {
    const text = await new Promise<{ status: number; text: string }>((done, fail) => {
      const asked = request(new URL(path, this.url), {
        method,
        headers: {
          ...headers,
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
        agent: false,
        ...(this.#authority === undefined ? { rejectUnauthorized: false } : { ca: this.#authority }),
        ...(shown
          ? { cert: shown.certificate.toString(), key: shown.key.export({ type: 'pkcs8', format: 'pem' }) }
          : {}),
      });
      asked.on('error', fail);
      asked.on('response', (response) => {
        let said = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          said += part;
        });
        response.on('end', () => done({ status: response.statusCode ?? 0, text: said }));
        response.on('error', fail);
      });
      asked.end(body);
    });
    return { status: text.status, body: parse(text.text) };
  }

  /** From here on only the platform's own authority is believed. */
  async trust(): Promise<void> {
    this.#authority = (await this.call('/pki/ca.pem')).body as string;
  }

  async api(
    token: string,
    path: string,
    body?: unknown,
    method = body === undefined ? 'GET' : 'POST',
  ): Promise<Answer> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const text = body === undefined ? undefined : JSON.stringify(body);
    return this.call(`/api/v1${path}`, { method, headers, ...(text === undefined ? {} : { body: text }) });
  }

  /** An application of the department power, with a certificate for it. */
  async addMachine(id: string): Promise<Machine> {
    const { securityOfficer, departments } = this.#credentials;
    const file = join(await makeFolder(), 'machine.key');
    const csr = await requestWith(file, 'P-256');
    const wish = { csr, profile: 'client-tls', department: 'power' };
    const asked = await this.api(departments.power?.token ?? '', '/certificates/requests', wish);
    const made = await this.api(securityOfficer.token, `/certificates/requests/${asked.body.id}/issue`, {});
    if (made.status >= 300) throw new Error(`no certificate: ${JSON.stringify([asked, made])}`);
    const certificate = new X509Certificate(made.body.pem);
    const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
    const body = { id, name: '前置机', department: 'power', certificates: [thumbprint], reason: '测试' };
    const added = await this.api(securityOfficer.token, '/applications', body);
    if (added.status !== 201) throw new Error(`no application: ${JSON.stringify(added)}`);
    return { id, key: createPrivateKey(await readFile(file)), certificate, thumbprint };
  }

  async revoke({ certificate }: Machine): Promise<void> {
    const serial = certificate.serialNumber.toLowerCase().padStart(32, '0');
    const { securityOfficer } = this.#credentials;
    const { status } = await this.api(securityOfficer.token, `/certificates/${serial}/revoke`, {
      reason: 'key-compromise',
    });
    if (status !== 200) throw new Error(`not revoked: ${status}`);
  }

  askToken(
    fields: Record<string, string>,
    { headers = {}, shown }: Pick<Call, 'headers' | 'shown'> = {},
  ): Promise<Answer> {
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'api',
      ...fields,
    }).toString();
    return this.call('/oidc/token', {
      method: 'POST',
      headers: { ...type, ...headers },
      body,
      ...(shown ? { shown } : {}),
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** RFC 7523, with the certificate along. */
export async function assertion(
  issuer: string,
  { id, key, certificate }: Machine,
): Promise<Record<string, string>> {
  const jwt = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256', x5c: [certificate.raw.toString('base64')] })
    .setIssuer(id)
    .setSubject(id)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(key);
  return {
    client_assertion: jwt,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  };
}

/** RFC 9449: that whoever asks holds the key, for this request alone. */
export async function proof(
  key: KeyObject,
  method: string,
  address: string,
  token?: string,
): Promise<string> {
  const { kty, crv, x, y } = await exportJWK(key);
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  return new SignJWT({ jti: randomUUID(), htm: method, htu: address, ...ath })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } as never })
    .setIssuedAt()
    .sign(key);
}
