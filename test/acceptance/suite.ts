/** What every home must do for its users, over the HTTP API and the command line. */
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BatchView, ParcelView } from '../../schemas/api-answers.ts';
import { makeFolder, powerCsv, sampleFile, sha256, writeText } from './files.ts';
import { api, ask, type Home, runProgram, shuiyuan, until } from './home.ts';
import { startTouchingProxy } from './touching-proxy.ts';

const slow = 120_000;

type Uploaded = BatchView & { same: boolean };

const upload = (home: Home, file: string, resource: string, ...more: string[]): Promise<Uploaded> =>
  ask<Uploaded>(home, ['upload', file, '--resource', resource, '--wait', ...more]);

const subscribe = (home: Home, resource: string, as: string, ...more: string[]) =>
  ask<{ id: string; resource: string }>(home, ['subscribe', resource, '--as', as, ...more]);

/** The receiver's parcel of a batch, once it is delivered. */
const awaitParcel = (home: Home, receiver: string, batch: string, kind: ParcelView['kind'] = 'data') =>
  until(`a ${kind} parcel of ${batch}`, async () => {
    const { items } = await ask<{ items: ParcelView[] }>(home, ['inbox', 'list', '--as', receiver]);
    return items.find((one) => one.batch === batch && one.kind === kind);
  });

interface Reject {
  readonly line: number;
  readonly problems: readonly { readonly item?: string; readonly zh: string }[];
}

/** Runs the suite on the home that `open` starts. */
export function describeHome(name: string, open: () => Promise<Home>): void {
  describe(`${name} home`, () => {
    let home: Home;
    beforeAll(async () => {
      home = await open();
    }, slow);
    afterAll(async () => home?.close(), slow);

    let dirty: Uploaded;

    test(
      'a dirty workbook is cleaned and committed, its refused rows are named',
      async () => {
        await subscribe(home, 'POWER', 'local-tax', '--items', 'account_no,period,kwh,fee');
        dirty = await upload(home, sampleFile('供电局-用电量-201502.xlsx'), 'POWER', '--period', '201502');
        expect(dirty.state).toBe('committed');
        expect(dirty.rows).toEqual({ read: 10, accepted: 5, refused: 3, ignored: 2 });
        const { rows } = await ask<{ rows: Reject[] }>(home, ['batch', 'rejects', dirty.batch]);
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
        const parcel = await awaitParcel(home, 'local-tax', dirty.batch);
        const output = await makeFolder();
        const args = ['inbox', 'fetch', '--as', 'local-tax', parcel.parcel, '-o', output];
        const { fetched } = await ask<{ fetched: { folder: string; sha256: string }[] }>(home, args);
        const folder = fetched[0]?.folder ?? '';
        const lines = (await readFile(join(folder, 'data.csv'), 'utf8')).trimEnd().split('\n');
        expect(lines).toHaveLength(6);
        expect(lines[0]).toMatch(/^"?account_no"?,"?period"?,"?kwh"?,"?fee"?,/);
        // Full-width digits, 万元 and brackets, as numbers in 元.
        expect(lines.join('\n')).toMatch(/0601000103,201502,12345\.60,10370\.00/);
        expect(lines.join('\n')).toMatch(/0601000104,201502,4410\.00,-350\.00/);
        expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({ rows: 5 });
        await ask(home, ['inbox', 'ack', '--as', 'local-tax', parcel.parcel]);
        expect((await awaitParcel(home, 'local-tax', dirty.batch)).state).toBe('acknowledged');
      },
      slow,
    );

    test(
      'a row leads back to the file, the sheet and the line it came from',
      async () => {
        const traced = await ask(home, ['batch', 'lineage', dirty.batch, '5']);
        expect(traced).toMatchObject({ state: 'accepted', sheet: '2015年2月', department: 'power' });
      },
      slow,
    );

    test(
      'the same file again is answered with the same batch',
      async () => {
        const again = await upload(
          home,
          sampleFile('供电局-用电量-201502.xlsx'),
          'POWER',
          '--period',
          '201502',
        );
        expect(again).toMatchObject({ batch: dirty.batch, same: true });
      },
      slow,
    );

    test(
      'a replacement and a withdrawal reach the subscriber as corrections',
      async () => {
        const first = await upload(
          home,
          await writeText('a.csv', powerCsv('201503', [10, 20])),
          'POWER',
          '--period',
          '201503',
        );
        await awaitParcel(home, 'local-tax', first.batch);
        const file = await writeText('b.csv', powerCsv('201503', [11, 21, 31]));
        const second = await upload(home, file, 'POWER', '--period', '201503', '--replaces', first.batch);
        expect(second).toMatchObject({ state: 'committed', replaces: first.batch });
        expect(await ask(home, ['batch', 'show', first.batch])).toMatchObject({ state: 'replaced' });
        const corrected = await awaitParcel(home, 'local-tax', first.batch, 'correction');
        expect(corrected.correction).toEqual({ why: 'replaced', replacedBy: second.batch });
        await awaitParcel(home, 'local-tax', second.batch);
        await ask(home, ['batch', 'withdraw', second.batch, '--reason', '取错月份']);
        expect(await ask(home, ['batch', 'show', second.batch])).toMatchObject({ state: 'withdrawn' });
        const withdrawn = await awaitParcel(home, 'local-tax', second.batch, 'correction');
        expect(withdrawn.correction).toMatchObject({ why: 'withdrawn' });
      },
      slow,
    );

    test(
      'what is not certain about columns is asked, and goes on when it is answered',
      async () => {
        const asking = await upload(
          home,
          sampleFile('住建局-网签合同-20150305.xlsx'),
          'PRESALE',
          '--period',
          '20150305',
        );
        expect(asking.state).toBe('asks');
        expect(asking.questions?.map((one) => one.header)).toEqual(['建筑面积', '房屋面积']);
        const answers = ['--answer', '建筑面积=area_m2', '--answer', '房屋面积=-'];
        await ask(home, ['batch', 'mapping', asking.batch, ...answers]);
        const done = await until('the commit', async () => {
          const batch = await ask<BatchView>(home, ['batch', 'show', asking.batch]);
          return batch.state === 'committed' ? batch : undefined;
        });
        expect(done.rows).toEqual({ read: 4, accepted: 3, refused: 1, ignored: 0 });
      },
      slow,
    );

    test(
      'curl alone can ask for a ticket, put the file and see what became of it',
      async () => {
        const text = powerCsv('201504', [5, 6, 7]);
        const file = await writeText('curl.csv', text);
        const auth = ['-H', `authorization: Bearer ${home.tokens.departments.power}`];
        const curl = async (...args: string[]) => {
          const { status, stdout, stderr } = await runProgram('curl', ['--fail-with-body', '-sS', ...args]);
          if (status !== 0) throw new Error(`curl ended with ${status}: ${stdout}${stderr}`);
          return stdout;
        };
        const body = {
          resource: 'POWER',
          fileName: basename(file),
          size: Buffer.byteLength(text),
          sha256: sha256(text),
          period: '201504',
        };
        const json = ['-H', 'content-type: application/json', '-d', JSON.stringify(body)];
        const issued = JSON.parse(await curl(...auth, ...json, `${home.url}/api/v1/tickets`));
        const headers = Object.entries(issued.upload.headers).flatMap(([key, value]) => [
          '-H',
          `${key}: ${value}`,
        ]);
        await curl('-X', issued.upload.method, ...headers, '--data-binary', `@${file}`, issued.upload.url);
        const batch = await until('the commit', async () => {
          const seen = JSON.parse(
            await curl(...auth, `${home.url}/api/v1/tickets/${issued.ticket.id}?wait=20`),
          );
          return seen.batch?.state === 'committed' ? (seen.batch as BatchView) : undefined;
        });
        expect(batch.rows).toEqual({ read: 3, accepted: 3, refused: 0, ignored: 0 });
      },
      slow,
    );

    test(
      'a signed address takes the agreed bytes once, and no others',
      async () => {
        const text = powerCsv('201505', [1]);
        const body = {
          resource: 'POWER',
          fileName: 'put.csv',
          size: Buffer.byteLength(text),
          sha256: sha256(text),
          period: '201505',
        };
        const { power = '' } = home.tokens.departments;
        const init = { method: 'POST', body: JSON.stringify(body) };
        const issued = await api<{ upload: { url: string; headers: Record<string, string> } }>(
          home,
          power,
          '/tickets',
          init,
        );
        const put = (content: string) =>
          fetch(issued.upload.url, { method: 'PUT', headers: issued.upload.headers, body: content });
        expect((await put(text.replace('1.50', '9.50'))).ok).toBe(false);
        expect((await put(text)).ok).toBe(true);
        expect((await put(text)).ok).toBe(false);
      },
      slow,
    );

    test(
      'a large upload goes in parts',
      async () => {
        const { uploadFile } = await import('../../cli/upload/upload-file.ts');
        const { createApiClient } = await import('../../cli/api-client.ts');
        const rows = Array.from({ length: 2000 }, (_, index) => index + 1);
        const file = await writeText('parts.csv', powerCsv('201506', rows));
        const client = createApiClient(home.url, home.tokens.departments.power);
        const request = { resource: 'POWER', period: '201506' };
        const ticket = await uploadFile(client, file, request, { folder: home.folder, multipartAbove: 1000 });
        const batch = await until('the commit', async () => {
          const seen = await client.get<{ batch?: BatchView }>(`/tickets/${ticket}?wait=20`);
          return seen.batch?.state === 'committed' ? seen.batch : undefined;
        });
        expect(batch.rows).toEqual({ read: 2000, accepted: 2000, refused: 0, ignored: 0 });
        expect(batch.sha256).toMatch(/^composite:[0-9a-f]{64}-1$/);
      },
      slow,
    );

    test(
      'a parcel that was touched on its way is refused and leaves nothing',
      async () => {
        const proxy = await startTouchingProxy(home.url);
        try {
          const parcel = await awaitParcel(home, 'local-tax', dirty.batch);
          const output = await makeFolder();
          const args = [
            'inbox',
            'fetch',
            '--as',
            'local-tax',
            parcel.parcel,
            '-o',
            output,
            '--url',
            proxy.url,
          ];
          const { failed } = await ask<{ failed: { code: string }[] }>(home, args, 1);
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
          home,
          ['batch', 'show', dirty.batch, '--as', 'customs'],
          1,
        );
        const missing = await ask<{ error: { code: string } }>(
          home,
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
        const nowhere = await shuiyuan(home, ['batch', 'list', '--url', 'http://127.0.0.1:9']);
        const statuses = [
          await shuiyuan(home, ['queue', 'list']),
          await shuiyuan(home, ['batch', 'show', '01ARZ3NDEKTSV4RRFFQ69G5FAV']),
          await shuiyuan(home, ['batch', 'shew']),
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
          const verified = await ask<{ sound: boolean; waiting: number }>(home, ['audit', 'verify']);
          return verified.sound && verified.waiting === 0 ? true : undefined;
        });
        const receipt = await ask<{ entry: unknown }>(home, [
          'audit',
          'receipt',
          `batch/${dirty.batch}`,
          '1',
        ]);
        expect(receipt.entry).toMatchObject({ record: `batch/${dirty.batch}`, version: 1 });
        await home.tamperEntry(`batch/${dirty.batch}`, 1);
        const found = await ask<{ firstBad: unknown }>(home, ['audit', 'verify'], 1);
        expect(found.firstBad).toMatchObject({ kind: 'changed-entry', entry: `batch/${dirty.batch}@1` });
        expect(existsSync(join(home.folder, 'credentials.json'))).toBe(true);
      },
      slow,
    );
  });
}
