/**
 * What a function's environment may hold. A construct that grants something sets its variables in the same call, so
 * a variable that is absent is a right the function does not have.
 */
import { z } from 'zod';
import { type QueueName, queueNames } from '../../schemas/messages.ts';
import { settingsSchema } from '../core/ports/settings.ts';

const text = z.string().min(1).optional();

export const cloudEnvSchema = z.object({
  AWS_REGION: z.string().min(1).default('us-east-1'),
  /** Set on test targets only; the SDK reads it by itself, the S3 client then uses path-style addresses. */
  AWS_ENDPOINT_URL: z.url().optional(),
  /** The bucket of every key that no other bucket claims. */
  BUCKET_LAKE: text,
  BUCKET_DROP: text,
  BUCKET_INBOX: text,
  BUCKET_LEDGER: text,
  RECORDS_TABLE: text,
  GLUE_DATABASE_PREFIX: z.string().default(''),
  SIGNING_KEY: text,
  AUTHORITY_KEY: text,
  /** The tokeniser's own: what wraps its key. */
  TOKEN_KEY: text,
  /** The function that makes tokens. */
  TOKENISER: text,
  NOTICES_TOPIC: text,
  /** Seats in Athena's console by name, with commas between. */
  CONSOLE_SEATS: text,
  /** ARN of a seat's identity, without the seat's name behind it. */
  CONSOLE_IDENTITIES: text,
  /** Name of a seat's work group, without the seat's name behind it. */
  CONSOLE_GROUPS: text,
  /** The bucket of the console's results. */
  BUCKET_RESULTS: text,
  /** The figures an operator set, as JSON: see `settingsSchema`. */
  SETTINGS: z
    .string()
    .default('{}')
    .transform((json) => settingsSchema.parse(JSON.parse(json))),
  /** `host:port` of a clamd; without it objects are judged by their GuardDuty tag. */
  SHUIYUAN_CLAMD: text,
  QUEUE_UPLOADS: text,
  QUEUE_BATCHES: text,
  QUEUE_CHUNKS: text,
  QUEUE_COMMITTED: text,
  QUEUE_PARCELS: text,
  DEAD_UPLOADS: text,
  DEAD_BATCHES: text,
  DEAD_CHUNKS: text,
  DEAD_COMMITTED: text,
  DEAD_PARCELS: text,
});

export type CloudEnv = z.infer<typeof cloudEnvSchema>;

/** Reads a function's environment. @throws ZodError when a variable has a wrong form */
export function parseCloudEnv(environment: NodeJS.ProcessEnv = process.env): CloudEnv {
  return cloudEnvSchema.parse(environment);
}

export interface QueueUrls {
  readonly main?: string;
  readonly dead?: string;
}

/** Addresses of the queues this function may use. */
export function queueUrls(env: CloudEnv): Readonly<Record<QueueName, QueueUrls>> {
  const named: Readonly<Record<string, unknown>> = env;
  return Object.fromEntries(
    queueNames.map((queue) => [
      queue,
      { main: named[`QUEUE_${queue.toUpperCase()}`], dead: named[`DEAD_${queue.toUpperCase()}`] },
    ]),
  ) as Record<QueueName, QueueUrls>;
}
