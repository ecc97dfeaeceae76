/** Which grants are in force, read by key: for whoever hands out data, and for `Target.receivers`. */
import type { Grant, GrantWay } from '../../../schemas/grant.ts';
import type { Resource } from '../../../schemas/resource.ts';
import type { Ports } from '../ports/index.ts';
import { absent, definitions, find, findOr, type Held } from '../records.ts';
import { givenNow } from '../views/resolve-view.ts';
import { grantees, grants } from './kinds.ts';
import { deny, type Leave, leaveUnder, type Ruling } from './leave.ts';

type Reading = Pick<Ports, 'records' | 'clock'>;

export interface GrantRuling {
  /** Version 0: there is none. What a transaction decides by this ruling it makes conditional on it. */
  readonly held: Held<Grant | undefined>;
  readonly ruling: Ruling;
}

/** Grants given on a resource that have not ended, oldest first, each with what it gives at this moment. */
export async function grantsOn(
  ports: Reading,
  resource: Resource,
  receiver?: string,
): Promise<readonly GrantRuling[]> {
  const { list } = (await findOr(ports.records, grantees, none(resource.code), resource.code)).value;
  const wanted = list.filter((one) => receiver === undefined || one.receiver === receiver);
  if (wanted.length === 0) return [];
  const given = await givenNow(ports.records, resource);
  const keys = wanted.map((one) => grants.key(one.grant));
  const at = ports.clock.now().toISOString();
  const found: GrantRuling[] = [];
  for (let from = 0; from < keys.length; from += 100)
    for (const stored of await ports.records.getMany(keys.slice(from, from + 100)))
      if (stored) {
        const held = { ...stored, value: grants.schema.parse(stored.value) };
        found.push({ held, ruling: leaveUnder(held.value, given, at) });
      }
  return found;
}

const none = (resource: string) => ({ resource, list: [] });

/** Leaves in force on a resource, the newest last; of one receiver, or of all. */
export async function leavesInForce(
  ports: Reading,
  resource: Resource,
  receiver?: string,
): Promise<readonly Leave[]> {
  const ruled = await grantsOn(ports, resource, receiver);
  return ruled.map(({ ruling }) => ruling.leave).filter((leave) => leave !== undefined);
}

/** Departments that hold a grant in force on a resource: `Target.receivers`. */
export async function receiversInForce(ports: Reading, code: string): Promise<readonly string[]> {
  const definition = await find(ports.records, definitions, code);
  if (!definition) return [];
  const ruled = await grantsOn(ports, definition.value.resource);
  const open = ruled.filter(({ ruling }) => ruling.leave !== undefined);
  return [...new Set(open.map(({ held }) => held.value?.receiver ?? ''))];
}

export interface Question {
  /** The grant that a subscription or parcel names; of an older platform, none. */
  readonly grant: string | undefined;
  readonly receiver: string;
  readonly way: GrantWay;
  /** The description in force. */
  readonly resource: Resource;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Longer chains of renewals are made anew by subscribing again. */
const mostRenewals = 40;

/**
 * Rules on what stands under a grant. One whose term has passed is followed by its renewal, so that a subscription
 * goes on; one that was revoked or given up is not.
 */
export async function ruleOn(
  { records }: Pick<Ports, 'records'>,
  { grant, receiver, way, resource, at }: Question,
): Promise<GrantRuling> {
  const given = await givenNow(records, resource);
  let id = grant ?? 'none';
  for (let followed = 0; ; followed += 1) {
    const found = await find(records, grants, id);
    const own = found?.value.receiver === receiver ? found : undefined;
    const ruling = byWay(leaveUnder(own?.value, given, at), way);
    const next = ruling.denial?.why === 'expired' ? own?.value.renewedBy : undefined;
    if (next === undefined || followed === mostRenewals)
      return { held: found ?? absent(grants.key(id)), ruling };
    id = next;
  }
}

export function byWay(ruling: Ruling, way: GrantWay): Ruling {
  if (!ruling.leave || ruling.leave.ways.includes(way)) return ruling;
  const { grant, ways } = ruling.leave;
  return deny(
    'other-way',
    `grant ${grant} is for ${ways.join(', ')}, not for ${way}; ask for that way`,
    `授权 ${grant} 的提供方式为 ${ways.join('、')}，不含 ${way}，请另行申请`,
    true,
  );
}
