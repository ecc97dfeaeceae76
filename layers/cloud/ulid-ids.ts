/** Ids that sort by time: ULIDs, rising also within one millisecond of one process. */
import { randomBytes } from 'node:crypto';
import type { Clock, Ids } from '../core/ports/surroundings.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomBits = 80n;

/** Makes ids of 26 characters of Crockford base32: 48 bits of milliseconds, 80 of chance. */
export function ulidIds(clock: Clock): Ids {
  let last = 0n;
  return {
    next: () => {
      const fresh = (BigInt(clock.now().getTime()) << randomBits) | randomNumber();
      // A clock that stands or goes back must not make ids that sort before earlier ones.
      last = fresh > last ? fresh : last + 1n;
      return toBase32(last);
    },
  };
}

function randomNumber(): bigint {
  return BigInt(`0x${randomBytes(10).toString('hex')}`);
}

function toBase32(value: bigint): string {
  let text = '';
  for (let shift = 125n; shift >= 0n; shift -= 5n) text += alphabet[Number((value >> shift) & 31n)];
  return text;
}
