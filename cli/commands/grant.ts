/** `grant …`: asking for data, deciding on it, and what becomes of it. */
import type { GrantView } from '../../schemas/grant-api.ts';
import { allPages } from '../all-pages.ts';
import { type ApiClient, encode, newKey } from '../api-client.ts';
import { type Command, type CommandInput, listOf, type OptionValues, textOf, wordAt } from '../command.ts';
import type { Connection } from '../connection.ts';
import { describeGrant, grantTable } from '../describe-grant.ts';
import { WrongUsage } from '../failures.ts';
import { inBoth } from '../terminal.ts';
import { asDepartment } from './subscription.ts';

/** A department, or the centre itself: whoever is named with --as, or whose token is given. */
const asParty = (connection: Connection): ApiClient => asDepartment(connection);

const pathOf = (words: readonly string[], more = ''): string =>
  `/grants/${encode(wordAt(words, 0, 'GRANT'))}${more}`;

/** @throws WrongUsage when it is missing */
function needed(values: OptionValues, name: string): string {
  const text = textOf(values, name);
  if (text !== undefined) return text;
  throw new WrongUsage(`请以 --${name} 给出`, `--${name} is needed`);
}

const shown = (grant: GrantView, zh: string, en: string) => ({
  json: grant,
  text: `${inBoth(zh, en)}\n${grantTable([grant])}`,
});

const request: Command = {
  name: 'grant request',
  usage:
    'RESOURCE --as DEPT --purpose TEXT --basis TEXT --until DAY [--from DAY] [--items a,b] [--filter EXPR] [--way file,service,database] [--frequency CYCLE]',
  zh: '申请使用数据：写明用途、依据、信息项、行条件、期限',
  en: 'ask for data: purpose, legal basis, items, rows, term',
  options: {
    purpose: { type: 'string' },
    basis: { type: 'string' },
    items: { type: 'string' },
    filter: { type: 'string' },
    from: { type: 'string' },
    until: { type: 'string' },
    way: { type: 'string' },
    frequency: { type: 'string' },
  },
  words: [1, 1],
  async run({ connection, words, values }) {
    const body = {
      resource: wordAt(words, 0, 'RESOURCE'),
      purpose: needed(values, 'purpose'),
      basis: needed(values, 'basis'),
      items: listOf(textOf(values, 'items')),
      filter: textOf(values, 'filter'),
      from: textOf(values, 'from'),
      until: needed(values, 'until'),
      ways: listOf(textOf(values, 'way')),
      frequency: textOf(values, 'frequency'),
    };
    const made = await asParty(connection).post<GrantView>('/grants', body, newKey());
    return shown(made, '已提出申请，等待审批', 'asked; it waits for decisions');
  },
};

const approve: Command = {
  name: 'grant approve',
  usage: 'GRANT --as DEPT|operator [--reason TEXT]',
  zh: '批准',
  en: 'approve a request as it is',
  options: { reason: { type: 'string' } },
  words: [1, 1],
  async run(input) {
    const grant = await decide(input, { verdict: 'approved', reason: textOf(input.values, 'reason') });
    return shown(grant, '已批准', 'approved');
  },
};

const reduce: Command = {
  name: 'grant reduce',
  usage: 'GRANT --as DEPT|operator --reason TEXT [--items a,b] [--filter EXPR] [--from DAY] [--until DAY]',
  zh: '缩减后批准：保留哪些信息项、再加什么行条件、到哪天',
  en: 'approve less: which items stay, a further condition, a shorter term',
  options: {
    reason: { type: 'string' },
    items: { type: 'string' },
    filter: { type: 'string' },
    from: { type: 'string' },
    until: { type: 'string' },
  },
  words: [1, 1],
  async run(input) {
    const { values } = input;
    const grant = await decide(input, {
      verdict: 'reduced',
      reason: needed(values, 'reason'),
      items: listOf(textOf(values, 'items')),
      filter: textOf(values, 'filter'),
      from: textOf(values, 'from'),
      until: textOf(values, 'until'),
    });
    return shown(grant, '已缩减后批准', 'approved less');
  },
};

const refuse: Command = {
  name: 'grant refuse',
  usage: 'GRANT --as DEPT|operator --reason TEXT',
  zh: '不批准',
  en: 'refuse a request',
  options: { reason: { type: 'string' } },
  words: [1, 1],
  async run(input) {
    const grant = await decide(input, { verdict: 'refused', reason: needed(input.values, 'reason') });
    return shown(grant, '未批准', 'refused');
  },
};

const decide = ({ connection, words }: CommandInput, body: object): Promise<GrantView> =>
  asParty(connection).post<GrantView>(pathOf(words, '/decisions'), body);

const revoke: Command = {
  name: 'grant revoke',
  usage: 'GRANT --as DEPT|operator --reason TEXT',
  zh: '撤销授权；使用部门自己执行则为放弃',
  en: 'revoke a grant; done by its receiver, give it up',
  options: { reason: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const body = { reason: needed(values, 'reason') };
    const ended = await asParty(connection).post<GrantView>(pathOf(words, '/end'), body);
    return shown(ended, '已终止', 'ended');
  },
};

const suspend: Command = {
  name: 'grant suspend',
  usage: 'GRANT --as DEPT|operator --reason TEXT',
  zh: '立即暂停授权',
  en: 'stop a grant at once',
  options: { reason: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const body = JSON.stringify({ reason: needed(values, 'reason') });
    const path = pathOf(words, '/suspension');
    return shown(
      await asParty(connection).put<GrantView>(path, body, 'application/json'),
      '已暂停，即刻起不再提供数据',
      'suspended: from now on nothing flows',
    );
  },
};

const resume: Command = {
  name: 'grant resume',
  usage: 'GRANT --as DEPT|operator [--reason TEXT]',
  zh: '恢复本方暂停的授权',
  en: 'let a grant go on that you suspended',
  options: { reason: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const client = asParty(connection);
    const reason = textOf(values, 'reason');
    await client.delete(
      pathOf(words, `/suspension${reason === undefined ? '' : `?reason=${encode(reason)}`}`),
    );
    return shown(await client.get<GrantView>(pathOf(words)), '已恢复', 'it goes on');
  },
};

const renew: Command = {
  name: 'grant renew',
  usage: 'GRANT --as DEPT --until DAY [--from DAY] [--purpose TEXT] [--basis TEXT]',
  zh: '申请续期，重新审批，接在原授权之后',
  en: 'ask for a new term that follows on; decided anew',
  options: {
    until: { type: 'string' },
    from: { type: 'string' },
    purpose: { type: 'string' },
    basis: { type: 'string' },
  },
  words: [1, 1],
  async run({ connection, words, values }) {
    const body = {
      until: needed(values, 'until'),
      from: textOf(values, 'from'),
      purpose: textOf(values, 'purpose'),
      basis: textOf(values, 'basis'),
    };
    const made = await asParty(connection).post<GrantView>(pathOf(words, '/renewals'), body, newKey());
    return shown(made, '已申请续期，等待审批', 'asked for a new term; it waits for decisions');
  },
};

const list: Command = {
  name: 'grant list',
  usage: '[--as WHO] [--resource CODE] [--receiver DEPT] [--stage STAGE] [--decider DEPT|operator]',
  zh: '全部申请与授权，新的在前；--decider 只看待其审批的',
  en: 'all requests and grants, newest first; --decider: those that wait for it',
  options: {
    resource: { type: 'string' },
    receiver: { type: 'string' },
    stage: { type: 'string' },
    decider: { type: 'string' },
  },
  words: [0, 0],
  async run({ connection, values }) {
    const query = new URLSearchParams();
    for (const name of ['resource', 'receiver', 'stage', 'decider'])
      if (textOf(values, name) !== undefined) query.set(name, textOf(values, name) ?? '');
    const items = await allPages<GrantView>(connection.as('operator'), `/grants?${query}`);
    return { json: { items }, text: grantTable(items) };
  },
};

const show: Command = {
  name: 'grant show',
  usage: 'GRANT [--as WHO]',
  zh: '查看申请或授权及其经过',
  en: 'a request or grant, with all that happened to it',
  words: [1, 1],
  async run({ connection, words }) {
    const grant = await connection.as('operator').get<GrantView>(pathOf(words));
    return { json: grant, text: describeGrant(grant) };
  },
};

export const grantCommands = [
  request,
  approve,
  reduce,
  refuse,
  revoke,
  suspend,
  resume,
  renew,
  list,
  show,
] as const;
