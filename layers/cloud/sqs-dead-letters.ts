/**
 * Dead letters: looked at, given back, thrown away. SQS can only receive them, so they are taken for a moment and
 * put back; a death in between brings them back by themselves, and a letter sent twice is harmless.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetter } from '../core/ports/queue.ts';
import { callAws } from './call-aws.ts';
import {
  deleteMessages,
  messagesAtOnce,
  type ReceivedMessage,
  readMessage,
  sendMessages,
} from './sqs-messages.ts';

/** How long taken letters stay hidden if this process dies. */
const heldSeconds = 20;
/** A look takes at most this many letters. */
const mostLetters = 1_000;

/** The letters of a queue, at most 1,000. `failures` is how often the queue tried before it gave up. */
export async function listDeadLetters(sqs: SQSClient, main: string, dead: string): Promise<DeadLetter[]> {
  const failures = await triesOf(sqs, main);
  const letters = await takeLetters(sqs, dead);
  await putBack(sqs, dead, letters);
  return letters.map(({ sqsId, message }) => ({ id: sqsId, message, failures }));
}

/** Sends letters back to their queue and then deletes them; says how many. */
export async function redriveDeadLetters(
  sqs: SQSClient,
  main: string,
  dead: string,
  ids?: readonly string[],
): Promise<number> {
  const { chosen, others } = choose(await takeLetters(sqs, dead), ids);
  await putBack(sqs, dead, others);
  await sendMessages(
    sqs,
    main,
    chosen.map(({ message }) => message),
  );
  await deleteMessages(sqs, dead, chosen);
  return chosen.length;
}

/** Deletes letters; says how many. */
export async function purgeDeadLetters(
  sqs: SQSClient,
  dead: string,
  ids?: readonly string[],
): Promise<number> {
  const { chosen, others } = choose(await takeLetters(sqs, dead), ids);
  await putBack(sqs, dead, others);
  await deleteMessages(sqs, dead, chosen);
  return chosen.length;
}

function choose(letters: readonly ReceivedMessage[], ids: readonly string[] | undefined) {
  const wanted = ids && new Set(ids);
  return {
    chosen: letters.filter(({ sqsId }) => wanted === undefined || wanted.has(sqsId)),
    others: letters.filter(({ sqsId }) => wanted !== undefined && !wanted.has(sqsId)),
  };
}

async function takeLetters(sqs: SQSClient, QueueUrl: string): Promise<ReceivedMessage[]> {
  const letters = new Map<string, ReceivedMessage>();
  for (let before = -1; letters.size > before && letters.size < mostLetters; ) {
    before = letters.size;
    const command = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: messagesAtOnce,
      VisibilityTimeout: heldSeconds,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    const answer = await callAws('sqs ReceiveMessage', () => sqs.send(command));
    for (const letter of (answer.Messages ?? []).flatMap(readMessage)) letters.set(letter.sqsId, letter);
  }
  return [...letters.values()];
}

/** Makes letters visible again at once; one that has come back by itself is no error. */
async function putBack(sqs: SQSClient, QueueUrl: string, letters: readonly ReceivedMessage[]): Promise<void> {
  for (let start = 0; start < letters.length; start += messagesAtOnce) {
    const Entries = letters
      .slice(start, start + messagesAtOnce)
      .map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt, VisibilityTimeout: 0 }));
    await callAws('sqs ChangeMessageVisibilityBatch', () =>
      sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries })),
    );
  }
}

async function triesOf(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['RedrivePolicy'] });
  const { Attributes } = await callAws('sqs GetQueueAttributes', () => sqs.send(command));
  const policy = JSON.parse(Attributes?.RedrivePolicy ?? '{}') as { maxReceiveCount?: number | string };
  return Number(policy.maxReceiveCount ?? 0);
}
