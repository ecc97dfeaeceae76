/** May this parcel be had now? Asked right before it is delivered, when it is fetched, and when it falls due. */
import type { Parcel } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { type GrantRuling, ruleOn } from '../grants/in-force.ts';
import { deny, type Leave, type Ruling } from '../grants/leave.ts';
import type { Ports } from '../ports/index.ts';
import { definitions, type Held, must } from '../records.ts';

export interface ParcelRuling extends GrantRuling {
  /** The description in force: decided on, too. */
  readonly definition: Held<{ readonly resource: Resource }>;
}

/**
 * Rules on a parcel of data by the grant frozen in it, or the renewal that follows on that. Corrections hold no rows:
 * who was given data learns that it was taken back, whatever became of the grant.
 */
export async function ruleOnParcel(
  { records }: Pick<Ports, 'records'>,
  parcel: Parcel,
  at: string,
): Promise<ParcelRuling> {
  const definition = await must(records, definitions, parcel.resource);
  const { grant, receiver } = parcel;
  const { resource } = definition.value;
  const { held, ruling } = await ruleOn({ records }, { grant, receiver, way: 'file', resource, at });
  return { held, definition, ruling: ruling.leave ? covering(ruling.leave, parcel) : ruling };
}

/** What was frozen at routing may hold more than is given by now: then it is not to be had as it is. */
function covering(leave: Leave, { items, conditions = [] }: Parcel): Ruling {
  const wider = items.some((item) => !leave.items.includes(item));
  const looser = leave.filters.some((filter) => !conditions.includes(filter));
  if (!wider && !looser) return { leave };
  return deny(
    'narrowed',
    `grant ${leave.grant} gives fewer items or rows than this parcel holds; query the rows instead`,
    `授权 ${leave.grant} 的范围已小于该数据包，请改用行查询`,
    true,
  );
}
