/** How each queue behaves: the embedded counterpart of the cloud's queue attributes. */
import { type QueueName, queueNames } from '../../schemas/messages.ts';

export interface QueueSettings {
  /** A message taken up and neither done nor failed comes again after this long. */
  readonly visibilitySeconds: number;
  /** After this many tries a message goes to the dead letters. */
  readonly tries: number;
}

export type AllQueueSettings = Readonly<Record<QueueName, QueueSettings>>;

/** Steps take under a minute; one and a half leaves room for a slow disk. */
const usual: QueueSettings = { visibilitySeconds: 90, tries: 5 };

export function queueSettings(changes: Partial<AllQueueSettings> = {}): AllQueueSettings {
  const all = Object.fromEntries(queueNames.map((queue) => [queue, { ...usual, ...changes[queue] }]));
  return all as unknown as AllQueueSettings;
}
