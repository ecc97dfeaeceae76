/** As much of S3 as a vault needs, pages of ten names among it. Any bucket and signature is taken. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const pageSize = 10;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function listing(keys: readonly string[], query: URLSearchParams): string {
  const after = query.get('continuation-token') ?? '';
  const found = keys.filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after).sort();
  const page = found.slice(0, pageSize);
  const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  const more = found.length > pageSize;
  const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents}</ListBucketResult>`;
}

const noSuchKey = '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>';

function answerRead(objects: ReadonlyMap<string, Buffer>, url: URL, response: ServerResponse): void {
  if (url.searchParams.has('list-type')) {
    response.end(listing([...objects.keys()], url.searchParams));
    return;
  }
  const bytes = objects.get(keyOf(url));
  response.writeHead(bytes ? 200 : 404).end(bytes ?? noSuchKey);
}

/** Behind the bucket. */
const keyOf = (url: URL): string => decodeURIComponent(url.pathname).split('/').slice(2).join('/');

/** `status`: answer everything with that one. */
export async function startFakeBucket({ status }: { status?: number } = {}) {
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = await bodyOf(request);
    if (status !== undefined) response.writeHead(status).end();
    else if (request.method === 'PUT') {
      objects.set(keyOf(url), body);
      response.end();
    } else if (request.method === 'DELETE') {
      objects.delete(keyOf(url));
      response.writeHead(204).end();
    } else answerRead(objects, url, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
