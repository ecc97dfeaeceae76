/** A commit: one TransactWriteItems whose conditions are the versions the caller decided on. */
import {
  type CancellationReason,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { ConditionFailed } from '../core/errors.ts';
import type { IndexEntries, Write } from '../core/ports/records.ts';
import { awsErrorName, callAws } from './call-aws.ts';
import { pause } from './dynamo-pause.ts';
import { checkWrites, keyOfWrite, tooLarge } from './record-limits.ts';

/** Commits, and repeats where only another transaction stood in the way. @throws as `Records.commit` says */
export async function commitWrites(
  dynamo: DynamoDBClient,
  table: string,
  writes: readonly Write[],
): Promise<void> {
  if (writes.length === 0) return;
  checkWrites(writes);
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

function toTransactItem(TableName: string, write: Write): TransactWriteItem {
  if ('put' in write)
    return {
      Put: {
        TableName,
        Item: {
          key: { S: write.put },
          version: { N: String(write.expect + 1) },
          value: { S: JSON.stringify(write.value) },
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
    Object.entries(indexes).flatMap(([name, entry]) =>
      entry === undefined
        ? []
        : [
            [`${name}P`, { S: entry[0] }],
            [`${name}S`, { S: entry[1] }],
          ],
    ),
  );
}
