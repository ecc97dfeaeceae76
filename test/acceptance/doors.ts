/** The ways in: curl alone, a signed address, an upload in parts. */
import { basename } from 'node:path';
import { createApiClient } from '../../cli/api-client.ts';
import { uploadFile } from '../../cli/upload/upload-file.ts';
import type { BatchView } from '../../schemas/api-answers.ts';
import { powerCsv, sha256, writeText } from './files.ts';
import { api, runProgram, until } from './home.ts';
import { slow, type UnderTest } from './under-test.ts';

export function testDoors(under: UnderTest): void {
  test(
    'curl alone can ask for a ticket, put the file and see what became of it',
    async () => {
      const text = powerCsv('201504', [5, 6, 7]);
      const file = await writeText('curl.csv', text);
      const auth = ['-H', `authorization: Bearer ${under.home.tokens.departments.power}`];
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
      const issued = JSON.parse(await curl(...auth, ...json, `${under.home.url}/api/v1/tickets`));
      const headers = Object.entries(issued.upload.headers).flatMap(([key, value]) => [
        '-H',
        `${key}: ${value}`,
      ]);
      await curl('-X', issued.upload.method, ...headers, '--data-binary', `@${file}`, issued.upload.url);
      const batch = await until('the commit', async () => {
        const seen = JSON.parse(
          await curl(...auth, `${under.home.url}/api/v1/tickets/${issued.ticket.id}?wait=20`),
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
