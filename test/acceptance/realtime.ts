/** Records in real time: from a signed message to a row, its receipt checked, its lineage led back. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchView } from '../../schemas/api-answers.ts';
import { makeFolder, writeText } from './files.ts';
import { ask, type Home, shuiyuan, until } from './home.ts';
import { slow, type UnderTest } from './under-test.ts';

const readings = {
  code: 'METER_NOW',
  name: '电表实时读数',
  nameEn: 'Meter readings as they are made',
  departments: ['power'],
  cycle: 'realtime',
  grade: 1,
  mode: 'increment',
  items: [
    { code: 'no', name: '表号', type: 'text', length: 20, key: 'primary', required: true },
    { code: 'kwh', name: '读数', type: 'decimal', length: 12, scale: 2, required: true },
    { code: 'read_on', name: '抄表日期', type: 'date' },
  ],
};

interface Sent {
  readonly received: number;
  readonly repeated: number;
  readonly refused: number;
  readonly problems: readonly { readonly problem: { readonly errors: readonly { pointer: string }[] } }[];
}

/** A key of power, and the serial of the certificate it was issued. */
async function certify(home: Home, folder: string): Promise<{ key: string; serial: string }> {
  const key = join(folder, 'power.key');
  const request = ['cert', 'request', '--as', 'power', '--profile', 'signing', '--key', key];
  const { id } = await ask<{ id: string }>(home, request);
  const { serial } = await ask<{ serial: string }>(home, ['cert', 'issue', id]);
  return { key, serial };
}

/** The committed batches of the resource, as far as they hold so many records. */
const committed = (home: Home, records: number): Promise<BatchView[]> =>
  until(`${records} records in the lake`, async () => {
    const { items } = await ask<{ items: BatchView[] }>(home, ['batch', 'list', '--as', 'power']);
    const own = items.filter((one) => one.resource === readings.code && one.state === 'committed');
    const rows = own.reduce((sum, one) => sum + (one.rows?.accepted ?? 0), 0);
    return rows >= records ? own : undefined;
  });

export function testRealtime(under: UnderTest): void {
  test(
    'signed records are in the lake within a minute, each once, with receipts anyone can check',
    async () => {
      const { home } = under;
      const folder = await makeFolder();
      await ask(home, ['resource', 'apply', await writeText('meter.json', JSON.stringify(readings))]);
      const { key, serial } = await certify(home, folder);
      const lines = [
        { no: 'M1', kwh: '1.50', read_on: '2015-03-01' },
        { no: 'M2', kwh: '2.50', read_on: '2015-03-01' },
        { no: 'M3', kwh: '两度', read_on: '2015-02-30' },
        { 表号: 'M1', 读数: '3.50', 抄表日期: '2015-03-02' },
        { no: 'M1', kwh: '1.50', read_on: '2015-03-01' },
      ];
      const file = join(folder, 'readings.ndjson');
      await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      const receipts = join(folder, 'receipts.ndjson');
      const signed = ['--key', key, '--certificate', serial];
      const send = ['records', 'send', readings.code, file, ...signed, '-o', receipts];
      const sent = await ask<Sent>(home, send, 1);
      expect(sent).toMatchObject({ received: 4, repeated: 0, refused: 1 });
      expect(sent.problems[0]?.problem.errors.map(({ pointer }) => pointer)).toEqual([
        expect.stringMatching(/^\/\d+\/record\/kwh$/),
        expect.stringMatching(/^\/\d+\/record\/read_on$/),
      ]);
      expect(await ask<Sent>(home, send, 1)).toMatchObject({ received: 0, repeated: 4, refused: 1 });

      const check = ['records', 'verify', receipts, '--records', file];
      expect(await ask(home, check)).toMatchObject({ receipts: 4, sound: 4 });
      const text = await readFile(receipts, 'utf8');
      await writeFile(receipts, text.replace('"position":1', '"position":2'));
      expect((await shuiyuan(home, check)).status).toBe(1);

      const batches = await committed(home, 4);
      expect(batches.reduce((sum, one) => sum + (one.rows?.refused ?? 0), 0)).toBe(0);
      const first = batches.findLast((one) => one.rows?.accepted)?.batch ?? '';
      const traced = await ask(home, ['batch', 'lineage', first, '1']);
      expect(traced).toMatchObject({
        state: 'accepted',
        message: { position: 1, certificate: serial },
        collected: { no: 'M1' },
      });
    },
    slow,
  );

  test(
    'a stream gets one receipt; what is unsigned, or signed with a revoked certificate, is refused',
    async () => {
      const { home } = under;
      const folder = await makeFolder();
      const { key, serial } = await certify(home, folder);
      const lines = Array.from({ length: 2000 }, (_, index) =>
        JSON.stringify({ no: `S${index}`, kwh: index }),
      );
      const file = await writeText('stream.ndjson', lines.join('\n'));
      const signed = ['--key', key, '--certificate', serial];
      const send = ['records', 'send', readings.code, file, '--stream', ...signed];
      expect(await ask(home, send)).toMatchObject({
        repeated: false,
        refused: 0,
        receipt: { records: 2000 },
      });
      expect(await ask(home, send)).toMatchObject({ repeated: true, receipt: { records: 2000 } });
      await committed(home, 2004);
      const unsigned = await shuiyuan(home, [
        'records',
        'send',
        readings.code,
        file,
        '--as',
        'power',
        '--json',
      ]);
      expect([unsigned.status, unsigned.stderr + unsigned.stdout]).toEqual([
        1,
        expect.stringContaining('unsigned'),
      ]);
      await ask(home, ['cert', 'revoke', serial, '--as', 'power', '--reason', 'superseded']);
      const revoked = await shuiyuan(home, [...send, '--json', '--timeout', '1']);
      expect(revoked.status).toBe(1);
    },
    slow,
  );
}
