/**
 * Which bucket a key lies in. Drop zones, inboxes and the ledger archive have buckets of their own, because each has
 * its own key, policy and lifetime; everything else is the lake's.
 */
import { InvalidInput } from '../core/errors.ts';
import { configured } from './misconfigured.ts';

export interface Buckets {
  readonly lake?: string;
  readonly drop?: string;
  readonly inbox?: string;
  readonly ledger?: string;
}

const variables = {
  lake: 'BUCKET_LAKE',
  drop: 'BUCKET_DROP',
  inbox: 'BUCKET_INBOX',
  ledger: 'BUCKET_LEDGER',
} as const;

/** Null prototype: a key may begin with `constructor`. */
const zones: Readonly<Record<string, keyof Buckets | undefined>> = Object.assign(Object.create(null), {
  drop: 'drop',
  zone: 'drop',
  inbox: 'inbox',
  ledger: 'ledger',
  anchors: 'ledger',
});

/** The bucket of a key or of a prefix that reaches into one zone. @throws Misconfigured */
export function bucketOf(buckets: Buckets, key: string): string {
  const name = zones[key.split('/', 1)[0] ?? ''] ?? 'lake';
  return configured(buckets[name], variables[name]);
}

/** Refuses keys S3 cannot hold. @throws InvalidInput unless the key is 1 to 1,024 bytes of UTF-8 */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key, 'utf8');
  if (bytes >= 1 && bytes <= 1024 && key.isWellFormed()) return;
  throw new InvalidInput(
    `an object key has 1 to 1,024 bytes of UTF-8, this one has ${bytes}; choose a shorter name`,
    `对象键须为 1 至 1024 字节的 UTF-8，当前为 ${bytes} 字节，请缩短名称`,
  );
}
