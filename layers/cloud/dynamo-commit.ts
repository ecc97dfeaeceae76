/** A commit: one TransactWriteItems whose conditions are the versions the caller decided on. */
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { ConditionFailed, InvalidInput } from '../core/errors.ts';
import { type IndexEntries, transactionLimits, type Write } from '../core/ports/records.ts';
import { awsErrorName, callAws } from './call-aws.ts';
import { pause } from './dynamo-pause.ts';

/** Commits, and repeats where only another transaction stood in the way. @throws as `Records.commit` says */
export async function commitWrites(
  dynamo: DynamoDBClient,
  table: string,
  writes: readonly Write[],
): Promise<void> {
  if (writes.length === 0) return;
  checkLimits(writes);
  const TransactItems = writes.map((write) => toTransactItem(table, write));
  for (let attempt = 1; ; attempt++) {
    if (await tryOnce(dynamo, writes, TransactItems)) return;
    await pause(attempt);
  }
}

/** True when committed, false when it may be repeated. */
async function tryOnce(
  dynamo: DynamoDBClient,
  writes: readonly Write[],
  TransactItems: TransactWriteItem[],
): Promise<boolean> {
  return callAws('dynamodb TransactWriteItems', async () => {
    try {
      await dynamo.send(new TransactWriteItemsCommand({ TransactItems }));
      return true;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) return refuseOrRethrow(error);
      return refuseOrRepeat(writes, error.CancellationReasons ?? [], error);
    }
  });
}

const passing = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'None',
  undefined,
]);

function refuseOrRepeat(
  writes: readonly Write[],
  reasons: readonly CancellationReason[],
  error: unknown,
): false {
  const moved = writes
    .filter((_, index) => reasons[index]?.Code === 'ConditionalCheckFailed')
    .map(keyOfWrite);
  if (moved.length > 0) throw new ConditionFailed(moved);
  if (
    reasons.some(
      (reason) => reason.Code === 'ValidationError' || reason.Code === 'ItemCollectionSizeLimitExceeded',
    )
  )
    throw tooLarge(error);
  if (reasons.every((reason) => passing.has(reason.Code))) return false;
  throw error;
}

function refuseOrRethrow(error: unknown): false {
  const name = awsErrorName(error);
  if (name === 'TransactionInProgressException' || name === 'TransactionConflictException') return false;
  if (name === 'ValidationException') throw tooLarge(error);
  throw error;
}

function keyOfWrite(write: Write): string {
  if ('put' in write) return write.put;
  return 'remove' in write ? write.remove : write.check;
}

function checkLimits(writes: readonly Write[]): void {
  if (writes.length > transactionLimits.writes)
    throw new InvalidInput(
      `a transaction has at most ${transactionLimits.writes} writes, this one has ${writes.length}; commit it in pages`,
      `一次事务最多 ${transactionLimits.writes} 项写入，当前 ${writes.length} 项，请分页提交`,
    );
  const keys = new Set<string>();
  for (const write of writes) {
    const key = keyOfWrite(write);
    if (keys.has(key))
      throw new InvalidInput(`${key} stands twice in one transaction`, `${key} 在同一事务中出现两次`);
    keys.add(key);
    if ('put' in write && valueBytes(write.value) > transactionLimits.itemBytes) throw tooLarge(undefined);
  }
}

function valueBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? 'null', 'utf8');
}

function tooLarge(cause: unknown): InvalidInput {
  return new InvalidInput(
    `a record has at most ${transactionLimits.itemBytes} bytes and a transaction 4 MB; put large content into an object`,
    `单条记录不得超过 ${transactionLimits.itemBytes} 字节，单次事务不得超过 4 MB，请将大内容存为对象`,
    { cause },
  );
}

function toTransactItem(TableName: string, write: Write): TransactWriteItem {
  if ('put' in write)
    return {
      Put: {
        TableName,
        Item: {
          key: { S: write.put },
          version: { N: String(write.expect + 1) },
          value: { S: JSON.stringify(write.value) ?? 'null' },
          ...indexAttributes(write.indexes ?? {}),
        },
        ...versionIs(write.expect),
      },
    };
  if ('remove' in write)
    return {
      Delete: {
        TableName,
        Key: { key: { S: write.remove } },
        ...(write.expect === undefined ? {} : versionIs(write.expect)),
      },
    };
  return { ConditionCheck: { TableName, Key: { key: { S: write.check } }, ...versionIs(write.expect) } };
}

interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, { N: string }>;
}

function versionIs(expect: number): Condition {
  if (expect === 0)
    return {
      ConditionExpression: 'attribute_not_exists(#key)',
      ExpressionAttributeNames: { '#key': 'key' },
    };
  return {
    ConditionExpression: '#version = :expect',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':expect': { N: String(expect) } },
  };
}

/** A record stands in an index by having both of its attributes. */
function indexAttributes(indexes: IndexEntries): Record<string, { S: string }> {
  return Object.fromEntries(
    Object.entries(indexes).flatMap(([name, [partition, sort]]) => [
      [`${name}P`, { S: partition }],
      [`${name}S`, { S: sort }],
    ]),
  );
}
