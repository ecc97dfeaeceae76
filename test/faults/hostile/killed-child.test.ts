import { gzipSync } from 'node:zlib';
import { TransientError } from '../../../layers/core/errors.ts';
import { openHostileHome } from './hostile-home.ts';

test('a child ended in the middle of an archive leaves none of its content behind', async () => {
  const home = await openHostileHome(1, 1);
  try {
    const rows = Array.from({ length: 1_500_000 }, (_, i) => `{"记录号":"r${i}"}`);
    const content = gzipSync(`[${rows.join(',')}]`);
    await expect(home.take({ fileName: 'a.json.gz', content })).rejects.toThrow(TransientError);
    expect(await home.strays()).toEqual([]);
  } finally {
    await home.close();
  }
}, 120_000);
