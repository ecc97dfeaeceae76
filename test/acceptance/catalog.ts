/** The catalog: an entry's way to publication and back, files, differences, and what another installation sends. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { CatalogEntry } from '../../schemas/catalog-entry.ts';
import { openEmbedded } from './embedded-home.ts';
import { makeFolder, writeText } from './files.ts';
import { api, ask, type Home, shuiyuan } from './home.ts';
import { slow, type UnderTest } from './under-test.ts';

const stall = {
  code: 'STALLS',
  name: '市场摊位税费',
  nameEn: 'Market stall fees',
  departments: ['aic'],
  cycle: 'monthly',
  grade: 1,
  mode: 'full',
  summary: '一个摊位一个月一行',
  classification: { code: '201901/00001', names: ['主题信息资源', '税收征管', '市场摊位'] },
  formats: ['spreadsheet'],
  items: [
    { code: 'no', name: '摊位号', type: 'text', length: 12, key: 'primary', required: true },
    { code: 'rent', name: '月租金', type: 'decimal', length: 18, scale: 2, unit: '元' },
  ],
};

const fileOf = (resource: object): Promise<string> => writeText('stalls.yaml', stringify(resource));
const days = (count: number): string => new Date(Date.now() + count * 86_400_000).toISOString();

export function testCatalog(under: UnderTest): void {
  const catalog = <T = CatalogEntry>(...args: string[]) => ask<T>(under.home, ['catalog', ...args]);
  const state = async () => (await catalog<{ entry: CatalogEntry }>('show', 'STALLS')).entry.state;

  test(
    'an entry is drafted by its department, registered and published by the centre, and only then in force',
    async () => {
      const file = await fileOf(stall);
      await catalog('draft', file, '--as', 'aic');
      const hidden = await shuiyuan(under.home, ['catalog', 'show', 'STALLS', '--as', 'police']);
      expect([hidden.status, hidden.stderr]).toEqual([1, expect.stringMatching(/STALLS/)]);
      await catalog('submit', 'STALLS', '--as', 'aic');
      const own = await shuiyuan(under.home, ['catalog', 'register', 'STALLS', '--as', 'aic']);
      expect(own.status).toBe(1);
      await catalog('return', 'STALLS', '--reason', '请写明月租金口径');
      expect(await state()).toBe('returned');
      await catalog('draft', file, '--as', 'aic');
      await catalog('submit', 'STALLS', '--as', 'aic');
      await catalog('register', 'STALLS');
      await catalog('submit', 'STALLS', '--as', 'aic');
      expect((await shuiyuan(under.home, ['resource', 'show', 'STALLS'])).status).toBe(1);
      expect(await catalog('publish', 'STALLS')).toMatchObject({
        state: 'published',
        published: { version: 1 },
      });
      expect(
        (await ask<{ resource: { version: number } }>(under.home, ['resource', 'show', 'STALLS'])).resource
          .version,
      ).toBe(1);
    },
    slow,
  );

  test(
    'a version that breaks something is shown before, refused without notice, and waits for its day',
    async () => {
      const file = await fileOf({ ...stall, items: [stall.items[0], { ...stall.items[1], required: true }] });
      await catalog('draft', file, '--as', 'aic');
      const diff = await catalog<{ compatible: boolean; breaks: unknown[] }>('diff', 'STALLS');
      expect(diff).toMatchObject({
        compatible: false,
        changes: [{ kind: 'required-changed', item: 'rent', breaking: true }],
        breaks: [{ department: 'aic', what: 'provider' }],
      });
      await catalog('submit', 'STALLS', '--as', 'aic');
      await catalog('register', 'STALLS');
      await catalog('submit', 'STALLS', '--as', 'aic');
      const soon = await shuiyuan(under.home, ['catalog', 'publish', 'STALLS', '--effective', days(1)]);
      expect([soon.status, soon.stderr]).toEqual([1, expect.stringMatching(/aic/)]);
      expect(await catalog('publish', 'STALLS', '--effective', days(9))).toMatchObject({
        state: 'awaiting-publication',
        approval: { base: 1 },
      });
      const { items } = await ask<{ items: { body: string }[] }>(under.home, [
        'notice',
        'list',
        '--as',
        'aic',
      ]);
      expect(items.some(({ body }) => /required-changed: rent/.test(body))).toBe(true);
      const now = ['publish', 'STALLS', '--override', '--reason', '法规当日生效'];
      expect(await catalog(...now)).toMatchObject({ state: 'published', published: { version: 2 } });
      expect(await catalog('diff', 'STALLS', '1', '2')).toMatchObject({ from: 1, to: 2, compatible: false });
    },
    slow,
  );

  test(
    'the catalog goes out and comes in as the standard’s workbook and as DCAT',
    async () => {
      const folder = await makeFolder();
      for (const name of ['catalog.xlsx', 'catalog.jsonld']) {
        const file = join(folder, name);
        await catalog('export', '-o', file, '--department', 'aic');
        const back = await catalog<{ items: { code: string; outcome: string }[] }>(
          'import',
          file,
          '--as',
          'aic',
        );
        expect(back.items.map(({ outcome }) => outcome)).toEqual(back.items.map(() => 'unchanged'));
        expect(back.items.map(({ code }) => code)).toEqual(expect.arrayContaining(['AIC', 'STALLS']));
      }
      const dcat = JSON.parse(await readFile(join(folder, 'catalog.jsonld'), 'utf8'));
      expect(dcat['@type']).toBe('dcat:Catalog');
      const changed = { ...dcat, 'dcat:dataset': dcat['dcat:dataset'].map(renamed) };
      const touched = join(folder, 'changed.jsonld');
      await writeFile(touched, JSON.stringify(changed));
      const refused = await shuiyuan(under.home, ['catalog', 'import', touched, '--as', 'police', '--json']);
      expect(refused.status).toBe(1);
      expect(JSON.parse(refused.stdout).items[0].outcome).toBe('refused');
      await writeFile(join(folder, 'odd.xlsx'), 'no workbook');
      const odd = await shuiyuan(under.home, ['catalog', 'import', join(folder, 'odd.xlsx'), '--as', 'aic']);
      expect([odd.status, odd.stderr]).toEqual([1, expect.stringMatching(/XLSX/)]);
    },
    slow,
  );

  test(
    'a withdrawn entry takes nothing new',
    async () => {
      await catalog('withdraw', 'STALLS', '--reason', '市场撤并', '--as', 'aic');
      const file = await writeText('stalls.csv', '摊位号,月租金\nA1,100\n');
      const upload = await shuiyuan(under.home, ['upload', file, '--resource', 'STALLS', '--as', 'aic']);
      expect([upload.status, upload.stderr]).toEqual([1, expect.stringMatching(/已从目录撤销/)]);
      expect(await state()).toBe('withdrawn');
    },
    slow,
  );

  test(
    'what another installation signed comes as registered, once; what was touched does not come at all',
    async () => {
      const district = await openEmbedded();
      try {
        const at = <T>(...args: string[]) => ask<T>(district, args);
        const code = 'NM_STALL';
        const departments = ['nanming-finance'];
        await at('resource', 'apply', await fileOf({ ...stall, code, name: '南明摊位', departments }));
        const named = ['--name', '市平台', '--root-key', await rootKeyOf(under.home)];
        await at('catalog', 'peer', 'city', ...named, '--send-prefixes', 'NM_');
        const folder = await makeFolder();
        const sent = await at<{ files: string[] }>('catalog', 'send', 'city', '-o', folder);
        expect(sent.files).toHaveLength(1);
        expect(await at('catalog', 'send', 'city', '-o', folder)).toMatchObject({ files: [], number: 1 });
        const [file = ''] = sent.files;
        const scope = ['--receive-prefixes', 'NM_', '--receive-departments', 'nanming-finance'];
        const peer = [
          '--name',
          '南明区平台',
          '--root-key',
          await rootKeyOf(district),
          '--send-all',
          ...scope,
        ];
        await catalog('peer', 'nanming', ...peer);
        const touched = join(folder, 'touched.json');
        await writeFile(touched, (await readFile(file, 'utf8')).replace('南明摊位', '南明摊贩'));
        const bad = await shuiyuan(under.home, ['catalog', 'receive', 'nanming', touched]);
        expect([bad.status, bad.stderr]).toEqual([1, expect.stringMatching(/签名不符/)]);
        const receive = () => catalog<{ received: object[] }>('receive', 'nanming', file);
        expect((await receive()).received).toMatchObject([{ outcome: 'received', registered: [code] }]);
        expect((await receive()).received).toMatchObject([{ outcome: 'same' }]);
        const published = await catalog('publish', code);
        expect(published).toMatchObject({ state: 'published', origin: { peer: 'nanming' } });
        const back = await shuiyuan(district, ['catalog', 'receive', 'city', file]);
        expect([back.status, back.stderr]).toEqual([1, expect.stringMatching(/不是发给本平台/)]);
      } finally {
        await district.close();
      }
    },
    slow,
  );
}

const rootKeyOf = async (home: Home): Promise<string> =>
  (await api<{ publicKey: string }>(home, home.tokens.operator, '/ledger/root-key')).publicKey;

/** A dataset whose title somebody changed. */
function renamed(dataset: { 'sy:definition': object }): object {
  return { ...dataset, 'sy:definition': { ...dataset['sy:definition'], name: '改名' } };
}
