/** The limits of a transaction in the cloud, kept here so that nothing passes in one home and fails in the other. */
import { InvalidInput } from '../core/errors.ts';
import { type IndexEntries, transactionLimits, type Write } from '../core/ports/records.ts';
import { keyBytes } from './utf8-key.ts';

export type CheckedWrite = {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly expect: number | undefined;
} & (
  | { readonly kind: 'put'; readonly value: string; readonly indexes: IndexEntries }
  | { readonly kind: 'remove' | 'check' }
);

export const recordKeyBytes = (key: string): Uint8Array => keyBytes(key, 1024, 'record key', '记录键');

function entriesBytes(indexes: IndexEntries): number {
  let bytes = 0;
  for (const entry of Object.values(indexes))
    bytes +=
      keyBytes(entry[0], 2048, 'index partition', '索引分区').length +
      keyBytes(entry[1], 1024, 'index sort value', '索引排序值').length;
  return bytes;
}

/** Undefined entries, as optional spreads leave them, are no entries. */
function presentEntries(indexes: IndexEntries = {}): IndexEntries {
  return Object.fromEntries(Object.entries(indexes).filter(([, entry]) => entry !== undefined));
}

function checkPut(write: Extract<Write, { put: string }>): CheckedWrite & { size: number } {
  const bytes = recordKeyBytes(write.put);
  const value = JSON.stringify(write.value);
  if (value === undefined)
    throw new InvalidInput(
      `the value of ${write.put} is not JSON; give an object, a list, a text, a number or null`,
      `${write.put} 的值不是 JSON，请改为对象、数组、文本、数字或 null`,
    );
  const indexes = presentEntries(write.indexes);
  const size = bytes.length + Buffer.byteLength(value) + entriesBytes(indexes);
  if (size > transactionLimits.itemBytes)
    throw new InvalidInput(
      `record ${write.put} has ${size} bytes, at most ${transactionLimits.itemBytes} are allowed; put the bulk into an object`,
      `记录 ${write.put} 为 ${size} 字节，上限 ${transactionLimits.itemBytes} 字节，请将大块内容存为对象`,
    );
  return { kind: 'put', key: write.put, bytes, expect: write.expect, value, indexes, size };
}

function checkWrite(write: Write): CheckedWrite & { size: number } {
  if ('put' in write) return checkPut(write);
  const kind = 'remove' in write ? 'remove' : 'check';
  const key = 'remove' in write ? write.remove : write.check;
  return { kind, key, bytes: recordKeyBytes(key), expect: write.expect, size: 0 };
}

function refuseTwice(writes: readonly CheckedWrite[]): void {
  const seen = new Set<string>();
  for (const { key } of writes) {
    if (seen.has(key))
      throw new InvalidInput(
        `record ${key} stands twice in one transaction; merge the two writes`,
        `记录 ${key} 在同一事务中出现两次，请合并`,
      );
    seen.add(key);
  }
}

/** @throws InvalidInput over 100 writes, an item over 400 kB, a transaction over 4 MB, or one key twice */
export function checkWrites(writes: readonly Write[]): readonly CheckedWrite[] {
  if (writes.length > transactionLimits.writes)
    throw new InvalidInput(
      `a transaction has at most ${transactionLimits.writes} writes, not ${writes.length}; go in pages`,
      `一个事务最多 ${transactionLimits.writes} 项写入，当前 ${writes.length} 项，请分批提交`,
    );
  const checked = writes.map(checkWrite);
  refuseTwice(checked);
  const total = checked.reduce((sum, { size }) => sum + size, 0);
  if (total > transactionLimits.totalBytes)
    throw new InvalidInput(
      `a transaction has at most ${transactionLimits.totalBytes} bytes, not ${total}; go in pages`,
      `一个事务最多 ${transactionLimits.totalBytes} 字节，当前 ${total} 字节，请分批提交`,
    );
  return checked;
}
