/**
 * A mart as its users meet it: made by the clock, found in the catalog, granted by both who provide what is beneath,
 * queried, delivered after a commit, and closed when one of them takes the grant back.
 */
import type { ParcelView } from '../../schemas/api-answers.ts';
import { openEmbedded } from './embedded-home.ts';
import { writeText } from './files.ts';
import { ask, type Home, shuiyuan, until } from './home.ts';
import { requestGrant, subscribe, upload } from './under-test.ts';

/** The clock of the libraries comes round each minute. */
const patience = 400_000;
const mart = 'mart_services.organisations';
const kinds = ['社团', '基金会'];

let home: Home;
beforeAll(async () => {
  home = await openEmbedded();
}, 120_000);
afterAll(() => home?.close(), 120_000);

/** Some bodies: `0` cannot be of the other file. */
const bodies = (from: number, to: number): string =>
  [
    '登记证号,名称,类别,区县代码,成立日期,状态',
    ...Array.from({ length: to - from }, (_, index) => {
      const number = from + index;
      return `C${number},第${number}号,${kinds[number % 2]},520102,2015-01-0${1 + (number % 9)},存续`;
    }),
    '',
  ].join('\n');

const send = async (to: number) => {
  const file = await writeText(`bodies-${to}.csv`, bodies(0, to));
  return upload(home, file, 'NPO', '--as', 'civil-affairs');
};

/** Looks for two minutes. */
const patiently = <T>(what: string, look: () => Promise<T | undefined>): Promise<T> =>
  until(what, look).catch(() => until(what, look));

interface Rows {
  readonly rows?: readonly unknown[];
  readonly items?: readonly unknown[];
}
const query = (as: string, text = `SELECT kind, organisations FROM ${mart} ORDER BY organisations DESC`) =>
  shuiyuan(home, ['query', text, '--json', '--as', as]);

test(
  'a mart is granted, queried, subscribed to, delivered after a commit, and closed at the end of the grant',
  async () => {
    await send(5);
    const made = await patiently('the mart', async () => {
      const { status, stdout } = await shuiyuan(home, ['resource', 'show', 'ORGANISATIONS', '--json']);
      return status === 0 ? stdout : undefined;
    });
    expect(made).toContain(mart);
    const early = await query('finance');
    expect(early.status).not.toBe(0);
    expect(early.stdout + early.stderr).toContain('grant request ORGANISATIONS');

    const asked = await requestGrant(home, 'ORGANISATIONS', 'finance', '--way', 'file,database');
    expect([...asked.waitsFor].sort()).toEqual(['civil-affairs', 'establishment']);
    for (const party of asked.waitsFor) await ask(home, ['grant', 'approve', asked.id, '--as', party]);
    const answered = await patiently('rows', async () => {
      const { status, stdout } = await query('finance');
      const rows = status === 0 && (JSON.parse(stdout) as Rows);
      return rows && stdout.includes('社团') ? stdout : undefined;
    });
    expect(answered).toContain('3');

    await subscribe(home, 'ORGANISATIONS', 'finance');
    await send(9);
    const parcel = await patiently('the parcel', async () => {
      const { items } = await ask<{ items: ParcelView[] }>(home, ['inbox', 'list', '--as', 'finance']);
      return items.find((one) => one.resource === 'ORGANISATIONS' && one.kind === 'data');
    });
    expect(parcel).toMatchObject({ provider: 'platform', rows: 2 });

    await ask(home, ['grant', 'revoke', asked.id, '--as', 'establishment', '--reason', '不再需要']);
    for (const table of [mart, 'shared.organisations']) {
      const closed = await query('finance', `SELECT * FROM ${table}`);
      expect([table, closed.status === 0]).toEqual([table, false]);
      expect(closed.stdout + closed.stderr).toMatch(/PERMISSION_DENIED|grant/);
    }
    const left = await ask<{ items: ParcelView[] }>(home, ['inbox', 'list', '--as', 'finance']);
    const fetched = await shuiyuan(home, ['inbox', 'fetch', left.items[0]?.parcel ?? '', '--as', 'finance']);
    expect(fetched.status).not.toBe(0);
  },
  patience,
);
