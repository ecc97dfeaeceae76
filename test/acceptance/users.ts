/** People and what they may do: four eyes, districts, terms, and the table of rights held against the platform. */
import type { Principal } from '../../layers/core/identity/principal.ts';
import type { ExplanationAnswer, RightsAnswer, UserAnswer } from '../../schemas/directory-api.ts';
import { type Thing, tableSays } from '../matrix/read-table.ts';
import { api, ask, type Home, shuiyuan, until } from './home.ts';
import { slow, type UnderTest } from './under-test.ts';

const add = (home: Home, name: string, ...more: string[]): Promise<UserAnswer> =>
  ask(home, ['user', 'add', name, '某人', '--reason', '到任', ...more]);

const refusal = async (home: Home, args: readonly string[]): Promise<string> =>
  (await ask<{ error: { code: string } }>(home, args, 1)).error.code;

const statusOf = async (home: Home, token: string, path: string): Promise<number> => {
  const response = await fetch(`${home.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.body?.cancel();
  return response.status;
};

/** What the tokens of the home under test stand for. */
const askersOf = ({ tokens }: Home): readonly (readonly [token: string, asker: Principal])[] => {
  const nanming = { code: '520102', departments: ['nanming-finance'] };
  const department = (code: string): readonly [string, Principal] => [
    tokens.departments[code] ?? '',
    { name: code, department: code, roles: ['catalog-manager', 'provider', 'receiver'] },
  ];
  return [
    [tokens.operator, { name: 'operator', roles: ['operator'] }],
    [tokens.auditor, { name: 'auditor', roles: ['auditor'] }],
    [tokens.securityOfficer, { name: 'security-officer', roles: ['security-officer'] }],
    [tokens.districtOfficer, { name: 'district-officer', roles: ['security-officer'], district: nanming }],
    [
      tokens.departmentOfficer,
      { name: 'department-officer', roles: ['security-officer'], department: 'power' },
    ],
    [tokens.taxOfficer, { name: 'tax-officer', roles: ['tax-officer'], department: 'local-tax' }],
    department('power'),
    department('local-tax'),
    department('nanming-finance'),
  ];
};

/** Routes whose answer depends on who asks, each with its action and whose thing it is. */
const sampled: readonly (readonly [path: string, action: string, thing: Thing])[] = [
  ['/queues', 'queue.read', {}],
  ['/ledger/verify', 'ledger.verify', {}],
  ['/tokeniser', 'token.rotate', {}],
  ['/batches?department=power', 'batch.read', { owner: 'power' }],
  ['/batches?department=nanming-finance', 'batch.read', { owner: 'nanming-finance' }],
  ['/inbox?department=local-tax', 'inbox.read', { owner: 'local-tax' }],
  ['/notices?department=power', 'notice.read', { owner: 'power' }],
  ['/users?department=power', 'user.read', { owner: 'power' }],
  ['/users?department=nanming-finance', 'user.read', { owner: 'nanming-finance' }],
  ['/users?district=520102', 'user.read', { district: '520102' }],
  ['/applications?department=power', 'application.read', { owner: 'power' }],
];

export function testUsers(under: UnderTest): void {
  test(
    'once the city has two security officers, one alone gives no overseeing role',
    async () => {
      const { home } = under;
      await add(home, 'officer.a', '--roles', 'security-officer');
      await add(home, 'officer.b', '--roles', 'security-officer');
      const asked = await add(home, 'new.operator', '--roles', 'operator');
      expect(asked).toMatchObject({ roles: [], proposed: { roles: ['operator'] } });
      expect(await refusal(home, ['user', 'confirm', 'new.operator'])).toBe('same-officer');
      const confirmed = await ask(home, ['user', 'confirm', 'new.operator', '--as', 'second-officer']);
      expect(confirmed).toMatchObject({ roles: ['operator'] });
      const both = ['user', 'change', 'new.operator', '--roles', 'operator,auditor', '--reason', 'x'];
      expect(await refusal(home, both)).toBe('roles-clash');
    },
    slow,
  );

  test(
    'a district and a department see and tend their own people, and give no more than they may',
    async () => {
      const { home } = under;
      const district = ['--department', 'nanming-finance', '--as', 'district-officer'];
      await add(home, 'nanming.clerk', '--roles', 'tax-officer', ...district);
      await add(
        home,
        'power.clerk',
        '--roles',
        'provider',
        '--department',
        'power',
        '--as',
        'department-officer',
      );
      const names = async (as: string) =>
        (await ask<{ items: UserAnswer[] }>(home, ['user', 'list', '--as', as])).items.map((one) => one.name);
      expect(await names('district-officer')).toEqual(['nanming.clerk']);
      expect(await names('department-officer')).toEqual(['power.clerk']);
      expect(await names('security-officer')).toEqual(
        expect.arrayContaining(['nanming.clerk', 'power.clerk']),
      );
      expect(await refusal(home, ['user', 'show', 'power.clerk', '--as', 'district-officer'])).toBe(
        'not-found',
      );
      const over = ['user', 'change', 'power.clerk', '--roles', 'security-officer', '--reason', 'x'];
      expect(await refusal(home, [...over, '--as', 'department-officer'])).toBe('forbidden');
    },
    slow,
  );

  test(
    'an account decides over what a token says, and a suspended one is out at once',
    async () => {
      const { home } = under;
      const inbox = '/inbox?department=local-tax';
      expect(await statusOf(home, home.tokens.clerk, inbox)).toBe(200);
      await add(home, 'clerk', '--roles', 'official', '--department', 'local-tax');
      expect(await statusOf(home, home.tokens.clerk, inbox)).toBe(403);
      await ask(home, ['user', 'change', 'clerk', '--roles', 'receiver', '--reason', '转岗']);
      expect(await statusOf(home, home.tokens.clerk, inbox)).toBe(200);
      await ask(home, ['user', 'suspend', 'clerk', '--reason', '休假']);
      expect(await statusOf(home, home.tokens.clerk, '/rights')).toBe(403);
      await ask(home, ['user', 'resume', 'clerk', '--reason', '返岗']);
      expect(await statusOf(home, home.tokens.clerk, inbox)).toBe(200);
      await ask(home, ['user', 'end', 'clerk', '--reason', '离任']);
      expect(await statusOf(home, home.tokens.clerk, '/rights')).toBe(403);
      const named = ['audit', 'receipt', 'account/clerk', '5', '--as', 'auditor'];
      const ended = await until('the seal', async () => {
        const { status, stdout } = await shuiyuan(home, [...named, '--json']);
        return status === 0 ? (JSON.parse(stdout) as { entry: unknown }) : undefined;
      });
      expect(ended.entry).toMatchObject({ action: 'account ended', actor: 'security-officer' });
    },
    slow,
  );

  test(
    'a department’s application is given single actions, and those of nobody else',
    async () => {
      const { home } = under;
      const asked = ['application', 'add', 'app-power-meter', '电表前置机', '--department', 'power'];
      const given = await ask<{ permissions: string[] }>(home, [
        ...asked,
        '--permissions',
        'ticket.issue,ticket.upload',
        '--reason',
        '上线',
        '--as',
        'department-officer',
      ]);
      expect(given.permissions).toEqual(['ticket.issue', 'ticket.upload']);
      const over = [
        'application',
        'change',
        'app-power-meter',
        '--permissions',
        'queue.change',
        '--reason',
        'x',
      ];
      expect(await refusal(home, over)).toBe('invalid-input');
      const why = ['rights', 'explain', '--action', 'inbox.read', '--who', 'app-power-meter'];
      const said = await ask<ExplanationAnswer>(home, why);
      expect(said.allowed).toBe(false);
      expect(said.steps.filter((one) => !one.holds).map((one) => one.step)).toContain('permission');
    },
    slow,
  );

  test(
    'the platform answers as the table of rights says',
    async () => {
      const { home } = under;
      const table = await ask<RightsAnswer>(home, ['rights', 'table', '--as', 'auditor']);
      const wrong: unknown[] = [];
      for (const [token, asker] of askersOf(home))
        for (const [path, action, thing] of sampled) {
          const status = await statusOf(home, token, path);
          const lets = tableSays(table, asker, action, thing);
          if ((status === 200) !== lets || (!lets && status !== 403 && status !== 404))
            wrong.push({ asker: asker.name, path, status, lets });
        }
      expect(wrong).toEqual([]);
    },
    slow,
  );

  test(
    'the list of reviews is empty while all accounts are new, and is exported as a table',
    async () => {
      const { home } = under;
      const { items } = await api<{ items: unknown[] }>(
        home,
        home.tokens.securityOfficer,
        '/account-reviews',
      );
      expect(items).toEqual([]);
      const { csv } = await ask<{ csv: string }>(home, ['user', 'review', '--csv']);
      expect(csv.trim().split('\r\n')).toHaveLength(1);
      expect(csv).toContain('账号 account');
    },
    slow,
  );
}
