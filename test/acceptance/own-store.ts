/** A department's own store: grade 3 data stay in it, approved questions run in it, only results leave. */
import { generateKeyPairSync } from 'node:crypto';
import type { Certification } from '../../cli/store/certify.ts';
import type { Worked } from '../../cli/store/work.ts';
import type { Question } from '../../schemas/question.ts';
import type { Budget, Result } from '../../schemas/result.ts';
import { makeFolder, sha256, writeText } from './files.ts';
import { api, ask, shuiyuan } from './home.ts';
import { slow, type UnderTest } from './under-test.ts';

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A resident number that is sound in form. */
function residentId(index: number): string {
  const body = `52010219800101${String(index).padStart(3, '0')}`;
  const sum = weights.reduce((total, weight, at) => total + weight * Number(body[at]), 0);
  return body + '10X98765432'[sum % 11];
}

/** Who earns how: 40 by wages, 14 by services, 3 by interest: too few to be told apart. */
const kindOf = (index: number): string => (index < 40 ? '工资' : index < 54 ? '劳务' : '利息股息');
const taxOf = (index: number): number => 100 + (index % 7) * 10;

function incomeCsv(period: string, people: number): string {
  const rows = Array.from({ length: people }, (_, index) =>
    [`${period}-${index}`, residentId(index), period, kindOf(index), 5000, 4000, taxOf(index)].join(','),
  );
  return `${['明细流水号,身份证号,所属期,所得项目,收入额,应纳税所得额,税额', ...rows].join('\n')}\n`;
}

const asked = {
  purpose: '按所得项目分析个人所得税',
  basis: '综合治税办法第十二条',
  until: '2099-12-31',
  spec: {
    kind: 'statistic',
    resource: 'IIT',
    unit: 'pid',
    groupBy: [{ item: 'income_kind' }],
    measures: [{ measure: 'count' }, { measure: 'sum', item: 'tax', cap: 500 }],
    periods: { from: '201501', to: '201512' },
  },
};

export function testOwnStore(under: UnderTest): void {
  let store = '';
  let question = '';
  const storeDo = (...args: string[]) => ['store', ...args, '--store', store, '--as', 'local-tax'];
  const load = async (period: string, people: number) => {
    const file = await writeText(`iit-${period}.csv`, incomeCsv(period, people));
    return ask(under.home, storeDo('load', file, '--resource', 'IIT', '--period', period));
  };
  const results = async () =>
    (
      await ask<{ items: { question: string; period: string }[] }>(under.home, [
        'result',
        'list',
        '--as',
        'finance',
      ])
    ).items
      .filter((one) => one.question === question)
      .map((one) => one.period)
      .sort();

  let serial = '';
  /** The security officer issues what the store asked for. */
  const issue = async (request: string) =>
    ask<{ serial: string }>(under.home, ['cert', 'issue', request]).then((made) => made.serial);
  const work = async () => ask<Worked>(under.home, storeDo('work'));

  test(
    'grade 3 goes into the department’s own store and nowhere else',
    async () => {
      store = await makeFolder();
      await ask(under.home, storeDo('init'));
      expect(await load('201501', 57)).toMatchObject({ rows: { read: 57, accepted: 57 } });
      const text = incomeCsv('201501', 57);
      const body = {
        resource: 'IIT',
        fileName: 'iit.csv',
        size: Buffer.byteLength(text),
        sha256: sha256(text),
      };
      const { 'local-tax': token = '' } = under.home.tokens.departments;
      const init = { method: 'POST', body: JSON.stringify(body) };
      await expect(api(under.home, token, '/tickets', init)).rejects.toThrow(/409.*store load/s);
    },
    slow,
  );

  test(
    'a store that dies over asking for its certificate asks once',
    async () => {
      const dying = { SHUIYUAN_KILL_AT: 'store-work: certificate requested' };
      expect((await shuiyuan(under.home, storeDo('certify'), dying)).status).not.toBe(0);
      const [one, other] = [await ask<Certification>(under.home, storeDo('certify')), await work()];
      expect(one).toMatchObject({ open: { stage: 'requested' } });
      expect(other.certificate).toEqual(one.open);
      const listing = ['cert', 'requests', '--department', 'local-tax'];
      expect(await ask(under.home, listing)).toMatchObject({ items: [{ id: one.open?.id }] });
    },
    slow,
  );

  test(
    'who asks never approves; the provider and the exchange centre each do, and then it is signed',
    async () => {
      const file = await writeText('question.json', JSON.stringify(asked));
      ({ id: question } = await ask<Question>(under.home, ['question', 'propose', file, '--as', 'finance']));
      const approve = (as: string, expected: number) =>
        ask(under.home, ['question', 'approve', question, '--reason', '目的相符', '--as', as], expected);
      await approve('finance', 1);
      await approve('power', 1);
      expect(await approve('local-tax', 0)).toMatchObject({ state: 'proposed' });
      expect(await ask(under.home, storeDo('work'))).toMatchObject({ made: [], posted: [] });
      expect(await approve('operator', 0)).toMatchObject({
        state: 'approved',
        signed: { document: { version: 1 } },
      });
    },
    slow,
  );

  test(
    'a store that dies over its work hands the same result in, once, and none before it is certified',
    async () => {
      const dies = async (point: string) => {
        const env = { SHUIYUAN_KILL_AT: `store-work: ${point}` };
        expect((await shuiyuan(under.home, storeDo('work'), env)).status).not.toBe(0);
      };
      await dies('result made');
      await dies('result kept');
      const { certificate, posted } = await work();
      expect([posted, await results()]).toEqual([[], []]);
      serial = await issue(certificate?.id ?? '');
      await dies('result posted');
      await work();
      expect(await work()).toEqual({ made: [], posted: [], refused: [] });
      expect(await results()).toEqual(['201501']);
    },
    slow,
  );

  test(
    'the receiver sees numbers within their stated error, small classes joined, and nobody’s number',
    async () => {
      const shown = ['result', 'show', question, '1', '201501', '--as', 'finance'];
      const { document } = await ask<Result>(under.home, shown);
      const cells = document.cells ?? [];
      expect(document.joined).toBe(1);
      expect(cells.map((cell) => cell.classes.length).sort()).toEqual([1, 2]);
      for (const cell of cells) {
        const kinds = cell.classes.map(([kind]) => kind);
        const people = Array.from({ length: 57 }, (_, index) => index).filter((index) =>
          kinds.includes(kindOf(index)),
        );
        const truths = [people.length, people.reduce((sum, index) => sum + taxOf(index), 0)];
        cell.numbers.forEach((number, at) => {
          expect(Math.abs(number.value - (truths[at] ?? 0))).toBeLessThanOrEqual(number.error);
        });
      }
      expect(JSON.stringify(document)).not.toMatch(/5201021980|record|流水/);
      await ask(under.home, [...shown.slice(0, -1), 'power'], 1);
    },
    slow,
  );

  test(
    'the receiver sees what the store has given and has left',
    async () => {
      const { items } = await ask<{ items: Budget[] }>(under.home, ['budget', 'list', '--as', 'finance']);
      const own = items.find((one) => one.resource === 'IIT');
      expect(own).toMatchObject({ department: 'local-tax', used: 4, left: (own?.limit ?? 0) - 4 });
      expect(own?.returns).toMatch(/^\d{4}-/);
    },
    slow,
  );

  test(
    'a result does not stand when its store’s key was lost, and a store with a new key goes on',
    async () => {
      const shown = ['result', 'show', question, '1', '201501', '--as', 'finance'];
      await ask(under.home, shown);
      await ask(under.home, ['cert', 'revoke', serial, '--as', 'local-tax', '--reason', 'key-compromise']);
      const { stderr } = await shuiyuan(under.home, shown);
      expect(stderr).toContain('已因密钥泄露');
      await load('201502', 57);
      expect((await shuiyuan(under.home, storeDo('work'))).stderr).toContain(serial);
      const { open } = await ask<Certification>(under.home, storeDo('certify', '--new-key'));
      await issue(open?.id ?? '');
      expect((await work()).posted).toEqual([`${question}/1/201502`]);
      await ask(under.home, shown.with(4, '201502'));
    },
    slow,
  );

  test(
    'a store runs nothing that the platform’s root key has not signed',
    async () => {
      const other = await makeFolder();
      const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const rootKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      await ask(under.home, ['store', 'init', '--store', other, '--as', 'local-tax', '--root-key', rootKey]);
      const file = await writeText('other.csv', incomeCsv('201503', 57));
      const loading = ['store', 'load', file, '--resource', 'IIT', '--period', '201503'];
      await ask(under.home, [...loading, '--store', other, '--as', 'local-tax']);
      const worked = await ask<{ refused: { code: string }[] }>(
        under.home,
        ['store', 'work', '--store', other, '--as', 'local-tax'],
        1,
      );
      expect(worked.refused.map((one) => one.code)).toContain('bad-signature');
      expect(await results()).toEqual(['201501', '201502']);
    },
    slow,
  );

  test(
    'hits of an approved rule leave as tokens, to who asked alone',
    async () => {
      const spec = {
        kind: 'match',
        resource: 'IIT',
        token: 'pid',
        filter: "income_kind = '利息股息'",
        flag: '有利息股息所得',
        band: { item: 'tax', edges: [100, 200] },
        periods: { from: '201501', to: '201501' },
      };
      const file = await writeText('match.json', JSON.stringify({ ...asked, spec }));
      const { id } = await ask<Question>(under.home, ['question', 'propose', file, '--as', 'finance']);
      for (const as of ['local-tax', 'operator'])
        await ask(under.home, ['question', 'approve', id, '--reason', '目的相符', '--as', as]);
      await work();
      const { document } = await ask<Result>(under.home, [
        'result',
        'show',
        id,
        '1',
        '201501',
        '--as',
        'finance',
      ]);
      expect(document.hits).toHaveLength(3);
      for (const hit of document.hits ?? []) {
        expect(hit).toMatchObject({ flag: '有利息股息所得', band: '100–200', count: 1 });
        expect(hit.token).toMatch(/^[0-9a-f]{64}$/);
      }
      await ask(under.home, ['result', 'show', id, '1', '201501', '--as', 'local-tax'], 1);
      await ask(under.home, ['question', 'withdraw', id, '--reason', '已办结', '--as', 'finance']);
    },
    slow,
  );

  test(
    'a changed question is a new version that waits for both again, and a withdrawn one never runs',
    async () => {
      const file = await writeText('changed.json', JSON.stringify({ ...asked, purpose: '另一目的' }));
      const args = ['question', 'propose', file, '--revises', question, '--as', 'finance'];
      expect(await ask(under.home, args)).toMatchObject({ version: 2, state: 'proposed', decisions: [] });
      expect(await ask(under.home, storeDo('work'))).toMatchObject({ made: [] });
      await ask(under.home, ['question', 'withdraw', question, '--reason', '不再需要', '--as', 'finance']);
      expect(await ask(under.home, storeDo('work'))).toMatchObject({ made: [] });
      expect(await results()).toEqual(['201501', '201502']);
    },
    slow,
  );
}
