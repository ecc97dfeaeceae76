/** `alarm …`: what is wrong and who has it in hand; channels and rules of telling. */
import { readFile } from 'node:fs/promises';
import type { AlarmAnswer, AlarmView, ChannelView } from '../../schemas/alarm-api.ts';
import { allPages } from '../all-pages.ts';
import { encode } from '../api-client.ts';
import { type Command, textOf, wordAt } from '../command.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

const pathOf = (words: readonly string[]): string => `/alarms/${encode(wordAt(words, 0, 'ALARM'))}`;

const rowOf = (one: AlarmView): string[] => [
  one.id,
  one.lastAt,
  one.severity,
  one.state,
  `×${one.count}`,
  one.acknowledgedBy ?? '',
  `${one.zh} ${one.en}`,
];

const list: Command = {
  name: 'alarm list',
  usage: '[--state open|acknowledged|closed] [--severity warning|alarm|critical]',
  zh: '警报，新的在前',
  en: 'alarms, newest first',
  options: { state: { type: 'string' }, severity: { type: 'string' } },
  words: [0, 0],
  async run({ connection, values }) {
    const query = new URLSearchParams();
    for (const name of ['state', 'severity']) {
      const value = textOf(values, name);
      if (value !== undefined) query.set(name, value);
    }
    const items = await allPages<AlarmView>(connection.as('operator'), `/alarms?${query}`);
    return {
      json: { items },
      text: items.length > 0 ? alignTable(items.map(rowOf)) : inBoth('没有警报', 'no alarms'),
    };
  },
};

const show: Command = {
  name: 'alarm show',
  usage: 'ALARM',
  zh: '查看警报：对象、处置人、通知情况',
  en: 'an alarm: what it is about, who has it in hand, who was told',
  words: [1, 1],
  async run({ connection, words }) {
    const alarm = await connection.as('operator').get<AlarmAnswer>(pathOf(words));
    const told = alarm.deliveries.map((one) => [
      `  ${one.step}`,
      one.channel,
      one.state,
      one.sentAt ?? one.next ?? '',
      one.error ?? '',
    ]);
    const done = alarm.actions.map((one) => `  ${one.at} ${one.by}: ${one.action} (${one.count})`);
    const text = [alignTable([rowOf(alarm)]), `${alarm.kind}: ${alarm.subject}`, ...done, alignTable(told)];
    return { json: alarm, text: text.filter((line) => line !== '').join('\n') };
  },
};

const raise: Command = {
  name: 'alarm raise',
  usage: 'SUBJECT --severity warning|alarm|critical --zh TEXT --en TEXT',
  zh: '人工发出警报，如演练',
  en: 'raise an alarm by hand, a drill for one',
  options: { severity: { type: 'string' }, zh: { type: 'string' }, en: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const zh = textOf(values, 'zh');
    const body = {
      subject: wordAt(words, 0, 'SUBJECT'),
      severity: textOf(values, 'severity') ?? 'warning',
      zh,
      en: textOf(values, 'en') ?? zh,
    };
    const alarm = await connection.as('operator').post<AlarmView>('/alarms', body);
    return { json: alarm, text: inBoth(`已发出警报 ${alarm.id}`, `alarm ${alarm.id} is raised`) };
  },
};

const acknowledge: Command = {
  name: 'alarm ack',
  usage: 'ALARM [--note TEXT]',
  zh: '签收警报，停止升级',
  en: 'take an alarm in hand: nobody else is told',
  options: { note: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const body = { note: textOf(values, 'note') };
    const alarm = await connection.as('operator').post<AlarmView>(`${pathOf(words)}/acknowledgement`, body);
    const by = alarm.acknowledgedBy ?? '';
    return { json: alarm, text: inBoth(`已由 ${by} 签收`, `${by} has it in hand`) };
  },
};

const close: Command = {
  name: 'alarm close',
  usage: 'ALARM --note TEXT',
  zh: '关闭警报，写明处理结果',
  en: 'close an alarm and say what was done',
  options: { note: { type: 'string' } },
  words: [1, 1],
  async run({ connection, words, values }) {
    const note = textOf(values, 'note');
    if (note === undefined) throw new WrongUsage('请以 --note 写明处理结果', 'say what was done with --note');
    const alarm = await connection.as('operator').post<AlarmView>(`${pathOf(words)}/closing`, { note });
    return { json: alarm, text: inBoth('已关闭', 'closed') };
  },
};

const act: Command = {
  name: 'alarm act',
  usage: 'ALARM redrive|purge',
  zh: '就死信警报处置：退回重试或删除',
  en: 'act on an alarm of dead letters: redrive or purge them',
  words: [2, 2],
  async run({ connection, words }) {
    const body = { action: wordAt(words, 1, 'ACTION') };
    const answer = await connection.as('operator').post<{ count: number }>(`${pathOf(words)}/actions`, body);
    return { json: answer, text: inBoth(`已处置 ${answer.count} 条`, `${answer.count} done`) };
  },
};

const channelPath = (words: readonly string[]): string =>
  `/alarm-channels/${encode(wordAt(words, 0, 'CHANNEL'))}`;

async function readFileOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new WrongUsage(`无法读取 ${path}（${code}）`, `${path} cannot be read (${code})`);
  }
}

const put: Command = {
  name: 'alarm channels put',
  usage: 'CHANNEL FILE',
  zh: '设置警报渠道（JSON 文件）',
  en: 'set a channel from a file of JSON',
  words: [2, 2],
  async run({ connection, words }) {
    const body = await readFileOf(wordAt(words, 1, 'FILE'));
    const channel = await connection
      .as('operator')
      .put<ChannelView>(channelPath(words), body, 'application/json');
    return { json: channel, text: inBoth(`渠道 ${channel.name} 已设置`, `channel ${channel.name} is set`) };
  },
};

const remove: Command = {
  name: 'alarm channels remove',
  usage: 'CHANNEL',
  zh: '删除警报渠道',
  en: 'remove a channel, and its secrets with it',
  words: [1, 1],
  async run({ connection, words }) {
    await connection.as('operator').delete(channelPath(words));
    return { json: { removed: words[0] }, text: inBoth('已删除', 'removed') };
  },
};

const test: Command = {
  name: 'alarm channels test',
  usage: 'CHANNEL',
  zh: '向渠道发送一条测试消息',
  en: 'send a channel one message, to see it come',
  words: [1, 1],
  async run({ connection, words }) {
    const answer = await connection.as('operator').post(`${channelPath(words)}/test`);
    return { json: answer, text: inBoth('渠道已接受消息', 'the channel took the message') };
  },
};

const channels: Command = {
  name: 'alarm channels list',
  usage: '',
  zh: '警报渠道，不含密钥',
  en: 'channels that alarms are told by, without their secrets',
  words: [0, 0],
  async run({ connection }) {
    const { items } = await connection.as('operator').get<{ items: ChannelView[] }>('/alarm-channels');
    const rows = items.map((one) => [one.name, one.kind, one.to, one.changedBy]);
    return { json: { items }, text: rows.length > 0 ? alignTable(rows) : inBoth('没有渠道', 'no channels') };
  },
};

const putRules: Command = {
  name: 'alarm rules put',
  usage: 'FILE',
  zh: '设置通知规则（JSON 文件）：升级、值班、免打扰',
  en: 'set the rules from a file of JSON: steps, duty, quiet hours',
  words: [1, 1],
  async run({ connection, words }) {
    const body = await readFileOf(wordAt(words, 0, 'FILE'));
    const kept = await connection.as('operator').put<unknown>('/alarm-rules', body, 'application/json');
    return { json: kept, text: inBoth('规则已设置', 'the rules are set') };
  },
};

const rules: Command = {
  name: 'alarm rules show',
  usage: '',
  zh: '通知规则',
  en: 'who is told and when',
  words: [0, 0],
  async run({ connection }) {
    const kept = await connection.as('operator').get<unknown>('/alarm-rules');
    return { json: kept, text: JSON.stringify(kept, undefined, 2) };
  },
};

export const alarmCommands = [
  list,
  show,
  acknowledge,
  act,
  close,
  raise,
  put,
  remove,
  test,
  channels,
  putRules,
  rules,
] as const;
