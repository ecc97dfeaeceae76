/** One backup, scrub or erasure a data folder at a time. The kernel ends the lock with the process that had it. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Refused } from '../../core/errors.ts';
import { nameStorageFault } from '../storage-errors.ts';

/**
 * Runs `work` while no other such work runs on the folder. The host may be running: it is not kept out.
 * @throws Refused `backup-runs`
 */
export async function whileGuarded<T>(folder: string, work: () => Promise<T>): Promise<T> {
  let guard: DatabaseSync | undefined;
  try {
    guard = new DatabaseSync(join(folder, 'backup-guard.sqlite'));
    guard.exec('pragma locking_mode = exclusive; begin exclusive');
  } catch (error) {
    guard?.close();
    if ((((error as { errcode?: number }).errcode ?? 0) & 0xff) !== 5) throw nameStorageFault(error);
    throw new Refused(
      'backup-runs',
      'a backup, scrub or erasure is at work on this data folder; wait until it is done',
      '该数据目录上已有备份、巡检或清除在进行，请等待其结束',
    );
  }
  try {
    return await work();
  } finally {
    guard.close();
  }
}
