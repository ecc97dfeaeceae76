/** A message names a record and its version: past it, the message is old; behind it, it came too early. */
import type { Message } from '../../../schemas/messages.ts';
import { TransientError } from '../errors.ts';
import type { Held } from '../records.ts';

/** @returns true when the message is about the record as it stands; false when it is old. @throws TransientError early */
export function isCurrent(message: Message, held: Held<unknown>): boolean {
  if (held.version < message.version)
    throw new TransientError(
      `${message.record} is still at version ${held.version}, the message names ${message.version}; it is given back`,
      `${message.record} 尚在第 ${held.version} 版，消息所指为第 ${message.version} 版，退回重试`,
    );
  return held.version === message.version;
}
