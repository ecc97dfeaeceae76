/** What the queues carry: pointers to records. A message holds nothing that its record does not. */
import { z } from 'zod';

export const queueNames = ['uploads', 'batches', 'chunks', 'committed', 'parcels'] as const;
export type QueueName = (typeof queueNames)[number];

export const messageSchema = z.object({
  schema: z.literal('message/1'),
  id: z.string().min(1).max(128),
  /** Key of the record it is about. */
  record: z.string().min(1).max(1024),
  /** The record's version when it was announced: past it, the message is old; behind it, it came early. */
  version: z.number().int().min(0),
  /** Messages are taken up fairly among groups: the department's code. */
  group: z.string().min(1).max(128),
  /** For `chunks`: which one. */
  chunk: z.number().int().min(0).optional(),
});
export type Message = z.infer<typeof messageSchema>;
