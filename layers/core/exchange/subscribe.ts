/** Who wants a resource, which items and rows of it, in which form. A subscription is not altered: end it, make another. */
import type { Subscription } from '../../../schemas/records.ts';
import { checkExpression } from '../cleaning/check-expression.ts';
import { InvalidInput, NotFound, Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, findOr, must, subscribers } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { repeatOnConflict } from './repeat.ts';

export interface Wish {
  readonly resource: string;
  readonly receiver: string;
  readonly actor: string;
  /** All items when absent. */
  readonly items?: readonly string[];
  readonly filter?: string;
  readonly format: Subscription['format'];
}

export const subscribe =
  (ports: Ports) =>
  async (wish: Wish): Promise<Subscription> => {
    const definition = (await must(ports.records, definitions, wish.resource)).value.resource;
    if (definition.grade === 3)
      throw new Refused(
        'not-shareable',
        `${wish.resource} is of grade 3: its rows never leave the department, only approved results do`,
        `${wish.resource} 为不予共享（3 级）：数据不出部门，只提供经批准的计算结果`,
      );
    const known = definition.items.map((item) => item.code);
    const unknown = (wish.items ?? []).filter((item) => !known.includes(item));
    if (unknown.length > 0)
      throw new InvalidInput(
        `${wish.resource} has no item ${unknown.join(', ')}; it has ${known.join(', ')}`,
        `${wish.resource} 没有信息项 ${unknown.join('、')}；可选：${known.join('、')}`,
      );
    if (wish.filter !== undefined) checkExpression(wish.filter, definition.items);
    const subscription: Subscription = {
      id: ports.ids.next(),
      resource: wish.resource,
      receiver: wish.receiver,
      items: wish.items && wish.items.length > 0 ? [...wish.items] : known,
      filter: wish.filter,
      format: wish.format,
      createdBy: wish.actor,
      createdAt: ports.clock.now().toISOString(),
    };
    await changeSubscribers(ports, wish, 'subscribed', (list) => [...list, subscription]);
    return subscription;
  };

export const unsubscribe =
  (ports: Ports) =>
  async (wish: { resource: string; receiver: string; actor: string; id: string }): Promise<void> => {
    await changeSubscribers(ports, wish, 'unsubscribed', (list) => {
      const rest = list.filter((one) => one.id !== wish.id || one.receiver !== wish.receiver);
      if (rest.length < list.length) return rest;
      throw new NotFound(`you have no subscription ${wish.id}`, `本部门没有订阅 ${wish.id}`);
    });
  };

async function changeSubscribers(
  ports: Ports,
  { resource, receiver, actor }: { resource: string; receiver: string; actor: string },
  action: string,
  change: (list: readonly Subscription[]) => Subscription[],
): Promise<void> {
  await repeatOnConflict(async () => {
    const held = await findOr(ports.records, subscribers, { resource, list: [] }, resource);
    await new Transaction(ports, { step: 'subscribe', department: receiver, actor })
      .put(subscribers, held, { resource, list: change(held.value.list) }, { action, detail: { receiver } })
      .commit();
  });
}
