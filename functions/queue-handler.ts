/**
 * The door of every step that a queue starts. Each record is parsed with its schema and handed over; those that
 * failed are given back one by one (ReportBatchItemFailures), so that one bad file holds up nobody.
 */
import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { ConditionFailed, PoisonError, ShuiyuanError } from '../layers/core/errors.ts';
import { makeLogger } from './masked-logger.ts';

export interface SqsEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

export interface BatchAnswer {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** The part of Lambda's context that is used. */
export interface Context {
  getRemainingTimeInMillis(): number;
}

export interface QueueDoor<T> {
  /** Parses a body into the messages it holds. @throws when it is not of the queue's schema */
  readonly read: (body: string) => readonly T[];
  readonly use: (message: T) => Promise<void>;
  readonly logger?: Logger;
}

/** With less than this left no further record is begun: it comes again, at once, to another worker. */
const reserveMilliseconds = 5_000;

/** Makes the Lambda handler of a queue's step. */
export function queueHandler<T>(read: QueueDoor<T>['read'], use: QueueDoor<T>['use']) {
  const logger = makeLogger();
  return middy<SqsEvent, BatchAnswer>()
    .use(injectLambdaContext(logger))
    .handler((event: SqsEvent, context: Context) => takeBatch({ read, use, logger }, event, context));
}

/** Hands the records over in turn and answers with those that failed. */
export async function takeBatch<T>(
  door: QueueDoor<T>,
  event: SqsEvent,
  context: Context,
): Promise<BatchAnswer> {
  const failed: string[] = [];
  for (const record of event.Records) {
    const isLate = context.getRemainingTimeInMillis() < reserveMilliseconds;
    if (isLate || !(await takeRecord(door, record))) failed.push(record.messageId);
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

async function takeRecord<T>(
  { read, use, logger }: QueueDoor<T>,
  record: { messageId: string; body: string },
): Promise<boolean> {
  try {
    for (const message of read(record.body)) await use(message);
    return true;
  } catch (error) {
    return isDone(error, record.messageId, logger);
  }
}

/**
 * Poison can never succeed: the step has put it into quarantine, so the message is done. Everything else may pass,
 * is tried again, and ends in the dead letters.
 */
function isDone(error: unknown, messageId: string, logger: Logger | undefined): boolean {
  const code = error instanceof ShuiyuanError ? error.code : 'unexpected';
  const line = { messageId, code, ...(error instanceof Error ? { error } : {}) };
  if (error instanceof PoisonError) {
    logger?.warn('poison: the message is done', line);
    return true;
  }
  if (error instanceof ConditionFailed) logger?.info('somebody was first: it is tried again', line);
  else logger?.error('it is tried again', line);
  return false;
}
