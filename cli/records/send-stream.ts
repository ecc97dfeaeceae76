/** Sends a file of JSON lines as one stream: its digest is told before, its records get one receipt. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { StreamAnswer } from '../../schemas/realtime.ts';
import type { Body } from '../api-client.ts';
import { pathOf, persist, type Sending } from './send-messages.ts';

/** @param sha256 of the file, hex @throws CommandFailure */
export async function sendStream(sending: Sending, path: string, sha256: string): Promise<StreamAnswer> {
  const { client, resource, sign } = sending;
  const digest = Buffer.from(sha256, 'hex').toString('base64');
  const send = () =>
    client.exchange(pathOf(resource), Readable.toWeb(createReadStream(path)) as Body, {
      'content-type': 'application/x-ndjson',
      'content-digest': `sha-256=:${digest}:`,
      ...sign(resource, sha256),
    });
  return (await persist(send, sending.patience)).json() as Promise<StreamAnswer>;
}
