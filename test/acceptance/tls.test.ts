/** TLS of the host, by a real client: who shows which certificate, and what becomes of him when it is revoked. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Agent, type AgentOptions, request } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { requestWith } from '../../cli/certificates/key-file.ts';
import { awaitReady, readCredentials, type StartedHost, startHost, stopHost } from './embedded-home.ts';
import { makeFolder } from './files.ts';

const slow = 180_000;
let folder = '';
let host: StartedHost;
let base: AgentOptions;

beforeAll(async () => {
  folder = await makeFolder();
  host = startHost(folder, { SHUIYUAN_TLS: 'on' });
  await awaitReady(host);
  base = { ca: readFileSync(join(folder, 'ca.pem')), keepAlive: true };
}, slow);

afterAll(async () => {
  await stopHost(host);
  await rm(folder, { recursive: true, force: true });
}, slow);

const credentials = () => readCredentials(folder);

interface Answered {
  readonly status: number;
  readonly body: string;
}

function ask(agent: Agent, path: string, { token = '', body = '' } = {}): Promise<Answered> {
  const headers = {
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(body ? { 'content-type': 'application/json' } : {}),
  };
  const sent = request(`${credentials().url}${path}`, { agent, headers, method: body ? 'POST' : 'GET' });
  return new Promise((done, fail) => {
    sent.once('error', fail);
    sent.once('response', async (response) => {
      let text = '';
      for await (const piece of response.setEncoding('utf8')) text += piece;
      done({ status: response.statusCode ?? 0, body: text });
    });
    sent.end(body);
  });
}

/** A certificate of the department power, and an agent that shows it. */
async function certified(profile: string) {
  const plain = new Agent(base);
  const key = join(folder, `${profile}.key`);
  const csr = await requestWith(key, 'P-256');
  const { departments, securityOfficer } = credentials();
  const post = async (path: string, token: string | undefined, body: object) =>
    JSON.parse((await ask(plain, `/api/v1/certificates${path}`, { token, body: JSON.stringify(body) })).body);
  const { id } = await post('/requests', departments.power?.token, { csr, profile });
  const { pem, serial } = await post(`/requests/${id}/issue`, securityOfficer.token, {});
  return {
    agent: new Agent({ ...base, key: readFileSync(key), cert: pem, maxSockets: 1 }),
    again: () => new Agent({ ...base, key: readFileSync(key), cert: pem }),
    revoke: () => post(`/${serial}/revoke`, departments.power?.token, { reason: 'superseded' }),
  };
}

const health = '/api/v1/health';

/** Cut off at the connection, or told so at the request: which comes first is a matter of moments. */
async function isRefused(answered: Promise<Answered>): Promise<boolean> {
  const codes = /ECONNRESET|EPIPE|CERTIFICATE_REQUIRED|SSL/;
  return answered.then(
    ({ status }) => status === 401,
    (error: NodeJS.ErrnoException) => codes.test(error.code ?? ''),
  );
}

test(
  'the host shows a certificate of its own authority, and speaks no TLS older than 1.2',
  async () => {
    expect((await ask(new Agent(base), health)).status).toBe(200);
    await expect(ask(new Agent({}), health)).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/),
    });
    const port = Number(new URL(credentials().url).port);
    const old = connect({ port, host: '127.0.0.1', ca: base.ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' });
    const [error] = await once(old, 'error');
    expect(String(error)).toMatch(/protocol|alert|handshake/i);
  },
  slow,
);

test(
  'a client’s certificate counts until it is revoked: on a connection that is open, and on a new one',
  async () => {
    const client = await certified('client-tls');
    const department = { token: credentials().departments.power?.token ?? '' };
    const list = '/api/v1/certificates';
    expect((await ask(client.agent, list, department)).status).toBe(200);
    expect((await client.revoke()).stage).toBe('revoked');
    expect((await ask(client.agent, list, department)).status).toBe(401);
    expect(await isRefused(ask(client.again(), list, department))).toBe(true);
    expect((await ask(new Agent(base), list, department)).status).toBe(200);
  },
  slow,
);

test(
  'a certificate for signing opens no connection',
  async () => {
    const signer = await certified('signing');
    expect(await isRefused(ask(signer.agent, health))).toBe(true);
  },
  slow,
);

test(
  'where certificates are required, nobody comes in without one',
  async () => {
    await stopHost(host);
    host = startHost(folder, { SHUIYUAN_TLS: 'on', SHUIYUAN_CLIENT_CERTIFICATES: 'required' });
    await awaitReady(host);
    expect(await isRefused(ask(new Agent(base), health))).toBe(true);
  },
  slow,
);
