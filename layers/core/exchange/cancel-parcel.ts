/** A parcel that is not to be had any more. Its object, if one was written, is the eraser's. */
import type { Parcel } from '../../../schemas/records.ts';
import type { Denial } from '../grants/leave.ts';
import type { Notice } from '../ports/surroundings.ts';
import type { Held } from '../records.ts';

/** @param denial why, where it is for want of a grant: its receiver reads it */
export const cancelledParcel = (parcel: Parcel, at: string, denial?: Denial): Parcel => ({
  ...parcel,
  stage: 'cancelled',
  due: undefined,
  cancelledAt: at,
  reason: denial && { code: `grant-${denial.why}`, zh: denial.zh, en: denial.en },
});

export const cancelNotice = ({ key, version, value }: Held<Parcel>, { zh, en }: Denial): Notice => ({
  id: `${key}@${version + 1}/cancelled`,
  to: value.receiver,
  severity: 'warning',
  subject: `数据包 ${value.id} 已取消：${zh} / parcel ${value.id} was cancelled: ${en}`,
  body: `inbox of ${value.receiver}, parcel ${value.id}`,
});
