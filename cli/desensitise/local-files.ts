/** One file of the department's own, as the refinery reaches it. Nothing is put anywhere. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalFiles } from '../../layers/refinery/index.ts';
import { WrongUsage } from '../failures.ts';

const nothing = async (): Promise<never> => {
  throw new WrongUsage('本机没有对象存储', 'there is no object store on this machine');
};

/** `folder` holds what is made on the way; it is removed by who made it. */
export const localFiles = (path: string, folder: string): LocalFiles => ({
  withFile: (_key, use) => use(path),
  async scratch(use) {
    const own = await mkdtemp(join(folder, 'work-'));
    try {
      return await use(own);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  },
  put: nothing,
  head: nothing,
});
