/** `application …`: a department's own systems and what they may do. */
import type { Application } from '../../schemas/application.ts';
import { allPages } from '../all-pages.ts';
import { encode, newKey } from '../api-client.ts';
import { type Command, listOf, textOf, wordAt } from '../command.ts';
import { alignTable } from '../terminal.ts';
import { asOfficer, dayOf, instantOf, reasonOf } from './user.ts';

const rowOf = (one: Application): string[] => [
  one.id,
  one.name,
  one.department,
  one.status,
  `${one.permissions.length}`,
  dayOf(one.until),
];
const head = ['应用 application', '名称 name', '部门 of', '状态 status', '权限 actions', '终止 until'];
const told = (one: Application) => ({
  json: one,
  text: `${alignTable([head, rowOf(one)])}\n${one.permissions.join(', ')}`,
});

const given = {
  permissions: { type: 'string' },
  certificates: { type: 'string' },
  until: { type: 'string' },
  reason: { type: 'string' },
} as const;

const add: Command = {
  name: 'application add',
  usage:
    'ID NAME --department CODE [--permissions a,b] [--certificates THUMBPRINT,…] [--until DAY] --reason TEXT',
  zh: '登记应用（不给 --permissions 即部门应用的全部权限）',
  en: 'add an application; without --permissions it may all that a department’s application may',
  options: { department: { type: 'string' }, ...given },
  words: [2, 2],
  async run({ connection, words, values }) {
    const body = {
      id: wordAt(words, 0, 'ID'),
      name: wordAt(words, 1, 'NAME'),
      department: textOf(values, 'department'),
      permissions: listOf(textOf(values, 'permissions')),
      certificates: listOf(textOf(values, 'certificates')),
      until: instantOf(values, 'until') ?? undefined,
      reason: reasonOf(values),
    };
    return told(await asOfficer(connection).post<Application>('/applications', body, newKey()));
  },
};

const list: Command = {
  name: 'application list',
  usage: '[--department CODE]',
  zh: '应用列表',
  en: 'applications',
  options: { department: { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const department = textOf(values, 'department');
    const query = department === undefined ? '' : `?department=${encode(department)}`;
    const items = await allPages<Application>(asOfficer(connection), `/applications${query}`);
    return { json: { items }, text: alignTable([head, ...items.map(rowOf)]) };
  },
};

const pathOf = (words: readonly string[]): string => `/applications/${encode(wordAt(words, 0, 'ID'))}`;

const show: Command = {
  name: 'application show',
  usage: 'ID',
  zh: '查看应用',
  en: 'one application',
  words: [1, 1],
  run: async ({ connection, words }) => told(await asOfficer(connection).get<Application>(pathOf(words))),
};

const change: Command = {
  name: 'application change',
  usage:
    'ID [--name TEXT] [--permissions a,b] [--certificates THUMBPRINT,…] [--until DAY|none] [--status active|suspended] --reason TEXT',
  zh: '变更应用',
  en: 'change an application',
  options: { name: { type: 'string' }, status: { type: 'string' }, ...given },
  words: [1, 1],
  async run({ connection, words, values }) {
    const body = {
      name: textOf(values, 'name'),
      permissions: listOf(textOf(values, 'permissions')),
      certificates: listOf(textOf(values, 'certificates')),
      until: instantOf(values, 'until'),
      status: textOf(values, 'status'),
      reason: reasonOf(values),
    };
    return told(await asOfficer(connection).post<Application>(`${pathOf(words)}/changes`, body));
  },
};

const end: Command = {
  name: 'application end',
  usage: 'ID --reason TEXT',
  zh: '终止应用，不可恢复',
  en: 'end an application for good',
  options: { reason: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const body = { status: 'ended', reason: reasonOf(values) };
    return told(await asOfficer(connection).post<Application>(`${pathOf(words)}/changes`, body));
  },
};

export const applicationCommands = [add, list, show, change, end] as const;
