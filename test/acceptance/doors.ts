/** The ways in: curl alone, a signed address, an upload in parts. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApiClient } from '../../cli/api-client.ts';
import { uploadFile } from '../../cli/upload/upload-file.ts';
import type { BatchView } from '../../schemas/api-answers.ts';
import { makeFolder, powerCsv, sha256, writeText } from './files.ts';
import { guideSteps, runShell } from './guide.ts';
import { api, until } from './home.ts';
import { slow, type UnderTest } from './under-test.ts';

export function testDoors(under: UnderTest): void {
  test(
    'curl alone can ask for a ticket, put the file and see what became of it, by the lines of the guide',
    async () => {
      const folder = await makeFolder();
      const text = powerCsv('201504', [5, 6, 7]).replace('5.50', '五元半');
      await writeFile(join(folder, 'power.csv'), text);
      const env = {
        SHUIYUAN_URL: under.home.url,
        SHUIYUAN_TOKEN: under.home.tokens.departments.power,
      };
      const steps = guideSteps('3 ').map((step) => step.replaceAll('201503', '201504'));
      const [start = '', askTicket = '', put = '', seeResult = ''] = steps;
      const run = (...lines: string[]) => runShell([start, ...lines].join('\n'), folder, env);
      expect((await run(askTicket, put)).trim()).toMatch(/^20[01]$/);
      const batch = await until('the commit', async () => {
        const seen = JSON.parse(await run(seeResult)) as BatchView;
        return seen.state === 'committed' ? seen : undefined;
      });
      expect(batch.rows).toEqual({ read: 3, accepted: 2, refused: 1, ignored: 0 });
      const rejects = await readFile(join(folder, 'rejects.xlsx'));
      expect(rejects.subarray(0, 2).toString()).toBe('PK');
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
      const { power = '' } = under.home.tokens.departments;
      const init = { method: 'POST', body: JSON.stringify(body) };
      const issued = await api<{ upload: { url: string; headers: Record<string, string> } }>(
        under.home,
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
      const rows = Array.from({ length: 2000 }, (_, index) => index + 1);
      const file = await writeText('parts.csv', powerCsv('201506', rows));
      const client = createApiClient(under.home.url, under.home.tokens.departments.power);
      const request = { resource: 'POWER', period: '201506' };
      const ticket = await uploadFile(client, file, request, {
        folder: under.home.folder,
        multipartAbove: 1000,
      });
      const batch = await until('the commit', async () => {
        const seen = await client.get<{ batch?: BatchView }>(`/tickets/${ticket}?wait=20`);
        return seen.batch?.state === 'committed' ? seen.batch : undefined;
      });
      expect(batch.rows).toEqual({ read: 2000, accepted: 2000, refused: 0, ignored: 0 });
      expect(batch.sha256).toMatch(/^composite:[0-9a-f]{64}-1$/);
    },
    slow,
  );
}
