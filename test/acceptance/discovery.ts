/** Finding a resource, its page, and opening one to society. */
import type { Opening } from '../../schemas/portal.ts';
import { writeText } from './files.ts';
import { api, ask, shuiyuan, until } from './home.ts';
import { slow, type UnderTest, upload } from './under-test.ts';

interface Answer {
  readonly total: number;
  readonly items: readonly { readonly code: string; readonly why: readonly { readonly how: string }[] }[];
}

interface Profile {
  readonly rows: { readonly total: number };
  readonly sample: {
    readonly rows: readonly Record<string, unknown>[];
    readonly why?: { readonly zh: string };
  };
  readonly freshness: { readonly state: string };
  readonly lineage: { readonly departments: readonly string[] };
}

const bids = (note: string, ...prices: readonly number[]): string =>
  `${[
    '标段编号,项目名称,中标人名称,中标价,中标日期,类型',
    ...prices.map(
      (price, index) => `GY-${price}-${index},${note},贵州建工集团,${price}.00,2015-03-0${index + 1},施工`,
    ),
  ].join('\n')}\n`;

export function testDiscovery(under: UnderTest): void {
  const ofProvider = ['--as', 'tender-centre'];

  test(
    'who asks who has the company’s electricity is told, in Chinese, pinyin and English',
    async () => {
      for (const words of ['谁有企业用电', 'ydl', 'yongdian', "who has the company's electricity?"]) {
        const found = await ask<Answer>(under.home, ['discover', words]);
        expect(found.items[0]).toMatchObject({ code: 'POWER' });
        expect(found.items[0]?.why.length).toBeGreaterThan(0);
      }
      const narrowed = await ask<Answer>(under.home, ['catalog', 'search', '--department', 'power']);
      expect(narrowed.items.map(({ code }) => code)).toContain('POWER');
      const nothing = await shuiyuan(under.home, ['discover', '饕餮䶮']);
      expect(nothing.stdout).toContain('拼音首字母');
    },
    slow,
  );

  test(
    'every department sees a resource’s page, and nobody sees a person in it',
    async () => {
      const { aic = '' } = under.home.tokens.departments;
      const power = await api<Profile>(under.home, aic, '/resources/POWER/profile');
      expect(power.rows.total).toBeGreaterThan(0);
      expect(power.freshness.state).toBe('fresh');
      expect(power.lineage.departments).toEqual(['power']);
      expect(power.sample.rows.length).toBeGreaterThan(0);
      for (const row of power.sample.rows) expect(row.kwh ?? '***').toBe('***');
      const income = await ask<Profile>(under.home, ['resource', 'profile', 'IIT']);
      expect(income.sample).toMatchObject({ rows: [], why: { zh: expect.stringContaining('3 级') } });
    },
    slow,
  );

  test(
    'a resource is opened to society by a check and a decision, follows its generations, and is closed at once',
    async () => {
      const { home } = under;
      const read = (path: string) => fetch(`${home.url}${path}`);
      await upload(
        home,
        await writeText('bids.csv', bids('中华南路道路工程', 100, 200)),
        'BID',
        ...ofProvider,
      );
      expect((await read('/open/BID')).status).toBe(404);
      const checked = await ask<Opening>(home, ['open', 'check', 'BID']);
      expect(checked.report.findings).toEqual([]);
      const opened = await ask<Opening>(home, ['open', 'approve', 'BID', '--reason', '公示期满']);
      expect(opened).toMatchObject({ stage: 'open', published: { rows: 2 } });
      expect(await (await read('/open')).text()).toContain('招标中标结果');
      expect(await (await read('/open/BID')).text()).toContain('中华南路道路工程');
      expect(await (await read('/open/BID/data.csv')).text()).toContain('200.00');
      const catalog = (await (await read('/open/catalog.jsonld')).json()) as Record<string, unknown>;
      expect(catalog['dcat:dataset']).toHaveLength(1);

      await upload(home, await writeText('more.csv', bids('北京路管网工程', 300)), 'BID', ...ofProvider);
      await until('the next generation', async () => {
        const { published } = await ask<Opening>(home, ['open', 'show', 'BID']);
        return published?.rows === 3 ? true : undefined;
      });
      await upload(home, await writeText('odd.csv', bids('联系电话13800138000', 400)), 'BID', ...ofProvider);
      const held = await until('the check of the next generation', async () => {
        const one = await ask<Opening>(home, ['open', 'show', 'BID']);
        return one.stage === 'held' ? one : undefined;
      });
      expect(held.report.findings).toMatchObject([{ kind: 'phone', level: 'block' }]);
      expect(await (await read('/open/BID/data.json')).text()).not.toContain('13800138000');

      await ask(home, ['open', 'close', 'BID', '--reason', '等待更正']);
      expect((await read('/open/BID/data.csv')).status).toBe(404);
    },
    slow,
  );

  test(
    'only a security officer decides what is opened, and without an account nothing else is to be had',
    async () => {
      await ask(under.home, ['open', 'check', 'BID', '--as', 'operator'], 1);
      const answer = await fetch(`${under.home.url}/api/v1/discover`);
      expect(answer.status).toBe(401);
    },
    slow,
  );
}
