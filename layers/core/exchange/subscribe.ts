/** Who wants a resource, which items and rows of it, in which form. A subscription is not altered: end it, make another. */
import type { Subscription } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { mustBeInForce } from '../catalog/in-force.ts';
import { checkExpression } from '../cleaning/check-expression.ts';
import { InvalidInput, NotFound } from '../errors.ts';
import type { Leave } from '../grants/leave.ts';
import { leaveToSubscribe } from '../grants/leave-to-subscribe.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, findOr, must, subscribers } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { repeatOnConflict } from './repeat.ts';

export interface Wish {
  readonly resource: string;
  readonly receiver: string;
  readonly actor: string;
  /** The receiver's only grant on the resource when absent. */
  readonly grant?: string | undefined;
  /** All items of the grant when absent. */
  readonly items?: readonly string[];
  readonly filter?: string;
  readonly format: Subscription['format'];
}

/**
 * A subscription stands under a grant of its receiver: no item and no row beyond that, and nothing without it.
 * @throws NoLeave naming what to do when there is none; InvalidInput for items or a filter outside it
 */
export const subscribe =
  (ports: Ports) =>
  async (wish: Wish): Promise<Subscription> => {
    const id = ports.ids.next();
    let made: Subscription | undefined;
    await changeSubscribers(ports, wish, 'subscribed', async (list, transaction) => {
      await mustBeInForce(ports.records, wish.resource);
      const definition = await must(ports.records, definitions, wish.resource);
      const { held, leave } = await leaveToSubscribe(ports, definition.value.resource, wish, transaction.at);
      transaction.check(definition).check(held);
      made = subscriptionOf(definition.value.resource, wish, leave, { id, at: transaction.at });
      return [...list, made];
    });
    return made as Subscription;
  };

function subscriptionOf(
  resource: Resource,
  wish: Wish,
  leave: Leave,
  { id, at }: { id: string; at: string },
): Subscription {
  const wanted = wish.items && wish.items.length > 0 ? [...new Set(wish.items)] : [...leave.items];
  const closed = wanted.filter((item) => !leave.items.includes(item));
  if (closed.length > 0)
    throw new InvalidInput(
      `grant ${leave.grant} on ${resource.code} does not hold ${closed.join(', ')}; it holds ${leave.items.join(', ')}`,
      `${resource.code} 的授权 ${leave.grant} 不含信息项 ${closed.join('、')}；可选：${leave.items.join('、')}`,
    );
  const open = resource.items.filter((item) => leave.items.includes(item.code));
  if (wish.filter !== undefined) checkExpression(wish.filter, open);
  return {
    id,
    resource: wish.resource,
    receiver: wish.receiver,
    grant: leave.grant,
    items: wanted,
    filter: wish.filter,
    format: wish.format,
    createdBy: wish.actor,
    createdAt: at,
  };
}

export const unsubscribe =
  (ports: Ports) =>
  async (wish: { resource: string; receiver: string; actor: string; id: string }): Promise<void> => {
    await changeSubscribers(ports, wish, 'unsubscribed', async (list) => {
      const rest = list.filter((one) => one.id !== wish.id || one.receiver !== wish.receiver);
      if (rest.length < list.length) return rest;
      throw new NotFound(`you have no subscription ${wish.id}`, `本部门没有订阅 ${wish.id}`);
    });
  };

async function changeSubscribers(
  ports: Ports,
  { resource, receiver, actor }: { resource: string; receiver: string; actor: string },
  action: string,
  change: (list: readonly Subscription[], transaction: Transaction) => Promise<Subscription[]>,
): Promise<void> {
  await repeatOnConflict(async () => {
    const held = await findOr(ports.records, subscribers, { resource, list: [] }, resource);
    const transaction = new Transaction(ports, { step: 'subscribe', department: receiver, actor });
    const list = await change(held.value.list, transaction);
    await transaction.put(subscribers, held, { resource, list }, { action, detail: { receiver } }).commit();
  });
}
