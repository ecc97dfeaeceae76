/**
 * Queue on SQS. In the cloud home Lambda's event source takes messages up; `poll` does the same by hand, for tools
 * and for the contract suite. Messages carry their department as group: SQS then shares its attention among groups.
 */
import { GetQueueAttributesCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type QueueName, queueNames } from '../../schemas/messages.ts';
import type { Queue, QueueDepth } from '../core/ports/queue.ts';
import { callAws } from './call-aws.ts';
import type { QueueUrls } from './cloud-env.ts';
import { configured } from './misconfigured.ts';
import { listDeadLetters, purgeDeadLetters, redriveDeadLetters } from './sqs-dead-letters.ts';
import { deleteMessages, messagesAtOnce, readMessage, sendMessages } from './sqs-messages.ts';

export type AllQueueUrls = Readonly<Record<QueueName, QueueUrls>>;

/** Makes the port over the queues' addresses; a queue without one may not be used by this function. */
export function sqsQueue(sqs: SQSClient, urls: AllQueueUrls): Queue {
  const main = (queue: QueueName) => configured(urls[queue].main, `QUEUE_${queue.toUpperCase()}`);
  const dead = (queue: QueueName) => configured(urls[queue].dead, `DEAD_${queue.toUpperCase()}`);
  return {
    send: async (queue, messages) => sendMessages(sqs, main(queue), messages),
    poll: async (queue, handler, options) => poll(sqs, main(queue), handler, options.limit),
    depth: async () =>
      Promise.all(knownQueues(urls).map((queue) => depthOf(sqs, queue, main(queue), dead(queue)))),
    deadLetters: async (queue) => listDeadLetters(sqs, main(queue), dead(queue)),
    redrive: async (queue, ids) => redriveDeadLetters(sqs, main(queue), dead(queue), ids),
    purge: async (queue, ids) => purgeDeadLetters(sqs, dead(queue), ids),
  };
}

function knownQueues(urls: AllQueueUrls): QueueName[] {
  return queueNames.filter((queue) => urls[queue].main !== undefined && urls[queue].dead !== undefined);
}

async function poll(
  sqs: SQSClient,
  QueueUrl: string,
  handler: Parameters<Queue['poll']>[1],
  limit: number,
): Promise<number> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: Math.min(limit, messagesAtOnce),
    WaitTimeSeconds: 0,
  });
  const answer = await callAws('sqs ReceiveMessage', () => sqs.send(command));
  const received = (answer.Messages ?? []).flatMap(readMessage);
  if (received.length === 0) return 0;
  const messages = received.map(({ message }) => message);
  // A handler that throws has failed all of them: SQS gives them out again after the visibility time.
  const { failed } = await handler(messages).catch(() => ({ failed: messages }));
  const kept = new Set(failed.map((message) => message.id));
  await deleteMessages(
    sqs,
    QueueUrl,
    received.filter(({ message }) => !kept.has(message.id)),
  );
  return received.length;
}

async function depthOf(sqs: SQSClient, queue: QueueName, main: string, dead: string): Promise<QueueDepth> {
  const [waiting, letters] = await Promise.all([countMessages(sqs, main), countMessages(sqs, dead)]);
  return { queue, waiting: waiting.visible, inFlight: waiting.taken, dead: letters.visible + letters.taken };
}

/** Counts are SQS's approximations. */
async function countMessages(sqs: SQSClient, QueueUrl: string): Promise<{ visible: number; taken: number }> {
  const command = new GetQueueAttributesCommand({
    QueueUrl,
    AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
  });
  const { Attributes } = await callAws('sqs GetQueueAttributes', () => sqs.send(command));
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    taken: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}
