/** `subscribe`, `subscription …`: what a department receives. */
import type { Subscription } from '../../schemas/records.ts';
import { encode, newKey } from '../api-client.ts';
import { type Command, listOf, textOf, wordAt } from '../command.ts';
import type { Connection } from '../connection.ts';
import { WrongUsage } from '../failures.ts';
import { alignTable, inBoth } from '../terminal.ts';

const rowOf = (one: Subscription): string[] => [
  one.id,
  one.resource,
  one.receiver,
  one.grant ?? '',
  one.format,
  one.items.join(','),
  one.filter ?? '',
];

/** The department's client. @throws WrongUsage when nobody is named */
export const asDepartment = (connection: Connection) =>
  connection.hasToken ? connection.as() : connection.as(connection.department());

const subscribed = inBoth(
  '已订阅：从下一个批次起送达；湖中已有的数据不补送，可用行查询取用，或请提供部门重新上传',
  'subscribed: batches from now on are sent; what is in the lake already is not: query its rows, or ask its department to send it again',
);

const subscribe: Command = {
  name: 'subscribe',
  usage: 'RESOURCE --as DEPT [--grant GRANT] [--items a,b] [--filter EXPR] [--format csv|xlsx|json|parquet]',
  zh: '按授权订阅信息资源',
  en: 'subscribe to a resource under a grant',
  options: {
    grant: { type: 'string' },
    items: { type: 'string' },
    filter: { type: 'string' },
    format: { type: 'string' },
  },
  words: [1, 1],
  async run({ connection, words, values }) {
    const body = {
      resource: wordAt(words, 0, 'RESOURCE'),
      grant: textOf(values, 'grant'),
      items: listOf(textOf(values, 'items')),
      filter: textOf(values, 'filter'),
      format: textOf(values, 'format'),
    };
    const made = await asDepartment(connection).post<Subscription>('/subscriptions', body, newKey());
    return { json: made, text: `${subscribed}\n${alignTable([rowOf(made)])}` };
  },
};

const list: Command = {
  name: 'subscription list',
  usage: '--as DEPT',
  zh: '本部门的订阅',
  en: "a department's subscriptions",
  words: [0, 0],
  async run({ connection }) {
    const { items } = await asDepartment(connection).get<{ items: Subscription[] }>('/subscriptions');
    const text = items.length > 0 ? alignTable(items.map(rowOf)) : inBoth('没有订阅', 'no subscriptions');
    return { json: { items }, text };
  },
};

const end: Command = {
  name: 'subscription end',
  usage: 'SUBSCRIPTION --as DEPT',
  zh: '取消订阅',
  en: 'end a subscription',
  words: [1, 1],
  async run({ connection, words }) {
    const client = asDepartment(connection);
    const id = wordAt(words, 0, 'SUBSCRIPTION');
    const { items } = await client.get<{ items: Subscription[] }>('/subscriptions');
    const found = items.find((one) => one.id === id);
    if (!found) throw new WrongUsage(`没有订阅 ${id}`, `there is no subscription ${id}`);
    await client.delete(`/subscriptions/${encode(found.resource)}/${encode(id)}`);
    return { json: { ended: id, resource: found.resource }, text: inBoth('已取消', 'ended') };
  },
};

export const subscriptionCommands = [subscribe, list, end] as const;
