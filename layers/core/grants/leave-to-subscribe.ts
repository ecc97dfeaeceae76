/** Under which grant somebody subscribes: the one named, or the only one there is. One that begins later will do. */
import type { Grant } from '../../../schemas/grant.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { InvalidInput, Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { find, type Held } from '../records.ts';
import { givenNow } from '../views/resolve-view.ts';
import { byWay, grantsOn } from './in-force.ts';
import { grants } from './kinds.ts';
import { type Denial, deny, gradeThree, type Leave, leaveUnder, NoLeave } from './leave.ts';

interface Wish {
  readonly receiver: string;
  readonly grant?: string | undefined;
}

/** @throws NoLeave when there is none; InvalidInput when several might be meant; Refused `view-rows` for a view */
export async function leaveToSubscribe(
  ports: Ports,
  resource: Resource,
  wish: Wish,
  at: string,
): Promise<{ held: Held<Grant>; leave: Leave }> {
  if (resource.view) throw viewsAreQueried(resource.code);
  if (resource.grade === 3) throw new NoLeave(gradeThree(resource.code).denial);
  const held = await oneOf(ports, resource, wish);
  const own = held?.value.receiver === wish.receiver ? held : undefined;
  const from = own && own.value.terms.from > at ? own.value.terms.from : at;
  const ruling = byWay(leaveUnder(own?.value, await givenNow(ports.records, resource), from), 'file');
  if (ruling.leave && own) return { held: own, leave: ruling.leave };
  throw new NoLeave(own && ruling.denial ? ruling.denial : askFirst(resource.code, wish.receiver));
}

async function oneOf(
  ports: Ports,
  resource: Resource,
  { receiver, grant }: Wish,
): Promise<Held<Grant> | undefined> {
  if (grant !== undefined) return find(ports.records, grants, grant);
  const own = (await grantsOn(ports, resource, receiver)).map(({ held }) => held as Held<Grant>);
  if (own.length < 2) return own[0] ?? waiting(ports, resource, receiver);
  const ids = own.map(({ value }) => value.id);
  throw new InvalidInput(
    `there are several grants on ${resource.code}; say which: --grant ${ids.join(' | ')}`,
    `本部门对 ${resource.code} 有多项授权，请指明：--grant ${ids.join(' 或 ')}`,
  );
}

/** For a better answer than "none": a request that waits, as far as the index shows it. */
async function waiting(
  { records }: Ports,
  { code }: Resource,
  receiver: string,
): Promise<Held<Grant> | undefined> {
  const page = await records.query('owner', `grants/${receiver}`, { descending: true, limit: 50 });
  for (const { key } of page.items) {
    const stored = await records.get(key);
    const value = stored && grants.schema.parse(stored.value);
    if (stored && value?.resource === code) return { ...stored, value };
  }
  return undefined;
}

/** With the very command to run next. */
const askFirst = (code: string, receiver: string): Denial =>
  deny(
    'no-grant',
    `${receiver} has no grant on ${code}; ask for it first: shuiyuan grant request ${code} --as ${receiver} --purpose "…" --basis "…" --until YYYY-MM-DD`,
    `${receiver} 没有 ${code} 的授权，请先申请：shuiyuan grant request ${code} --as ${receiver} --purpose "用途" --basis "依据" --until YYYY-MM-DD`,
  ).denial;

/** Nothing comes of its own accord: a view has no batches to be sent. */
const viewsAreQueried = (code: string): Refused =>
  new Refused(
    'view-rows',
    `${code} is a view and sends no parcels; ask for a grant and read its rows: GET /resources/${code}/rows`,
    `${code} 为逻辑资源，不发送数据包；请申请授权后查行：GET /resources/${code}/rows`,
    { place: { resource: code } },
  );
