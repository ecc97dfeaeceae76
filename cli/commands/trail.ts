/** `trail`: where a message is and who had it, or what happened in a department since a time. */
import type { Entry } from '../../schemas/records.ts';
import type { MessageTrail } from '../../schemas/trail-api.ts';
import { encode } from '../api-client.ts';
import { type Command, textOf } from '../command.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

const rowOf = ({ at, department, record, version, action, actor }: Entry): string[] => [
  at,
  department,
  `${record}@${version}`,
  action,
  actor,
];

export const trailCommand: Command = {
  name: 'trail',
  usage: '[ID] [--department DEPT --since TIME [--until TIME] [--digest SHA256]] [--as DEPT]',
  zh: '消息踪迹：现在何处、经过谁手；或某部门一段时间的台账',
  en: 'where a message is and who had it; or what happened in a department since a time',
  options: {
    department: { type: 'string' },
    since: { type: 'string' },
    until: { type: 'string' },
    digest: { type: 'string' },
  },
  words: [0, 1],
  async run({ connection, words: [id], values }) {
    const client = connection.as('operator');
    if (id !== undefined) {
      const trail = await client.get<MessageTrail>(`/trail/${encode(id)}`);
      const now = trail.records.map((one) => [one.record, one.department, one.stage]);
      return { json: trail, text: `${alignTable(now)}\n\n${alignTable(trail.entries.map(rowOf))}` };
    }
    const since = textOf(values, 'since');
    if (since === undefined)
      throw new WrongUsage(
        '请写消息编号，或以 --since 写明起始时间',
        'give the number of a message, or a time with --since',
      );
    const query = new URLSearchParams({ since });
    for (const name of ['department', 'until', 'digest']) {
      const value = textOf(values, name);
      if (value !== undefined) query.set(name, value);
    }
    const { items } = await client.get<{ items: Entry[] }>(`/trail?${query}`);
    const text = items.length > 0 ? alignTable(items.map(rowOf)) : inBoth('没有记录', 'nothing happened');
    return { json: { items }, text };
  },
};
