/** `user …`: accounts, as a security officer tends them. */
import type { UserAnswer } from '../../schemas/directory-api.ts';
import { allPages } from '../all-pages.ts';
import { type ApiClient, encode, newKey } from '../api-client.ts';
import { type Command, isSet, listOf, type OptionValues, textOf, wordAt } from '../command.ts';
import type { Connection } from '../connection.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

export const asOfficer = (connection: Connection): ApiClient => connection.as('security-officer');

export const reasonOf = (values: OptionValues): string => {
  const reason = textOf(values, 'reason');
  if (reason !== undefined) return reason;
  throw new WrongUsage(
    '请以 --reason 说明原因（记入台账）',
    'say why with --reason; it stands in the ledger',
  );
};

/** A day means its first moment in Beijing; a moment is taken as it is. `none` takes an end away. */
export function instantOf(values: OptionValues, name: string): string | null | undefined {
  const text = textOf(values, name);
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  const time = new Date(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00+08:00` : text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new WrongUsage(`--${name} 须为日期，如 2027-01-01`, `--${name} is a day, such as 2027-01-01`);
}

export const dayOf = (instant: string | undefined): string => {
  if (instant === undefined) return '';
  return new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);
};

const statuses = {
  active: inBoth('使用中', 'active'),
  suspended: inBoth('已暂停', 'suspended'),
  ended: inBoth('已终止', 'ended'),
} as const;

const placeText = ({ department, district }: UserAnswer): string => department ?? district ?? '全市 city';

const rowOf = (one: UserAnswer): string[] => [
  one.name,
  one.displayName,
  placeText(one),
  one.roles.join(','),
  one.proposed ? `(${one.proposed.roles.join(',')})` : '',
  statuses[one.status],
  dayOf(one.until),
  dayOf(one.lastSeen),
];

const head = [
  '账号 account',
  '姓名 name',
  '隶属 place',
  '角色 roles',
  '待确认 proposed',
  '状态 status',
].concat('终止 until', '最近使用 seen');

const tableOf = (items: readonly UserAnswer[]): string => alignTable([head, ...items.map(rowOf)]);

const told = (one: UserAnswer) => {
  const waits = one.proposed
    ? `\n${inBoth(
        `角色 ${one.proposed.roles.join('、')} 须由另一名安全管理员确认：shuiyuan user confirm ${one.name}`,
        `the roles ${one.proposed.roles.join(', ')} wait for another security officer: shuiyuan user confirm ${one.name}`,
      )}`
    : '';
  return { json: one, text: tableOf([one]) + waits };
};

const placeOptions = { department: { type: 'string' }, district: { type: 'string' } } as const;
const termOptions = { from: { type: 'string' }, until: { type: 'string' } } as const;
const reasonOption = { reason: { type: 'string' } } as const;

const add: Command = {
  name: 'user add',
  usage:
    'NAME DISPLAY-NAME --roles a,b [--department CODE | --district CODE] [--from DAY] [--until DAY] --reason TEXT',
  zh: '新建账号',
  en: 'add an account',
  options: { roles: { type: 'string' }, ...placeOptions, ...termOptions, ...reasonOption },
  words: [2, 2],
  async run({ connection, words, values }) {
    const body = {
      name: wordAt(words, 0, 'NAME'),
      displayName: wordAt(words, 1, 'DISPLAY-NAME'),
      roles: listOf(textOf(values, 'roles')) ?? [],
      department: textOf(values, 'department'),
      district: textOf(values, 'district'),
      from: instantOf(values, 'from') ?? undefined,
      until: instantOf(values, 'until') ?? undefined,
      reason: reasonOf(values),
    };
    return told(await asOfficer(connection).post<UserAnswer>('/users', body, newKey()));
  },
};

const list: Command = {
  name: 'user list',
  usage: '[--department CODE | --district CODE] [--status active|suspended|ended]',
  zh: '账号列表',
  en: 'accounts',
  options: { ...placeOptions, status: { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const query = new URLSearchParams();
    for (const name of ['department', 'district', 'status']) {
      const text = textOf(values, name);
      if (text !== undefined) query.set(name, text);
    }
    const items = await allPages<UserAnswer>(asOfficer(connection), `/users?${query}`);
    return { json: { items }, text: tableOf(items) };
  },
};

const show: Command = {
  name: 'user show',
  usage: 'NAME',
  zh: '查看账号',
  en: 'one account',
  words: [1, 1],
  run: async ({ connection, words }) => told(await asOfficer(connection).get<UserAnswer>(pathOf(words))),
};

const pathOf = (words: readonly string[], more = ''): string =>
  `/users/${encode(wordAt(words, 0, 'NAME'))}${more}`;

const change: Command = {
  name: 'user change',
  usage:
    'NAME [--name TEXT] [--roles a,b] [--department CODE | --district CODE | --city] [--from DAY] [--until DAY|none] --reason TEXT',
  zh: '变更账号',
  en: 'change an account',
  options: {
    name: { type: 'string' },
    roles: { type: 'string' },
    city: { type: 'boolean' },
    ...placeOptions,
    ...termOptions,
    ...reasonOption,
  },
  words: [1, 1],
  async run({ connection, words, values }) {
    const place = { department: textOf(values, 'department'), district: textOf(values, 'district') };
    const moves = isSet(values, 'city') || place.department !== undefined || place.district !== undefined;
    const body = {
      displayName: textOf(values, 'name'),
      roles: listOf(textOf(values, 'roles')),
      place: moves ? place : undefined,
      from: instantOf(values, 'from') ?? undefined,
      until: instantOf(values, 'until'),
      reason: reasonOf(values),
    };
    return told(await asOfficer(connection).post<UserAnswer>(pathOf(words, '/changes'), body));
  },
};

const statusCommand = (
  verb: string,
  status: UserAnswer['status'],
  [zh, en]: readonly [string, string],
): Command => ({
  name: `user ${verb}`,
  usage: 'NAME --reason TEXT',
  zh,
  en,
  options: reasonOption,
  words: [1, 1],
  async run({ connection, words, values }) {
    const body = JSON.stringify({ status, reason: reasonOf(values) });
    const path = pathOf(words, '/status');
    return told(await asOfficer(connection).put<UserAnswer>(path, body, 'application/json'));
  },
});

const suspend = statusCommand('suspend', 'suspended', ['暂停账号', 'suspend an account']);
const resume = statusCommand('resume', 'active', ['恢复账号', 'resume an account']);
const end = statusCommand('end', 'ended', ['终止账号，不可恢复', 'end an account for good']);

const confirm: Command = {
  name: 'user confirm',
  usage: 'NAME',
  zh: '确认他人提出的角色',
  en: 'confirm roles that another officer asked for',
  words: [1, 1],
  run: async ({ connection, words }) =>
    told(await asOfficer(connection).post<UserAnswer>(pathOf(words, '/confirmation'))),
};

const decline: Command = {
  name: 'user decline',
  usage: 'NAME --reason TEXT',
  zh: '不同意他人提出的角色',
  en: 'decline roles that another officer asked for',
  options: reasonOption,
  words: [1, 1],
  run: async ({ connection, words, values }) =>
    told(
      await asOfficer(connection).post<UserAnswer>(pathOf(words, '/refusal'), { reason: reasonOf(values) }),
    ),
};

const reviewHead = ['账号 account', '姓名 name', '隶属 place', '原因 why', '起 since', '停用 suspended'];

const review: Command = {
  name: 'user review',
  usage: '[NAME…] [--csv]',
  zh: '待复核账号；给出账号则确认仍需使用',
  en: 'accounts to be reviewed; with names: they are still needed',
  options: { csv: { type: 'boolean' } },
  words: [0, Number.POSITIVE_INFINITY],
  async run({ connection, words, values }) {
    const client = asOfficer(connection);
    if (isSet(values, 'csv')) {
      const csv = await (await client.raw('/account-reviews?format=csv')).text();
      return { json: { csv }, text: csv };
    }
    if (words.length === 0) return listReviews(client);
    const items: UserAnswer[] = [];
    for (const name of words) items.push(await client.post<UserAnswer>(pathOf([name], '/review')));
    return { json: { items }, text: tableOf(items) };
  },
};

async function listReviews(client: ApiClient) {
  const { items } = await client.get<{ items: UserAnswer[] }>('/account-reviews');
  const rows = items.map((one) => [
    one.name,
    one.displayName,
    placeText(one),
    one.review?.why === 'not-seen' ? inBoth('久未使用', 'not seen') : inBoth('久未复核', 'not reviewed'),
    dayOf(one.review?.since),
    dayOf(one.review?.suspendedAt),
  ]);
  const text = rows.length > 0 ? alignTable([reviewHead, ...rows]) : inBoth('没有待复核账号', 'none is due');
  return { json: { items }, text };
}

export const userCommands = [
  add,
  list,
  show,
  change,
  suspend,
  resume,
  end,
  review,
  confirm,
  decline,
] as const;
