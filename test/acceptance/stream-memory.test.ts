/** A stream of records far larger than memory wants to hold: it is taken, gathered and answered, and the host stays small. */
import { readFileSync } from 'node:fs';
import { type HomeProcess, startHome } from '../../bench/home-process.ts';
import { peakMegabytes, prepareSender, sender, sendStream } from '../../bench/record-sender.ts';
import type { BatchView } from '../../schemas/api-answers.ts';
import { until } from './home.ts';

const megabytes = 200;

const residentMegabytes = ({ pid }: HomeProcess): number => {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
};

test('a stream of 200 MB is one message, and takes the host no more than half of that', async () => {
  const home = await startHome();
  try {
    const channel = await prepareSender(home);
    // What the first use of anything costs is paid.
    const first = await sendStream(channel, 4);
    const before = residentMegabytes(home);
    const { records } = await sendStream(channel, megabytes);
    expect(records).toBeGreaterThan(1_000_000);
    await until('its file', async () => {
      const answered = await home.ask(sender.department, '/batches?limit=100');
      const { items } = (await answered.json()) as { items: BatchView[] };
      return items.find((one) => one.fileName.endsWith(`-${first.records + records}.ndjson`));
    });
    expect((peakMegabytes(home) ?? Number.NaN) - before).toBeLessThan(100);
  } finally {
    await home.remove();
  }
}, 400_000);
