/**
 * Records on one DynamoDB table: `key`, `version`, the value as JSON text, and for each index the record stands in a
 * partition and a sort attribute. The value is text because DynamoDB's own maps would not give back every JSON value
 * as it came (empty sets, big numbers), and because its size is then what the limit is about.
 */
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { InvalidInput } from '../core/errors.ts';
import type { IndexName, IndexPage, Records, Stored } from '../core/ports/records.ts';
import { callAws } from './call-aws.ts';
import { commitWrites } from './dynamo-commit.ts';
import { pause } from './dynamo-pause.ts';

type Item = Record<string, AttributeValue>;
type QueryOptions = NonNullable<Parameters<Records['query']>[2]>;

/** DynamoDB answers at most 100 keys a call. */
const keysAtOnce = 100;
const defaultPage = 100;

/** Makes the port over a table with the GSIs `owner`, `topic` and `due` (`ownerP`/`ownerS`, …). */
export function dynamoRecords(dynamo: DynamoDBClient, table: string): Records {
  return {
    get: async (key) => {
      const command = new GetItemCommand({ TableName: table, Key: keyOf(key), ConsistentRead: true });
      const answer = await callAws('dynamodb GetItem', () => dynamo.send(command));
      return answer.Item && toStored(answer.Item);
    },
    getMany: (keys) => getMany(dynamo, table, keys),
    query: (index, partition, options = {}) => queryIndex(dynamo, table, index, partition, options),
    commit: (writes) => commitWrites(dynamo, table, writes),
  };
}

function keyOf(key: string): Item {
  return { key: { S: key } };
}

function toStored(item: Item): Stored {
  return {
    key: item.key?.S ?? '',
    version: Number(item.version?.N ?? 0),
    value: JSON.parse(item.value?.S ?? 'null'),
  };
}

async function getMany(
  dynamo: DynamoDBClient,
  table: string,
  keys: readonly string[],
): Promise<readonly (Stored | undefined)[]> {
  if (keys.length > keysAtOnce)
    throw new InvalidInput(
      `at most ${keysAtOnce} records are read at once, these are ${keys.length}; read them in pages`,
      `一次最多读取 ${keysAtOnce} 条记录，当前 ${keys.length} 条，请分页读取`,
    );
  const found = new Map<string, Stored>();
  let missing: Item[] | undefined = [...new Set(keys)].map(keyOf);
  for (let attempt = 0; missing !== undefined && missing.length > 0; attempt++) {
    if (attempt > 0) await pause(attempt);
    missing = await getSome(dynamo, table, missing, found);
  }
  return keys.map((key) => found.get(key));
}

/** Adds what came to `found`; gives back the keys DynamoDB left out because the answer grew too large. */
async function getSome(
  dynamo: DynamoDBClient,
  table: string,
  Keys: Item[],
  found: Map<string, Stored>,
): Promise<Item[] | undefined> {
  const command = new BatchGetItemCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } });
  const answer = await callAws('dynamodb BatchGetItem', () => dynamo.send(command));
  for (const stored of (answer.Responses?.[table] ?? []).map(toStored)) found.set(stored.key, stored);
  return answer.UnprocessedKeys?.[table]?.Keys;
}

/** One more than asked for is read, so that a page that ends exactly at the end says so. */
async function queryIndex(
  dynamo: DynamoDBClient,
  table: string,
  index: IndexName,
  partition: string,
  options: QueryOptions,
): Promise<IndexPage> {
  const limit = options.limit ?? defaultPage;
  const items: Item[] = [];
  let from = options.after === undefined ? undefined : decodePlace(options.after);
  do {
    const command = new QueryCommand({
      TableName: table,
      IndexName: index,
      ...condition(index, partition, options),
      ScanIndexForward: options.descending !== true,
      Limit: limit + 1 - items.length,
      ExclusiveStartKey: from,
    });
    const answer = await callAws('dynamodb Query', () => dynamo.send(command));
    items.push(...(answer.Items ?? []));
    from = answer.LastEvaluatedKey;
  } while (from !== undefined && items.length <= limit);
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return items.length > limit && last !== undefined
    ? { items: page.map(toStored), next: encodePlace(index, last) }
    : { items: page.map(toStored) };
}

function condition(index: IndexName, partition: string, options: QueryOptions) {
  const parts = ['#p = :p'];
  const names: Record<string, string> = { '#p': `${index}P` };
  const values: Item = { ':p': { S: partition } };
  const { from, to } = options;
  if (from !== undefined || to !== undefined) names['#s'] = `${index}S`;
  if (from !== undefined) values[':from'] = { S: from };
  if (to !== undefined) values[':to'] = { S: to };
  // DynamoDB takes one condition on the sort value.
  if (from !== undefined && to !== undefined) parts.push('#s BETWEEN :from AND :to');
  else if (from !== undefined) parts.push('#s >= :from');
  else if (to !== undefined) parts.push('#s <= :to');
  return {
    KeyConditionExpression: parts.join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
}

function encodePlace(index: IndexName, item: Item): string {
  const place = [item.key?.S, item[`${index}P`]?.S, item[`${index}S`]?.S, index];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function decodePlace(after: string): Item {
  try {
    const [key, partition, sort, index] = JSON.parse(Buffer.from(after, 'base64url').toString()) as string[];
    if (key && partition && sort && index)
      return { key: { S: key }, [`${index}P`]: { S: partition }, [`${index}S`]: { S: sort } };
  } catch (cause) {
    throw unreadablePlace(cause);
  }
  throw unreadablePlace(undefined);
}

function unreadablePlace(cause: unknown): InvalidInput {
  return new InvalidInput(
    'the place to go on from is not one this list gave; begin at its start',
    '续读位置无效，请从头开始读取',
    { cause },
  );
}
