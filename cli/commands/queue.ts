/** `queue …`: depths and dead letters, for the operator. */
import { encode } from '../api-client.ts';
import { type Command, type CommandInput, wordAt } from '../command.ts';
import { alignTable, inBoth } from '../terminal.ts';

interface Depth {
  readonly queue: string;
  readonly waiting: number;
  readonly inFlight: number;
  readonly dead: number;
}

const list: Command = {
  name: 'queue list',
  usage: '',
  zh: '各队列的积压与死信',
  en: 'depths and dead letters of the queues',
  words: [0, 0],
  async run({ connection }) {
    const { items } = await connection.as('operator').get<{ items: Depth[] }>('/queues');
    const head = ['', inBoth('等待', 'waiting'), inBoth('处理中', 'in flight'), inBoth('死信', 'dead')];
    const rows = items.map((one) => [one.queue, String(one.waiting), String(one.inFlight), String(one.dead)]);
    return { json: { items }, text: alignTable([head, ...rows]) };
  },
};

interface Letter {
  readonly id: string;
  readonly record: string;
  readonly failures: number;
  readonly lastError?: string;
}

const queuePath = (words: readonly string[]): string => `/queues/${encode(wordAt(words, 0, 'QUEUE'))}`;

const dead: Command = {
  name: 'queue dead',
  usage: 'QUEUE',
  zh: '查看死信',
  en: 'dead letters of a queue',
  words: [1, 1],
  async run({ connection, words }) {
    const { items } = await connection.as('operator').get<{ items: Letter[] }>(`${queuePath(words)}/dead`);
    const rows = items.map((one) => [one.id, one.record, String(one.failures), one.lastError ?? '']);
    return {
      json: { items },
      text: rows.length > 0 ? alignTable(rows) : inBoth('没有死信', 'no dead letters'),
    };
  },
};

/** Letters named after the queue, or all of them. */
async function change(how: 'redrive' | 'purge', { connection, words }: CommandInput) {
  const [, ...ids] = words;
  const body = ids.length > 0 ? { ids } : {};
  return connection.as('operator').post<{ count: number }>(`${queuePath(words)}/${how}`, body);
}

const redrive: Command = {
  name: 'queue redrive',
  usage: 'QUEUE [LETTER…]',
  zh: '把死信退回队列重试',
  en: 'give dead letters back to their queue',
  words: [1, 1001],
  async run(input) {
    const answer = await change('redrive', input);
    return { json: answer, text: inBoth(`已退回 ${answer.count} 条`, `${answer.count} given back`) };
  },
};

const purge: Command = {
  name: 'queue purge',
  usage: 'QUEUE [LETTER…]',
  zh: '删除死信',
  en: 'delete dead letters',
  words: [1, 1001],
  async run(input) {
    const answer = await change('purge', input);
    return { json: answer, text: inBoth(`已删除 ${answer.count} 条`, `${answer.count} deleted`) };
  },
};

export const queueCommands = [list, redrive, purge, dead] as const;
