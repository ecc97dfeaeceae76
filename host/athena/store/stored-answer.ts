/** What Athena's clients fetch by S3: the answers of their own queries, and what their department unloaded. */
import type { Principal } from '../../../layers/core/identity/principal.ts';
import { openUnloaded } from '../../../layers/core/workbench/unloaded.ts';
import type { Execution } from '../../../schemas/workbench.ts';
import type { AthenaHome } from '../home.ts';
import { listUnloaded } from './list-unloaded.ts';
import {
  executionOf,
  executionOfManifest,
  isTable,
  keyOf,
  madeFile,
  madeUnder,
  resultsBucket,
  tableMadeBy,
  unloadedInto,
  workspaceBucket,
} from './locations.ts';
import { madeTable } from './made-table.ts';
import { noSuchBucket, noSuchKey } from './s3-error.ts';

export interface StoredAnswer {
  readonly key: string;
  readonly size: number;
  readonly tag: string;
  readonly at: Date;
  /** The bytes [start, end). */
  read(range: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
}

/** @throws S3Error, NotFound, Refused */
export async function storedAnswer(
  home: AthenaHome,
  principal: Principal,
  { bucket, key }: { readonly bucket: string; readonly key: string },
): Promise<StoredAnswer> {
  if (bucket === resultsBucket) return answerOf(home, principal, key);
  if (bucket !== workspaceBucket) throw noSuchBucket();
  const manifestOf = executionOfManifest(key);
  if (manifestOf !== undefined) return manifest(home, principal, { id: manifestOf, key });
  const made = madeFile(key);
  if (made !== undefined) {
    const { folder } = await madeTable(home, principal, made.id);
    return object(home, key, `${folder}${made.file}`);
  }
  return object(home, key, await openUnloaded(home.ports, principal, key));
}

async function answerOf(home: AthenaHome, principal: Principal, key: string): Promise<StoredAnswer> {
  const id = executionOf(key);
  if (id === undefined) throw noSuchKey();
  const execution = await home.queries.execution(id, principal);
  if (execution.state !== 'SUCCEEDED' || key !== keyOf(execution)) throw noSuchKey();
  if (execution.output === undefined) return inMemory(execution, key, new Uint8Array());
  if (!isTable(execution)) return inMemory(execution, key, await textOf(home, principal, execution));
  await checkOpen(home, principal, id);
  return object(home, key, execution.output);
}

/** The places of the files that a query wrote, a line each. */
async function manifest(
  home: AthenaHome,
  principal: Principal,
  { id, key }: { readonly id: string; readonly key: string },
): Promise<StoredAnswer> {
  const execution = await home.queries.execution(id, principal);
  if (execution.state !== 'SUCCEEDED') throw noSuchKey();
  const keys = await keysWritten(home, principal, execution);
  const lines = keys.map((file) => `s3://${workspaceBucket}/${file}\n`);
  return inMemory(execution, key, new TextEncoder().encode(lines.join('')));
}

async function keysWritten(
  home: AthenaHome,
  principal: Principal,
  execution: Execution,
): Promise<readonly string[]> {
  const folder = unloadedInto(execution);
  if (folder !== undefined) {
    const keys: string[] = [];
    for await (const { key } of listUnloaded(home, principal, `${folder}/`)) keys.push(key);
    return keys;
  }
  if (tableMadeBy(execution) === undefined) throw noSuchKey();
  const { files } = await madeTable(home, principal, execution.id);
  return files.map((file) => `${madeUnder(execution)}${file}`);
}

/** Rows made of what may no longer be read are closed, as a file too. */
async function checkOpen({ queries }: AthenaHome, principal: Principal, id: string): Promise<void> {
  for await (const _ of queries.results(id, {}, principal)) return;
}

/** What is no table is a text of lines, without a header. */
async function textOf({ queries }: AthenaHome, principal: Principal, { id }: Execution): Promise<Uint8Array> {
  const lines: string[] = [];
  for await (const { values } of queries.results(id, {}, principal))
    lines.push(`${values.map((value) => value ?? '').join('\t')}\n`);
  return new TextEncoder().encode(lines.join(''));
}

function inMemory({ id, endedAt }: Execution, key: string, bytes: Uint8Array): StoredAnswer {
  return {
    key,
    size: bytes.byteLength,
    tag: id,
    at: new Date(endedAt ?? 0),
    async *read({ start, end }) {
      yield bytes.subarray(start, end);
    },
  };
}

async function object(
  { ports: { objects } }: AthenaHome,
  key: string,
  stored: string,
): Promise<StoredAnswer> {
  const head = await objects.head(stored);
  if (!head) throw noSuchKey();
  const { size, sha256, putAt } = head;
  return { key, size, tag: sha256, at: putAt, read: (range) => objects.get(stored, range) };
}
