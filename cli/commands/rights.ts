/** `rights …`: the table of rights, and why somebody may or may not. */
import type { ExplanationAnswer, RightsAnswer } from '../../schemas/directory-api.ts';
import { type Command, isSet, textOf } from '../command.ts';
import type { Connection } from '../connection.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

/** Everybody may read the table: whoever is named, or the security officer. */
const asReader = (connection: Connection) => connection.as('security-officer');

const table: Command = {
  name: 'rights table',
  usage: '[--csv]',
  zh: '权限表：动作 × 角色',
  en: 'the table of rights: actions by roles',
  options: { csv: { type: 'boolean' } },
  words: [0, 0],
  async run({ connection, values }) {
    const client = asReader(connection);
    if (isSet(values, 'csv')) {
      const csv = await (await client.raw('/rights?format=csv')).text();
      return { json: { csv }, text: csv };
    }
    const rights = await client.get<RightsAnswer>('/rights');
    return { json: rights, text: describeRights(rights) };
  },
};

function describeRights({ roles, relations, actions, separation }: RightsAnswer): string {
  const held = actions.map(({ action, zh, en, changes, to }) => [
    action,
    inBoth(zh, en),
    changes ? '✎' : '',
    roles
      .filter(({ role }) => to[role] !== undefined)
      .map(({ role }) => `${role}: ${to[role]?.join('|')}`)
      .join('  '),
  ]);
  return [
    alignTable([['动作 action', '', '改变 changes', '谁可以 who may'], ...held]),
    '',
    alignTable(roles.map(({ role, zh }) => [role, zh])),
    '',
    alignTable(relations.map(({ relation, zh, en }) => [relation, inBoth(zh, en)])),
    '',
    inBoth('不得兼任', 'never held by one'),
    alignTable(separation.clashes.map(({ one, others, zh, en }) => [one, others.join(','), inBoth(zh, en)])),
    '',
    inBoth(
      `须两名安全管理员：${separation.confirmed.join('、')}`,
      `take two officers: ${separation.confirmed.join(', ')}`,
    ),
    inBoth(
      `部门、区县安全管理员可授予：${separation.delegated.join('、')}`,
      `given by officers of a department or district: ${separation.delegated.join(', ')}`,
    ),
  ].join('\n');
}

const explain: Command = {
  name: 'rights explain',
  usage: '--action ACTION [--who ACCOUNT] [--resource CODE] [--department CODE]',
  zh: '为何可以或不可以',
  en: 'why somebody may, or may not',
  options: {
    action: { type: 'string' },
    who: { type: 'string' },
    resource: { type: 'string' },
    department: { type: 'string' },
  },
  words: [0, 0],
  async run({ connection, values }) {
    const action = textOf(values, 'action');
    if (action === undefined)
      throw new WrongUsage(
        '请以 --action 指明动作，见 rights table',
        'say which with --action: see rights table',
      );
    const query = new URLSearchParams({ action });
    for (const [option, name] of Object.entries({
      who: 'as',
      resource: 'resource',
      department: 'department',
    })) {
      const text = textOf(values, option);
      if (text !== undefined) query.set(name, text);
    }
    const answer = await asReader(connection).get<ExplanationAnswer>(`/rights/explanation?${query}`);
    const verdict = answer.allowed ? inBoth('可以', 'may') : inBoth('不可以', 'may not');
    const rows = answer.steps.map(({ holds, step, zh, en }) => [holds ? '✓' : '✗', step, inBoth(zh, en)]);
    return { json: answer, text: `${answer.who} ${answer.action}: ${verdict}\n${alignTable(rows)}` };
  },
};

export const rightsCommands = [table, explain] as const;
