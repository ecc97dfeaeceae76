/** A transaction's limits, checked before DynamoDB would refuse it in words that name no record. */
import { InvalidInput } from '../core/errors.ts';
import { transactionLimits, type Write } from '../core/ports/records.ts';

const keyLimit = 1024;
const partitionLimit = 2048;

export function keyOfWrite(write: Write): string {
  if ('put' in write) return write.put;
  return 'remove' in write ? write.remove : write.check;
}

/** @throws InvalidInput over 100 writes, an item over 400 kB, a transaction over 4 MB, one key twice, a bad key */
export function checkWrites(writes: readonly Write[]): void {
  if (writes.length > transactionLimits.writes)
    throw new InvalidInput(
      `a transaction has at most ${transactionLimits.writes} writes, not ${writes.length}; go in pages`,
      `一个事务最多 ${transactionLimits.writes} 项写入，当前 ${writes.length} 项，请分批提交`,
    );
  refuseTwice(writes.map(keyOfWrite));
  const total = writes.reduce((sum, write) => sum + checkWrite(write), 0);
  if (total > transactionLimits.totalBytes) throw tooLarge(undefined);
}

/** What DynamoDB itself found too large. */
export function tooLarge(cause: unknown): InvalidInput {
  const { itemBytes, totalBytes } = transactionLimits;
  return new InvalidInput(
    `a record has at most ${itemBytes} bytes and a transaction ${totalBytes}; put the bulk into an object, or go in pages`,
    `单条记录上限 ${itemBytes} 字节，单个事务上限 ${totalBytes} 字节，请将大块内容存为对象，或分批提交`,
    { cause },
  );
}

function refuseTwice(keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key))
      throw new InvalidInput(
        `record ${key} stands twice in one transaction; merge the two writes`,
        `记录 ${key} 在同一事务中出现两次，请合并`,
      );
    seen.add(key);
  }
}

/** Bytes the write adds to the table. */
function checkWrite(write: Write): number {
  const size = checkText(keyOfWrite(write), keyLimit, 'record key', '记录键');
  if (!('put' in write)) return 0;
  const total = size + valueBytes(write.put, write.value) + entriesBytes(write);
  if (total > transactionLimits.itemBytes) throw tooLarge(undefined);
  return total;
}

function entriesBytes(write: Extract<Write, { put: string }>): number {
  let bytes = 0;
  for (const entry of Object.values(write.indexes ?? {}))
    if (entry !== undefined)
      bytes +=
        checkText(entry[0], partitionLimit, 'index partition', '索引分区') +
        checkText(entry[1], keyLimit, 'index sort value', '索引排序值');
  return bytes;
}

function valueBytes(key: string, value: unknown): number {
  const json = JSON.stringify(value);
  if (json !== undefined) return Buffer.byteLength(json);
  throw new InvalidInput(
    `the value of ${key} is not JSON; give an object, a list, a text, a number or null`,
    `${key} 的值不是 JSON，请改为对象、数组、文本、数字或 null`,
  );
}

/** Length in UTF-8 of a text DynamoDB takes as a key. */
function checkText(text: string, limit: number, en: string, zh: string): number {
  const bytes = Buffer.byteLength(text);
  if (bytes >= 1 && bytes <= limit && text.isWellFormed()) return bytes;
  throw new InvalidInput(
    `a ${en} has 1 to ${limit} bytes of well-formed text, not ${bytes}; shorten it`,
    `${zh}须为 1 至 ${limit} 字节的合法文本，当前 ${bytes} 字节，请缩短`,
  );
}
