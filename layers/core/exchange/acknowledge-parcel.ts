/** The receiver says that it has a parcel, by its digest. Saying it again is no error; another digest is refused. */
import type { Parcel } from '../../../schemas/records.ts';
import { Forbidden, IntegrityError, NotFound, Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { type Held, parcels } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { repeatOnConflict } from './repeat.ts';

export interface Acknowledgement {
  readonly department: string;
  readonly actor: string;
  readonly parcel: string;
  readonly sha256: string;
}

/** Finds a parcel by its id: `{batch}-{subscription}` or that with `-correction`. */
export async function findParcel(ports: Ports, id: string): Promise<Held<Parcel>> {
  const [batch = '', subscription = '', correction] = id.split('-');
  const key = parcels.key(correction === 'correction' ? 'correction' : 'data', batch, subscription);
  const stored = await ports.records.get(key);
  if (!stored)
    throw new NotFound(`there is no parcel ${id}; check the number`, `没有数据包 ${id}，请核对编号`);
  return { ...stored, value: parcels.schema.parse(stored.value) };
}

export const acknowledgeParcel =
  (ports: Ports) =>
  async (given: Acknowledgement): Promise<Parcel> => {
    await repeatOnConflict(async () => {
      const parcel = await findParcel(ports, given.parcel);
      if (isAcknowledged(parcel.value, given)) return;
      const transaction = new Transaction(ports, {
        step: 'acknowledge-parcel',
        department: given.department,
        actor: given.actor,
      });
      await transaction
        .put(
          parcels,
          parcel,
          {
            ...parcel.value,
            stage: 'acknowledged',
            acknowledgedAt: transaction.at,
            acknowledgedBy: given.actor,
            due: undefined,
          },
          { action: 'parcel acknowledged', digest: given.sha256 },
        )
        .commit();
    });
    return (await findParcel(ports, given.parcel)).value;
  };

function isAcknowledged(parcel: Parcel, given: Acknowledgement): boolean {
  if (parcel.receiver !== given.department)
    throw new Forbidden(`parcel ${parcel.id} is not in your inbox`, `数据包 ${parcel.id} 不在本部门收件箱`);
  if (parcel.stage === 'planned' || parcel.stage === 'cancelled')
    throw new Refused(
      'not-delivered',
      `parcel ${parcel.id} is ${parcel.stage}; there is nothing to acknowledge yet`,
      `数据包 ${parcel.id} 尚未送达（${parcel.stage}）`,
    );
  if (parcel.sha256 !== given.sha256)
    throw new IntegrityError(
      `the digest is not that of parcel ${parcel.id}; fetch it again and acknowledge what you then hold`,
      `摘要与数据包 ${parcel.id} 不符，请重新获取后再确认`,
    );
  return parcel.stage === 'acknowledged';
}
