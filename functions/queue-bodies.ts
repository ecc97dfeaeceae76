/** How the bodies of the queues are read: our own messages, and S3's notifications on `uploads`. */
import { z } from 'zod';
import { parseDropKey } from '../layers/core/exchange/drop-zone.ts';
import { type Message, messageSchema } from '../schemas/messages.ts';

/** A body of one of our queues. @throws ZodError, SyntaxError */
export function readMessage(body: string): readonly Message[] {
  return [messageSchema.parse(JSON.parse(body))];
}

const notificationSchema = z.object({
  Records: z.array(z.object({ s3: z.object({ object: z.object({ key: z.string().min(1) }) }) })),
});
/** S3 says once that it may write to the queue. */
const testEventSchema = z.object({ Event: z.literal('s3:TestEvent') });

/**
 * A body of `uploads`: S3's notification of new objects in the drop zone, or a message of the sweep.
 * @returns the ticket's record of each; objects that lie under no ticket are none of the bus's
 */
export function readUpload(body: string): readonly Pick<Message, 'record'>[] {
  const json: unknown = JSON.parse(body);
  if (testEventSchema.safeParse(json).success) return [];
  const own = messageSchema.safeParse(json);
  if (own.success) return [own.data];
  const { Records } = notificationSchema.parse(json);
  return Records.flatMap(({ s3 }) => toTicket(decodeKey(s3.object.key)));
}

/** Keys come URL-encoded, with a plus for a space. */
function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}

function toTicket(key: string): { record: string }[] {
  const place = parseDropKey(key);
  return place === undefined ? [] : [{ record: `ticket/${place.ticket}` }];
}
