/** Stands between a client and a home and changes one byte of every parcel that passes. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Signed {
  readonly url: string;
  readonly headers: Record<string, string>;
}

export interface Proxy {
  readonly url: string;
  close(): void;
}

async function forward(home: string, request: IncomingMessage): Promise<Response> {
  const { authorization = '', 'accept-language': language = 'zh' } = request.headers;
  return fetch(home + request.url, {
    method: request.method,
    headers: { authorization, 'accept-language': language },
  });
}

async function touch({ url, headers }: Signed): Promise<Buffer> {
  const bytes = Buffer.from(await (await fetch(url, { headers })).arrayBuffer());
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return bytes;
}

/** Only what a fetch asks for: GET. */
export async function startTouchingProxy(home: string): Promise<Proxy> {
  let content: Signed | undefined;
  let own = '';
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/touched' && content) {
      response.end(await touch(content));
      return;
    }
    const answered = await forward(home, request);
    const text = await answered.text();
    response.statusCode = answered.status;
    response.setHeader('content-type', answered.headers.get('content-type') ?? 'application/json');
    if (!request.url?.endsWith('/content')) return void response.end(text);
    content = JSON.parse(text) as Signed;
    response.end(JSON.stringify({ method: 'GET', url: `${own}/touched`, headers: {} }));
  }
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: own,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
