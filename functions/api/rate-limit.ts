/** A bucket of tokens a principal, in memory: each process counts for itself. */
import { TooMany } from '../../layers/core/errors.ts';
import type { RateSettings } from './home.ts';

interface Bucket {
  tokens: number;
  at: number;
}

/** Principals are known accounts; still the map never grows past this: full buckets go first. */
const mostBuckets = 10_000;

/** @returns takes one token of a principal. @throws TooMany with the seconds until the next one */
export function createRateLimit({ perSecond, burst }: RateSettings, now: () => Date) {
  const buckets = new Map<string, Bucket>();
  return (principal: string): void => {
    const at = now().getTime();
    const bucket = buckets.get(principal) ?? { tokens: burst, at };
    const passed = Math.max(0, at - bucket.at) / 1000;
    const tokens = Math.min(burst, bucket.tokens + passed * perSecond);
    buckets.delete(principal);
    buckets.set(principal, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
    if (buckets.size > mostBuckets) forgetOldest(buckets);
    if (tokens < 1) throw tooMany(Math.max(1, Math.ceil((1 - tokens) / perSecond)));
  };
}

/** The map is in the order of use, so the first has rested longest. */
function forgetOldest(buckets: Map<string, Bucket>): void {
  const [oldest] = buckets.keys();
  if (oldest !== undefined) buckets.delete(oldest);
}

const tooMany = (seconds: number): TooMany =>
  new TooMany(
    `too many requests; wait ${seconds} s and go on more slowly`,
    `请求过于频繁，请等待 ${seconds} 秒后放慢速度重试`,
    seconds,
  );
