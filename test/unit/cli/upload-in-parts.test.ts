/** A broken-off upload in parts goes on where it was. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApiClient } from '../../../cli/api-client.ts';
import { uploadFile } from '../../../cli/upload/upload-file.ts';
import { makeFolder, writeText } from '../../acceptance/files.ts';

interface Seen {
  readonly tickets: number[];
  readonly puts: number[];
  readonly there: Map<number, string>;
  completed: number;
  /** This part's put is answered 400. */
  refuse: number | undefined;
}

let server: Server;
let seen: Seen;
let url = '';

async function readBody(request: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** What of the API an upload in parts uses. */
function answer(method: string, path: string, body: Buffer): { status: number; json: unknown } {
  const sent = method === 'POST' && body.length > 0 ? JSON.parse(body.toString()) : {};
  if (path === '/api/v1/tickets') {
    seen.tickets.push(sent.size);
    return { status: 201, json: { ticket: { id: `T${seen.tickets.length}` } } };
  }
  if (path.endsWith('/complete')) {
    seen.completed += 1;
    return { status: 200, json: {} };
  }
  if (path.startsWith('/put/')) {
    const [, , number = '', sha256 = ''] = path.split('/');
    if (Number(number) === seen.refuse) return { status: 400, json: {} };
    seen.puts.push(Number(number));
    seen.there.set(Number(number), sha256);
    return { status: 200, json: {} };
  }
  if (method === 'GET') {
    return { status: 200, json: { items: [...seen.there].map(([number, sha256]) => ({ number, sha256 })) } };
  }
  return {
    status: 200,
    json: { method: 'PUT', url: `${url}/put/${sent.number}/${sent.sha256}`, headers: {} },
  };
}

beforeEach(async () => {
  seen = { tickets: [], puts: [], there: new Map(), completed: 0, refuse: undefined };
  server = createServer(async (request, response) => {
    const { status, json } = answer(request.method ?? '', request.url ?? '', await readBody(request));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const mebibyte = 1024 ** 2;

test('parts that are in are not sent again', async () => {
  const file = await writeText('large.csv', 'x'.repeat(33 * mebibyte));
  const options = { folder: await makeFolder(), multipartAbove: mebibyte };
  const send = () => uploadFile(createApiClient(url, 'token'), file, { resource: 'POWER' }, options);
  seen.refuse = 2;
  await expect(send()).rejects.toMatchObject({ code: 'http-400', status: 1 });
  expect(seen.puts).toEqual([1]);
  seen.refuse = undefined;
  expect(await send()).toBe('T1');
  expect(seen.puts).toEqual([1, 2, 3]);
  expect(seen).toMatchObject({ tickets: [33 * mebibyte], completed: 1 });
});

test('a finished upload is forgotten: the same file again is a new ticket', async () => {
  const file = await writeText('small.csv', 'x'.repeat(2 * mebibyte));
  const options = { folder: await makeFolder(), multipartAbove: mebibyte };
  const send = () => uploadFile(createApiClient(url, 'token'), file, { resource: 'POWER' }, options);
  expect([await send(), await send()]).toEqual(['T1', 'T2']);
});

test('an empty file and a missing one are named before anything is asked', async () => {
  const client = createApiClient(url, 'token');
  const options = { folder: await makeFolder() };
  const empty = await writeText('empty.csv', '');
  await expect(uploadFile(client, empty, { resource: 'POWER' }, options)).rejects.toMatchObject({
    code: 'empty',
  });
  await expect(uploadFile(client, '/nowhere.csv', { resource: 'POWER' }, options)).rejects.toMatchObject({
    status: 2,
  });
  expect(seen.tickets).toEqual([]);
});
