/** Messages on their way into and out of SQS, ten a call. */
import {
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
  type SQSClient,
  type Message as SqsMessage,
} from '@aws-sdk/client-sqs';
import { type Message, messageSchema } from '../../schemas/messages.ts';
import { TransientError } from '../core/errors.ts';
import { callAws } from './call-aws.ts';

/** SQS takes and gives at most ten messages a call. */
export const messagesAtOnce = 10;

/** Sends in calls of ten. @throws TransientError when one was not taken; sending all again is harmless */
export async function sendMessages(
  sqs: SQSClient,
  QueueUrl: string,
  messages: readonly Message[],
): Promise<void> {
  for (let start = 0; start < messages.length; start += messagesAtOnce) {
    const Entries = messages.slice(start, start + messagesAtOnce).map((message, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(message),
      MessageGroupId: toGroupId(message.group),
    }));
    const command = new SendMessageBatchCommand({ QueueUrl, Entries });
    const answer = await callAws('sqs SendMessageBatch', () => sqs.send(command));
    if (answer.Failed?.length) throw notAll('sqs SendMessageBatch', answer.Failed.length);
  }
}

/** SQS allows letters, digits and punctuation in a group; other characters are written as their code. */
function toGroupId(group: string): string {
  return group
    .replace(/[^\x21-\x7e]/gu, (character) => `u${character.codePointAt(0)?.toString(16)}`)
    .slice(0, 128);
}

function notAll(operation: string, count: number): TransientError {
  return new TransientError(
    `${operation} refused ${count} messages; they are tried again`,
    `${operation} 有 ${count} 条消息未被接受，将自动重试`,
  );
}

export interface ReceivedMessage {
  readonly message: Message;
  readonly receipt: string;
  readonly sqsId: string;
  readonly receives: number;
}

/** A body that is no message of ours is left to run into the dead letters. */
export function readMessage(raw: SqsMessage): ReceivedMessage[] {
  const parsed = messageSchema.safeParse(parseJson(raw.Body ?? ''));
  if (!parsed.success) return [];
  return [
    {
      message: parsed.data,
      receipt: raw.ReceiptHandle ?? '',
      sqsId: raw.MessageId ?? '',
      receives: Number(raw.Attributes?.ApproximateReceiveCount ?? 0),
    },
  ];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Deletes in calls of ten. */
export async function deleteMessages(
  sqs: SQSClient,
  QueueUrl: string,
  received: readonly { readonly receipt: string }[],
): Promise<void> {
  for (let start = 0; start < received.length; start += messagesAtOnce) {
    const Entries = received
      .slice(start, start + messagesAtOnce)
      .map(({ receipt }, index) => ({ Id: String(index), ReceiptHandle: receipt }));
    const answer = await callAws('sqs DeleteMessageBatch', () =>
      sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })),
    );
    if (answer.Failed?.length) throw notAll('sqs DeleteMessageBatch', answer.Failed.length);
  }
}
