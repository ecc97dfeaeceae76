/** The way of a file: cleaned, committed, delivered, corrected. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchView } from '../../schemas/api-answers.ts';
import { makeFolder, powerCsv, sampleFile, writeText } from './files.ts';
import { ask, until } from './home.ts';
import { awaitParcel, obtainGrant, slow, subscribe, type UnderTest, upload } from './under-test.ts';

interface Reject {
  readonly line: number;
  readonly problems: readonly { readonly item?: string; readonly zh: string }[];
}

export function testExchange(under: UnderTest): void {
  test(
    'a dirty workbook is cleaned and committed, its refused rows are named',
    async () => {
      await obtainGrant(under.home, 'POWER', 'local-tax');
      await subscribe(under.home, 'POWER', 'local-tax', '--items', 'account_no,period,kwh,fee');
      under.dirty = await upload(
        under.home,
        sampleFile('供电局-用电量-201502.xlsx'),
        'POWER',
        '--drop-zone',
        '--period',
        '201502',
      );
      expect(under.dirty.state).toBe('committed');
      expect(under.dirty.rows).toEqual({ read: 10, accepted: 5, refused: 3, ignored: 2 });
      const { rows } = await ask<{ rows: Reject[] }>(under.home, ['batch', 'rejects', under.dirty.batch]);
      expect(rows.map((row) => [row.line, row.problems[0]?.item])).toEqual([
        [9, 'period'],
        [10, 'kwh'],
        [11, 'account_no'],
      ]);
    },
    slow,
  );

  test(
    'the rows reach the subscriber cleaned, verified and acknowledged',
    async () => {
      const parcel = await awaitParcel(under.home, 'local-tax', under.dirty.batch);
      const output = await makeFolder();
      const args = ['inbox', 'fetch', '--as', 'local-tax', parcel.parcel, '-o', output];
      const { fetched } = await ask<{ fetched: { folder: string; sha256: string }[] }>(under.home, args);
      const folder = fetched[0]?.folder ?? '';
      const lines = (await readFile(join(folder, 'data.csv'), 'utf8')).trimEnd().split('\n');
      expect(lines).toHaveLength(6);
      expect(lines[0]).toMatch(/^"?account_no"?,"?period"?,"?kwh"?,"?fee"?,/);
      // Full-width digits, 万元 and brackets, as numbers in 元.
      expect(lines.join('\n')).toMatch(/0601000103,201502,12345\.60,10370\.00/);
      expect(lines.join('\n')).toMatch(/0601000104,201502,4410\.00,-350\.00/);
      expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({ rows: 5 });
      await ask(under.home, ['inbox', 'ack', '--as', 'local-tax', parcel.parcel]);
      expect((await awaitParcel(under.home, 'local-tax', under.dirty.batch)).state).toBe('acknowledged');
    },
    slow,
  );

  test(
    'a row leads back to the file, the sheet and the line it came from',
    async () => {
      const traced = await ask(under.home, ['batch', 'lineage', under.dirty.batch, '5']);
      expect(traced).toMatchObject({ state: 'accepted', sheet: '2015年2月', department: 'power' });
    },
    slow,
  );

  test(
    'the same file again is answered with the same batch',
    async () => {
      const again = await upload(
        under.home,
        sampleFile('供电局-用电量-201502.xlsx'),
        'POWER',
        '--drop-zone',
        '--period',
        '201502',
      );
      expect(again).toMatchObject({ batch: under.dirty.batch, same: true });
    },
    slow,
  );

  test(
    'a replacement and a withdrawal reach the subscriber as corrections',
    async () => {
      const first = await upload(
        under.home,
        await writeText('a.csv', powerCsv('201503', [10, 20])),
        'POWER',
        '--period',
        '201503',
      );
      await awaitParcel(under.home, 'local-tax', first.batch);
      const file = await writeText('b.csv', powerCsv('201503', [11, 21, 31]));
      const second = await upload(under.home, file, 'POWER', '--period', '201503', '--replaces', first.batch);
      expect(second).toMatchObject({ state: 'committed', replaces: first.batch });
      expect(await ask(under.home, ['batch', 'show', first.batch])).toMatchObject({ state: 'replaced' });
      const corrected = await awaitParcel(under.home, 'local-tax', first.batch, 'correction');
      expect(corrected.correction).toEqual({ why: 'replaced', replacedBy: second.batch });
      await awaitParcel(under.home, 'local-tax', second.batch);
      await ask(under.home, ['batch', 'withdraw', second.batch, '--reason', '取错月份']);
      expect(await ask(under.home, ['batch', 'show', second.batch])).toMatchObject({ state: 'withdrawn' });
      const withdrawn = await awaitParcel(under.home, 'local-tax', second.batch, 'correction');
      expect(withdrawn.correction).toMatchObject({ why: 'withdrawn' });
    },
    slow,
  );

  test(
    'what is not certain about columns is asked, and goes on when it is answered',
    async () => {
      const asking = await upload(
        under.home,
        sampleFile('住建局-网签合同-20150305.xlsx'),
        'PRESALE',
        '--drop-zone',
        '--period',
        '20150305',
      );
      expect(asking.state).toBe('asks');
      expect(asking.questions?.map((one) => one.header)).toEqual(['建筑面积', '房屋面积']);
      const answers = ['--answer', '建筑面积=area_m2', '--answer', '房屋面积=-'];
      await ask(under.home, ['batch', 'mapping', asking.batch, ...answers]);
      const done = await until('the commit', async () => {
        const batch = await ask<BatchView>(under.home, ['batch', 'show', asking.batch]);
        return batch.state === 'committed' ? batch : undefined;
      });
      expect(done.rows).toEqual({ read: 4, accepted: 3, refused: 1, ignored: 0 });
    },
    slow,
  );
}
