/** A refinery child for tests whose survey ends the child, as its file's name tells: killed, out of time, or not at all. */
import type { Refinery, Source } from '../../../layers/core/ports/refinery.ts';
import { serveRefinery } from '../../../layers/embedded/refinery-service.ts';

const ends: Readonly<Record<string, () => Promise<never>>> = {
  'crash.csv': async () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  },
  'stop.csv': async () => {
    process.kill(process.pid, 'SIGTERM');
    return new Promise(() => {});
  },
  'hang.csv': () => new Promise(() => {}),
};

serveRefinery(() => {
  const refinery = {
    survey: async ({ fileName }: Source) => ends[fileName]?.() ?? { checks: [], warnings: [], tables: [] },
  };
  return refinery as unknown as Refinery;
});
