/** Leave to fetch what lies in an inbox: only under a grant in force, and no longer than that. */
import type { Parcel } from '../../../schemas/records.ts';
import { Refused } from '../errors.ts';
import { NoLeave } from '../grants/leave.ts';
import type { Ports } from '../ports/index.ts';
import { ruleOnParcel } from './parcel-leave.ts';

/** How long an address of a parcel stands: long enough to begin a download, short enough for a suspension to count. */
const addressMinutes = 5;

/** Planned parcels are not in the inbox yet, cancelled ones are not there any more. */
export const isDelivered = ({ stage }: Parcel): boolean => stage !== 'planned' && stage !== 'cancelled';

/**
 * @returns until when its address may stand
 * @throws NoLeave when the grant is not in force; Refused when it was not delivered
 */
export const openParcel =
  (ports: Pick<Ports, 'records' | 'clock'>) =>
  async (parcel: Parcel): Promise<Date> => {
    if (!isDelivered(parcel)) throw notDelivered(parcel);
    const now = ports.clock.now();
    const usual = new Date(now.getTime() + addressMinutes * 60_000);
    if (parcel.kind === 'correction') return usual;
    const { ruling } = await ruleOnParcel(ports, parcel, now.toISOString());
    if (!ruling.leave) throw new NoLeave(ruling.denial);
    return new Date(Math.min(usual.getTime(), Date.parse(ruling.leave.until)));
  };

const notDelivered = ({ id, stage, reason }: Parcel): Refused =>
  new Refused(
    'not-delivered',
    `parcel ${id} is ${stage}; there is nothing to fetch${reason ? `: ${reason.en}` : ''}`,
    `数据包 ${id} 尚未送达或已取消（${stage}），无内容可取${reason ? `：${reason.zh}` : ''}`,
  );
