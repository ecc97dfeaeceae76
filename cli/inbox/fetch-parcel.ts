/** Fetches a parcel: download, digest, signature, and only then unpacking. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { ParcelView } from '../../schemas/api-answers.ts';
import { type ApiClient, encode } from '../api-client.ts';
import { RefusedCommand, TransientFailure } from '../failures.ts';
import { readState, statePath, writeState } from '../kept-state.ts';
import { type SignedRequest, sendSigned } from '../upload/send-signed.ts';
import { checkDigest, type Downloaded } from './check-digest.ts';
import { checkSignature } from './check-signature.ts';
import { isSafeName, unpackParcel } from './unpack.ts';

export interface Fetched {
  readonly parcel: string;
  readonly sha256: string;
  readonly rows?: number | undefined;
  /** The archive, as it was signed. */
  readonly archive: string;
  /** Where it was unpacked. */
  readonly folder: string;
  readonly files: readonly string[];
}

export interface FetchPlace {
  /** Data folder, where what was fetched is remembered for the acknowledgement. */
  readonly state: string;
  /** Where parcels go. */
  readonly output: string;
  readonly rootKey: string;
}

const rememberedSchema = z.object({ sha256: z.string() });
const rememberedPath = (state: string, url: string, parcel: string): string =>
  statePath(state, 'parcels', url, parcel);

/** Digest of a parcel that was fetched and found sound; undefined when it was not. */
export async function fetchedDigest(state: string, url: string, parcel: string): Promise<string | undefined> {
  return (await readState(rememberedPath(state, url, parcel), rememberedSchema))?.sha256;
}

async function download(request: SignedRequest, path: string): Promise<Downloaded> {
  const response = await sendSigned(request);
  const hash = createHash('sha256');
  let size = 0;
  const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  body.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    size += chunk.length;
  });
  try {
    await pipeline(body, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code?.startsWith('E')) throw error;
    throw new TransientFailure('transfer-broken', '下载中断，请重试', 'the download broke off, try again');
  }
  return { path, size, sha256: hash.digest('hex') };
}

/**
 * Fetches one parcel into `output`. One that was touched leaves nothing behind.
 * @throws RefusedCommand `touched`, `bad-signature`, `unsafe-parcel`; TransientFailure
 */
export async function fetchParcel(client: ApiClient, id: string, place: FetchPlace): Promise<Fetched> {
  const parcel = await client.get<ParcelView>(`/inbox/${encode(id)}`);
  await checkSignature(parcel, place.rootKey);
  const name = nameOf(parcel);
  await mkdir(place.output, { recursive: true });
  const draft = join(place.output, `.${name}.${process.pid}.part`);
  await rm(draft, { force: true });
  try {
    const request = await client.get<SignedRequest>(`/inbox/${encode(id)}/content`);
    await checkDigest(parcel, await download(request, draft));
    // What was signed is what is acknowledged.
    const { sha256 = '' } = parcel;
    const folder = join(place.output, name.replace(/\.zip$/i, ''));
    const files = await unpackParcel(draft, folder);
    const archive = join(place.output, name);
    await rename(draft, archive);
    await writeState(rememberedPath(place.state, client.url, parcel.parcel), { sha256 });
    return { parcel: parcel.parcel, sha256, rows: parcel.rows, archive, folder, files };
  } finally {
    await rm(draft, { force: true });
  }
}

/** The server names the file; only a plain name is taken from it. */
function nameOf({ fileName, parcel }: ParcelView): string {
  if (isSafeName(fileName) && /\.zip$/i.test(fileName)) return fileName;
  if (isSafeName(parcel)) return `${parcel}.zip`;
  throw new RefusedCommand('unsafe-parcel', '数据包名称不安全', 'the name of the parcel is unsafe');
}
