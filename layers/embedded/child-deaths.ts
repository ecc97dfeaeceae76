/**
 * How often a refinery child died over a file. One death may be anybody's; a file whose child dies every time is
 * poison and would otherwise be tried for ever. The count lies among the records, so that a restart does not forget it.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { PoisonError } from '../core/errors.ts';
import { repeatOnConflict } from '../core/exchange/repeat.ts';
import type { Records, Stored } from '../core/ports/records.ts';
import type { JobDeath } from './refinery-worker.ts';

/** Deaths of each kind after which there is no further try. Memory is the same each time: twice is proof. */
const mostDeaths: Readonly<Record<JobDeath['why'], number>> = {
  'crashes-reader': 3,
  'too-slow': 3,
  'too-much-memory': 2,
};

const advice: Readonly<Record<JobDeath['why'], readonly [en: string, zh: string]>> = {
  'crashes-reader': [
    'reading the file ended the process that read it, every time; open it, save it anew or export it as CSV, and send that',
    '读取该文件的进程每次都异常退出；请打开后重新保存，或导出为 CSV 后再报送',
  ],
  'too-slow': [
    'the file took longer than a step may take, every time; cut it into smaller ones, or send it as CSV',
    '处理该文件每次都超过时限；请拆分文件，或改用 CSV 格式报送',
  ],
  'too-much-memory': [
    'the file needs more memory than a step may have; cut it into smaller ones, or send it as CSV',
    '处理该文件所需内存超过上限；请拆分文件，或改用 CSV 格式报送',
  ],
};

const countSchema = z.object({ deaths: z.number().int() });
const deathsIn = (stored: Stored | undefined): number =>
  stored ? countSchema.parse(stored.value).deaths : 0;

export interface ChildDeaths {
  /** Counts a death over a subject. @returns the error of the job: the death itself, or after the last try poison */
  judge(subject: string, death: JobDeath): Promise<JobDeath | PoisonError>;
  /** The subject came through: earlier deaths were not its own. */
  forget(subject: string): Promise<void>;
}

/** `subject` is any text that tells a file, and what is done with it, from others. */
export function countChildDeaths(records: Records): ChildDeaths {
  const keyOf = (subject: string) => `child-deaths/${createHash('sha256').update(subject).digest('hex')}`;

  async function countOneMore(key: string): Promise<number> {
    let deaths = 0;
    await repeatOnConflict(async () => {
      const stored = await records.get(key);
      deaths = deathsIn(stored) + 1;
      await records.commit([{ put: key, value: { deaths }, expect: stored?.version ?? 0 }]);
    });
    return deaths;
  }

  async function forget(key: string): Promise<void> {
    if (await records.get(key)) await records.commit([{ remove: key }], { lossy: true });
  }

  return {
    async judge(subject, death) {
      const key = keyOf(subject);
      if ((await countOneMore(key)) < mostDeaths[death.why]) return death;
      // The count stays: whoever takes the file up again, because the quarantine was not reached, has one try.
      const [en, zh] = advice[death.why];
      return new PoisonError(death.why, en, zh, { cause: death });
    },
    forget: (subject) => forget(keyOf(subject)),
  };
}
