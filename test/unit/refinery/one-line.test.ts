import { defineResource, jobOf, refineryOf } from './job.ts';
import { type TempFiles, tempFiles } from './temp-files.ts';

describe('a line that is asked for', () => {
  let files: TempFiles;
  beforeAll(() => {
    files = tempFiles();
  });
  afterAll(() => files.remove());

  test('is the accepted row of that line, and no other where the line was refused', async () => {
    const resource = defineResource([
      { code: 'name', key: 'primary', required: true },
      { code: 'amount', type: 'decimal', length: 18, scale: 2 },
    ]);
    const job = await jobOf(files, resource, 'name,amount\n甲,1\n乙,坏\n丙,3\n');
    const refinery = refineryOf(files);
    const { parts } = await refinery.refine(job);
    const ask = (line?: number) =>
      refinery.rows({
        resource,
        entries: [{ parts, batches: ['b1'] }],
        lastPerKey: false,
        line,
        limit: 1,
      });
    expect(await ask(4)).toMatchObject([{ name: '丙', amount: '3.00', _line: 4 }]);
    expect(await ask(3)).toEqual([]);
    expect(await ask()).toMatchObject([{ name: '甲' }]);
  });
});
