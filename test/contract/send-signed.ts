/** Sends a signed request exactly as told: no client library that corrects headers. */
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { SignedRequest } from '../../layers/core/ports/object-store.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** `changes`: headers to set otherwise; undefined leaves one out. */
export function sendSigned(
  signed: SignedRequest,
  body: Uint8Array = new Uint8Array(),
  changes: Record<string, string | undefined> = {},
): Promise<Answer> {
  const headers = Object.fromEntries(
    Object.entries({ ...signed.headers, ...changes }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
  const request = signed.url.startsWith('https:') ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const outgoing = request(signed.url, { method: signed.method, headers }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
