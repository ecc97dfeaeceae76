/**
 * What a department may upload a day. The count is kept apart from the ledger and reserved before the ticket is
 * written: a death between the two counts one upload too many, never one too few.
 */
import { z } from 'zod';
import { TooMany } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { repeatOnConflict } from './repeat.ts';

const usageSchema = z.object({ uploads: z.number(), bytes: z.number() });

/** @throws TooMany when the day's uploads or bytes are used up */
export async function reserveQuota(ports: Ports, department: string, bytes: number): Promise<void> {
  const { records, clock, settings } = ports;
  const day = clock.now().toISOString().slice(0, 10);
  const key = `usage/${department}/${day}`;
  await repeatOnConflict(async () => {
    const stored = await records.get(key);
    const used = stored ? usageSchema.parse(stored.value) : { uploads: 0, bytes: 0 };
    const next = { uploads: used.uploads + 1, bytes: used.bytes + bytes };
    if (next.uploads > settings.dailyUploads || next.bytes > settings.dailyBytes)
      throw new TooMany(
        `${department} has used today's quota (${used.uploads} uploads, ${used.bytes} bytes); go on tomorrow or ask the operator`,
        `${department} 今日上传额度已用完（${used.uploads} 个文件，${used.bytes} 字节），请明日再传或联系运维`,
        secondsToMidnight(clock.now()),
      );
    // The ticket's own commit follows, and makes this one durable too.
    await records.commit([{ put: key, value: next, expect: stored?.version ?? 0 }], { lossy: true });
  });
}

const secondsToMidnight = (now: Date): number => 86_400 - Math.floor((now.getTime() / 1000) % 86_400);
