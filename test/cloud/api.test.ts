/** The deployed API behind its gateway: what is open, what needs a token, and who a token makes of you. */
import { createHash, randomUUID } from 'node:crypto';
import { eventually } from '../contract/eventually.ts';
import { apiAddress, makeToken } from './tokens.ts';

const ask = (path: string, token?: string) =>
  fetch(apiAddress() + path, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } });

interface Issued {
  readonly ticket: { readonly id: string };
  readonly upload: { readonly url: string; readonly headers: Record<string, string> };
}

const send = (method: string, path: string, token: string, body?: unknown) =>
  fetch(apiAddress() + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });

const describeResource = (code: string) => ({
  code,
  name: '登记',
  nameEn: 'registrations',
  departments: ['market'],
  cycle: 'monthly',
  grade: 1,
  mode: 'full',
  items: [
    { code: 'id', name: '登记号', type: 'text', length: 20, key: 'primary', required: true },
    { code: 'name', name: '名称', type: 'text', length: 100 },
  ],
});

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
    const token = await makeToken({
      department: 'market',
      roles: ['catalog-manager', 'provider', 'receiver'],
    });
    expect((await ask('/api/v1/resources', token)).status).toBe(200);
    expect((await ask('/api/v1/queues', token)).status).toBe(403);
  }, 60_000);

  test('shows the operator the depth of every queue', async () => {
    const answer = await ask('/api/v1/queues', await makeToken({ roles: ['operator'] }));
    expect(answer.status).toBe(200);
    expect(JSON.stringify(await answer.json())).toContain('"parcels"');
  }, 60_000);

  test('takes a file by ticket, from the description of its resource to its committed batch', async () => {
    const code = `API${Date.now().toString(36).toUpperCase()}`;
    const operator = await makeToken({ roles: ['operator'] });
    const applied = await send('PUT', `/api/v1/resources/${code}`, operator, describeResource(code));
    expect(applied.status).toBe(200);
    const market = await makeToken({
      department: 'market',
      roles: ['catalog-manager', 'provider', 'receiver'],
    });
    const file = Buffer.from('登记号,名称\n1,甲\n2,乙\n');
    const sha256 = createHash('sha256').update(file).digest('hex');
    const wish = { resource: code, fileName: '登记.csv', size: file.length, sha256 };
    const issued = await send('POST', '/api/v1/tickets', market, wish);
    expect(issued.status).toBe(201);
    const { ticket, upload } = (await issued.json()) as Issued;
    const put = await fetch(upload.url, {
      method: 'PUT',
      headers: upload.headers,
      body: new Uint8Array(file),
    });
    expect(put.status).toBe(200);
    await eventually(async () => {
      const answer = await ask(`/api/v1/tickets/${ticket.id}`, market);
      expect(await answer.json()).toMatchObject({ batch: { state: 'committed', rows: { accepted: 2 } } });
    }, 60);
  }, 120_000);

  test('signs an anchor of all chains for the operator', async () => {
    const answer = await send('POST', '/api/v1/ledger/anchors', await makeToken({ roles: ['operator'] }));
    expect(answer.status).toBe(201);
  }, 60_000);
});
