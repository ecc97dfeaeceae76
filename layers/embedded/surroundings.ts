/** Time, ids and kill points of a running home. */
import type { Clock, Ids, Probe } from '../core/ports/surroundings.ts';

export const systemClock: Clock = { now: () => new Date() };

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomBits = 80n;

function encodeUlid(value: bigint): string {
  let text = '';
  for (let shift = 125n; shift >= 0n; shift -= 5n) text += alphabet[Number((value >> shift) & 31n)];
  return text;
}

function randomPart(): bigint {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** ULIDs, each greater than the one before, also within a millisecond and when the clock is put back. */
export function monotonicIds(clock: Clock = systemClock): Ids {
  let last = 0n;
  return {
    next() {
      const fresh = (BigInt(clock.now().getTime()) << randomBits) | randomPart();
      last = fresh >> randomBits > last >> randomBits ? fresh : last + 1n;
      return encodeUlid(last);
    },
  };
}

/**
 * A probe that ends the process at a point, for fault tests: `point` the first time, `point:3` the third. Without a
 * setting it does nothing. A point's name may hold colons: only a number after the last one counts.
 */
export function killProbe(setting: string | undefined): Probe {
  if (!setting) return { at: async () => {} };
  const counted = /^(.*):(\d+)$/s.exec(setting);
  const name = counted?.[1] ?? setting;
  let left = Number(counted?.[2] ?? 1);
  return {
    async at(point) {
      if (point !== name) return;
      left -= 1;
      if (left <= 0) process.kill(process.pid, 'SIGKILL');
    },
  };
}
