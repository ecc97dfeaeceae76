/** What can be relied on: touched parcels, closed doors, exit statuses, the ledger. */
import { readdir } from 'node:fs/promises';
import { makeFolder } from './files.ts';
import { ask, shuiyuan, until } from './home.ts';
import { startTouchingProxy } from './touching-proxy.ts';
import { awaitParcel, slow, type UnderTest } from './under-test.ts';

export function testProofs(under: UnderTest): void {
  test(
    'a parcel that was touched on its way is refused and leaves nothing',
    async () => {
      const proxy = await startTouchingProxy(under.home.url);
      try {
        const parcel = await awaitParcel(under.home, 'local-tax', under.dirty.batch);
        const output = await makeFolder();
        // Another address gets no token of the data folder: here it is given on purpose.
        const at = ['--url', proxy.url, '--token', under.home.tokens.departments['local-tax'] ?? ''];
        const args = ['inbox', 'fetch', '--as', 'local-tax', parcel.parcel, '-o', output, ...at];
        const { failed } = await ask<{ failed: { code: string }[] }>(under.home, args, 1);
        expect(failed.map((one) => one.code)).toEqual(['touched']);
        expect(await readdir(output)).toEqual([]);
      } finally {
        proxy.close();
      }
    },
    slow,
  );

  test(
    'one department sees nothing of another, and is told so in its language',
    async () => {
      const asked = await ask<{ error: { code: string } }>(
        under.home,
        ['batch', 'show', under.dirty.batch, '--as', 'customs'],
        1,
      );
      const missing = await ask<{ error: { code: string } }>(
        under.home,
        ['batch', 'show', '01ARZ3NDEKTSV4RRFFQ69G5FAV', '--as', 'customs'],
        1,
      );
      expect([asked.error.code, missing.error.code]).toEqual(['not-found', 'not-found']);
    },
    slow,
  );

  test(
    'the command line says by its exit status what happened',
    async () => {
      const nowhere = await shuiyuan(under.home, [
        'batch',
        'list',
        '--url',
        'http://127.0.0.1:9',
        '--token',
        'x',
      ]);
      const statuses = [
        await shuiyuan(under.home, ['queue', 'list']),
        await shuiyuan(under.home, ['batch', 'show', '01ARZ3NDEKTSV4RRFFQ69G5FAV']),
        await shuiyuan(under.home, ['batch', 'shew']),
        nowhere,
      ].map((one) => one.status);
      expect(statuses).toEqual([0, 1, 2, 3]);
    },
    slow,
  );

  test(
    'the ledger verifies, and an entry that was changed is found and named',
    async () => {
      await until('the seal', async () => {
        const verified = await ask<{ sound: boolean; waiting: number }>(under.home, ['audit', 'verify']);
        return verified.sound && verified.waiting === 0 ? true : undefined;
      });
      const receipt = await ask<{ entry: unknown }>(under.home, [
        'audit',
        'receipt',
        `batch/${under.dirty.batch}`,
        '1',
      ]);
      expect(receipt.entry).toMatchObject({ record: `batch/${under.dirty.batch}`, version: 1 });
      await under.home.tamperEntry(`batch/${under.dirty.batch}`, 1);
      const found = await ask<{ firstBad: unknown }>(under.home, ['audit', 'verify'], 1);
      expect(found.firstBad).toMatchObject({ kind: 'changed-entry', entry: `batch/${under.dirty.batch}@1` });
    },
    slow,
  );
}
