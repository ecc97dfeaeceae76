/** Listings of the two buckets, in both versions of S3's operation. */
import type { Principal } from '../../../layers/core/identity/principal.ts';
import type { AthenaHome } from '../home.ts';
import { encode } from '../signature/signature.ts';
import { type Listed, listUnloaded } from './list-unloaded.ts';
import { executionOf, resultsBucket, workspaceBucket } from './locations.ts';
import { noSuchBucket, S3Error } from './s3-error.ts';
import { storedAnswer } from './stored-answer.ts';
import { xml } from './xml.ts';

const mostKeys = 1000;

/** Of the bucket of answers only what is asked for by its name is shown: `{number}.csv` is its own prefix. */
async function* answersUnder(home: AthenaHome, principal: Principal, prefix: string): AsyncGenerator<Listed> {
  if (executionOf(prefix) === undefined) return;
  const place = { bucket: resultsBucket, key: prefix };
  const found = await storedAnswer(home, principal, place).catch(() => undefined);
  if (found) yield found;
}

function listing(home: AthenaHome, principal: Principal, bucket: string, prefix: string) {
  if (bucket === resultsBucket) return answersUnder(home, principal, prefix);
  if (bucket === workspaceBucket) return listUnloaded(home, principal, prefix);
  throw noSuchBucket();
}

/** What stands between the prefix and the next delimiter is one entry. */
const groupOf = (key: string, prefix: string, delimiter: string): string | undefined => {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
};

interface Found {
  readonly keys: Listed[];
  readonly groups: Set<string>;
  /** There is more behind this key. */
  last?: string;
}

async function collect(all: AsyncIterable<Listed>, asked: Asked): Promise<Found> {
  const found: Found = { keys: [], groups: new Set() };
  for await (const one of all) {
    const group = groupOf(one.key, asked.prefix, asked.delimiter);
    const name = group ?? one.key;
    if (asked.after !== '' && (name <= asked.after || one.key <= asked.after)) continue;
    if (group !== undefined && found.groups.has(group)) continue;
    if (found.keys.length + found.groups.size === asked.most) return found;
    if (group === undefined) found.keys.push(one);
    else found.groups.add(group);
    found.last = name;
  }
  return { keys: found.keys, groups: found.groups };
}

interface Asked {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: string;
  readonly most: number;
}

function readAsked(query: URLSearchParams): Asked {
  const text = (name: string): string => query.get(name) ?? '';
  const most = Number(query.get('max-keys') ?? mostKeys);
  if (!Number.isInteger(most) || most < 0) throw new S3Error('InvalidArgument', 'max-keys is no number', 400);
  const after = text('continuation-token') || text('start-after') || text('marker');
  return { prefix: text('prefix'), delimiter: text('delimiter'), after, most: Math.min(most, mostKeys) };
}

/** The XML of a page. @throws S3Error */
export async function listAnswers(
  home: AthenaHome,
  principal: Principal,
  { bucket, query }: { readonly bucket: string; readonly query: URLSearchParams },
): Promise<string> {
  const asked = readAsked(query);
  const { keys, groups, last } = await collect(listing(home, principal, bucket, asked.prefix), asked);
  const isSecond = query.get('list-type') === '2';
  const name = query.get('encoding-type') === 'url' ? encode : (text: string): string => text;
  return xml('ListBucketResult', {
    Name: bucket,
    Prefix: name(asked.prefix),
    ...(asked.delimiter === '' ? {} : { Delimiter: name(asked.delimiter) }),
    MaxKeys: asked.most,
    ...(query.get('encoding-type') === 'url' ? { EncodingType: 'url' } : {}),
    IsTruncated: last !== undefined,
    ...(isSecond ? { KeyCount: keys.length + groups.size } : {}),
    ...(last === undefined ? {} : isSecond ? { NextContinuationToken: last } : { NextMarker: name(last) }),
    Contents: keys.map(({ key, size, at }) => ({
      Key: name(key),
      LastModified: at.toISOString(),
      Size: size,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: [...groups].map((group) => ({ Prefix: name(group) })),
  });
}
