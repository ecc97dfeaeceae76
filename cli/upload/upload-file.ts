/** Sends a file: ticket, bytes. Large files go in parts, and go on where an earlier try was broken off. */
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { TicketView } from '../../schemas/api-answers.ts';
import { type ApiClient, encode, newKey } from '../api-client.ts';
import { RefusedCommand, WrongUsage } from '../failures.ts';
import { dropState, readState, statePath, writeState } from '../kept-state.ts';
import { progressBar } from '../terminal.ts';
import { type Digests, digestFile, type Part } from './digest-file.ts';
import { partSize } from './part-size.ts';
import { type SignedRequest, sendSigned } from './send-signed.ts';

export interface UploadRequest {
  readonly resource: string;
  readonly period?: string | undefined;
  readonly coverage?: string | undefined;
  readonly replaces?: string | undefined;
  /** Desensitised before, by this version of the description. */
  readonly desensitised?: number;
  readonly clear?: boolean;
}

export interface UploadOptions {
  /** Where an unfinished upload is remembered. */
  readonly folder: string;
  /** Files above this go in parts. */
  readonly multipartAbove?: number;
  /** The same key again gives the same ticket: who died between the ticket and the bytes asks for no second one. */
  readonly key?: string;
  /** Name the platform sees; that of the file unless said otherwise. */
  readonly fileName?: string;
  /** Told of the ticket before any bytes go. */
  readonly onTicket?: (ticket: string) => void;
}

const mebibyte = 1024 ** 2;
const usualMultipartAbove = 64 * mebibyte;

interface Source {
  readonly path: string;
  readonly fileName: string;
  readonly size: number;
  readonly changed: number;
}

async function look(path: string): Promise<Source> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new WrongUsage(`没有文件 ${path}`, `there is no file ${path}`);
  if (found.size === 0) throw new RefusedCommand('empty', `文件 ${path} 是空的`, `the file ${path} is empty`);
  return { path: resolve(path), fileName: basename(path), size: found.size, changed: found.mtimeMs };
}

/**
 * Uploads a file and gives its ticket; what becomes of it is the ticket's to tell.
 * @throws RefusedCommand, TransientFailure; WrongUsage when there is no such file
 */
export async function uploadFile(
  client: ApiClient,
  path: string,
  request: UploadRequest,
  options: UploadOptions,
): Promise<string> {
  const seen = await look(path);
  const source = { ...seen, fileName: options.fileName ?? seen.fileName };
  const large = source.size > (options.multipartAbove ?? usualMultipartAbove);
  const bar = progressBar(source.fileName, source.size);
  try {
    return large
      ? await sendInParts(client, source, request, options, bar.set)
      : await sendWhole(client, source, request, options);
  } finally {
    bar.end();
  }
}

type Issued = { ticket: TicketView; upload?: SignedRequest };

const bodyOf = ({ fileName, size }: Source, request: UploadRequest, sha256: string) => ({
  ...request,
  fileName,
  size,
  sha256,
});

async function sendWhole(
  client: ApiClient,
  source: Source,
  request: UploadRequest,
  { key = newKey(), onTicket }: UploadOptions,
): Promise<string> {
  const { whole } = await digestFile(source.path, partSize(source.size));
  const body = bodyOf(source, request, whole);
  const { ticket, upload } = await client.post<Issued>('/tickets', body, key);
  onTicket?.(ticket.id);
  if (upload) await sendSigned(upload, await openAsBlob(source.path));
  return ticket.id;
}

const unfinishedSchema = z.object({ ticket: z.string(), sha256: z.string() });

async function sendInParts(
  client: ApiClient,
  source: Source,
  request: UploadRequest,
  { folder, key = newKey(), onTicket }: UploadOptions,
  show: (bytes: number) => void,
): Promise<string> {
  const digests = await digestFile(source.path, partSize(source.size));
  const names = [client.url, source.path, String(source.changed), JSON.stringify(request)];
  const path = statePath(folder, 'uploads', ...names);
  const ticket =
    (await takeUpAgain(client, path, digests)) ?? (await begin(client, source, request, digests, key));
  onTicket?.(ticket);
  await writeState(path, { ticket, sha256: digests.composite });
  await sendMissing(client, source, ticket, digests.parts, show);
  await client.post(`/tickets/${encode(ticket)}/complete`, {}, newKey());
  await dropState(path);
  return ticket;
}

async function begin(
  client: ApiClient,
  source: Source,
  request: UploadRequest,
  digests: Digests,
  key: string,
) {
  const body = { ...bodyOf(source, request, digests.composite), multipart: true };
  return (await client.post<Issued>('/tickets', body, key)).ticket.id;
}

/** The ticket of a broken-off try of the same file, if it can still be used. */
async function takeUpAgain(client: ApiClient, path: string, digests: Digests): Promise<string | undefined> {
  const kept = await readState(path, unfinishedSchema);
  if (kept?.sha256 !== digests.composite) return undefined;
  try {
    await client.get(`/tickets/${encode(kept.ticket)}/parts`);
    return kept.ticket;
  } catch (error) {
    if (error instanceof RefusedCommand) return undefined;
    throw error;
  }
}

async function sendMissing(
  client: ApiClient,
  source: Source,
  ticket: string,
  parts: readonly Part[],
  show: (bytes: number) => void,
): Promise<void> {
  const path = `/tickets/${encode(ticket)}/parts`;
  const { items } = await client.get<{ items: { number: number; sha256: string }[] }>(path);
  const there = new Map(items.map((one) => [one.number, one.sha256]));
  const file = await openAsBlob(source.path);
  for (const { number, start, size, sha256 } of parts) {
    if (there.get(number) !== sha256) {
      const signed = await client.post<SignedRequest>(path, { number, size, sha256 }, newKey());
      await sendSigned(signed, file.slice(start, start + size));
    }
    show(start + size);
  }
}
