/** A parcel as its receiver sees it, with all that a check of its signature needs. */
import type { ParcelView } from '../../../schemas/api-answers.ts';
import type { Parcel } from '../../../schemas/records.ts';

export function viewParcel(parcel: Parcel): ParcelView {
  const { id, stage, objects: _objects, file: _file, key: _key, announcedTimes: _times, ...rest } = parcel;
  return { ...rest, parcel: id, state: stage, fileName: parcelFileName(parcel) };
}

/** What a parcel is called on the receiver's disk. */
export function parcelFileName({ resource, period, id }: Parcel): string {
  return `${resource}${period === '-' ? '' : `-${period}`}-${id}.zip`;
}
