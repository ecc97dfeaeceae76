/**
 * The command line on the deployed stack as a department's clerk has it: an address, the city issuer's token, an empty
 * data folder. Nothing of an embedded home is there to help.
 */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BatchView, ParcelView } from '../../schemas/api-answers.ts';
import { makeFolder, writeText } from '../acceptance/files.ts';
import { project, runProgram, until } from '../acceptance/home.ts';
import { invoke } from './deployed.ts';
import { apiAddress, makeToken } from './tokens.ts';

const slow = 120_000;
const code = `CLI${randomUUID().slice(0, 8).toUpperCase().replaceAll('-', '')}`;
const description = {
  code,
  name: '命令行试验',
  nameEn: 'command line trial',
  departments: ['market'],
  cycle: 'monthly',
  grade: 1,
  mode: 'full',
  items: [
    { code: 'id', name: '登记号', type: 'text', length: 20, key: 'primary', required: true },
    { code: 'capital', name: '注册资本', type: 'decimal', length: 18, scale: 2, unit: '元' },
  ],
};

/** Half a megabyte and more: cut into chunks by the test stage. */
const rows = 40_000;
const content = `登记号,注册资本\n${Array.from({ length: rows }, (_, row) => `主体${row},${row}.50`).join('\n')}\n`;

/** One person at a machine of their own. */
async function clerk(claims: Record<string, unknown>) {
  const folder = await makeFolder();
  const token = await makeToken(claims);
  const run = (args: readonly string[], env: Record<string, string> = {}) => {
    const main = join(project, 'cli', 'main.ts');
    const own = {
      SHUIYUAN_HOME: folder,
      SHUIYUAN_URL: apiAddress(),
      SHUIYUAN_TOKEN: token,
      LANG: 'en_US.UTF-8',
    };
    const command = ['--disable-warning=ExperimentalWarning', main, ...args, '--json'];
    return runProgram(process.execPath, command, { env: { ...process.env, ...own, ...env } });
  };
  const ask = async <T>(...args: string[]): Promise<T> => {
    const { status, stdout, stderr } = await run(args);
    if (status !== 0) throw new Error(`shuiyuan ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
    return JSON.parse(stdout) as T;
  };
  return { folder, token, run, ask };
}

type Clerk = Awaited<ReturnType<typeof clerk>>;

describe('the command line on the cloud home', () => {
  let [operator, market, tax] = [] as unknown as [Clerk, Clerk, Clerk];
  let batch: BatchView;
  let parcel: ParcelView;
  beforeAll(async () => {
    operator = await clerk({ sub: 'operator', roles: ['operator'] });
    market = await clerk({
      sub: 'market',
      department: 'market',
      roles: ['catalog-manager', 'provider', 'receiver'],
    });
    tax = await clerk({
      sub: 'local-tax',
      department: 'local-tax',
      roles: ['catalog-manager', 'provider', 'receiver'],
    });
    await operator.ask('resource', 'apply', await writeText('trial.json', JSON.stringify(description)));
    const until = new Date(Date.now() + 365 * 86_400_000).toISOString();
    const wish = ['--purpose', '核对税源', '--basis', '《税收征收管理法》', '--until', until];
    const asked = await tax.ask<{ id: string }>('grant', 'request', code, ...wish);
    await market.ask('grant', 'approve', asked.id);
    await tax.ask('subscribe', code, '--format', 'csv');
  }, slow);

  test(
    'a file of several chunks is uploaded, taken in and told of',
    async () => {
      const file = await writeText('企业.csv', content);
      batch = await market.ask<BatchView>('upload', file, '--resource', code, '--wait');
      expect(batch).toMatchObject({ state: 'committed', rows: { read: rows, accepted: rows } });
      expect(batch.chunks?.total).toBeGreaterThan(1);
    },
    slow,
  );

  test(
    'its parcel is fetched, verified against the root key asked once, unpacked and acknowledged',
    async () => {
      parcel = await until('the parcel', async () => {
        const { items } = await tax.ask<{ items: ParcelView[] }>('inbox', 'list');
        return items.find((one) => one.batch === batch.batch);
      });
      const fetched = await tax.ask<{ fetched: { folder: string; sha256: string }[] }>(
        'inbox',
        'fetch',
        parcel.parcel,
        '-o',
        await makeFolder(),
      );
      const [one] = fetched.fetched;
      expect(one?.sha256).toBe(parcel.sha256);
      const text = await readFile(join(one?.folder ?? '', 'data.csv'), 'utf8');
      expect(text.trimEnd().split('\n')).toHaveLength(rows + 1);
      await tax.ask('inbox', 'ack', parcel.parcel);
      const { items } = await tax.ask<{ items: ParcelView[] }>('inbox', 'list');
      expect(items.find((seen) => seen.parcel === parcel.parcel)?.state).toBe('acknowledged');
    },
    slow,
  );

  test(
    'a row leads back to its line, and an entry of the ledger gets its receipt',
    async () => {
      const line = rows - 1;
      const traced = await market.ask('batch', 'lineage', batch.batch, String(line));
      expect(traced).toMatchObject({ state: 'accepted', department: 'market' });
      await invoke('seal-ledger');
      const auditor = await clerk({ sub: 'auditor', roles: ['auditor'] });
      expect(await auditor.ask('audit', 'receipt', `batch/${batch.batch}`, '1')).toMatchObject({
        tree: { department: 'market', schema: 'ledger-tree/1' },
      });
    },
    slow,
  );

  test(
    'a token of another platform is not sent here, and says so',
    async () => {
      const elsewhere = { url: 'http://127.0.0.1:8620', departments: { market: { token: market.token } } };
      await writeFile(join(market.folder, 'credentials.json'), JSON.stringify(elsewhere));
      const refused = await market.run(['inbox', 'list', '--as', 'market'], { SHUIYUAN_TOKEN: '' });
      expect([refused.status, refused.stdout]).toEqual([2, expect.stringContaining('not sent to')]);
      expect((await market.run(['inbox', 'list'])).status).toBe(0);
    },
    slow,
  );
});
