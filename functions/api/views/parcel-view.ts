/** A parcel as its receiver sees it, with all that a check of its signature needs. */
import type { Language } from '../../../layers/core/errors.ts';
import type { Denial } from '../../../layers/core/grants/leave.ts';
import type { ParcelView } from '../../../schemas/api-answers.ts';
import type { Parcel } from '../../../schemas/records.ts';
import { viewReason } from './reason-view.ts';

/** @param denial why it cannot be fetched now, where that is so */
export function viewParcel(parcel: Parcel, language: Language, denial?: Denial): ParcelView {
  const { id, stage, objects: _objects, file: _file, key: _key, announcedTimes: _times, ...rest } = parcel;
  const { conditions: _conditions, erased: _erased, reason, ...shown } = rest;
  return {
    ...shown,
    parcel: id,
    state: stage,
    fileName: parcelFileName(parcel),
    reason: denial
      ? { code: `grant-${denial.why}`, message: denial[language] }
      : viewReason(reason, language),
  };
}

/** What a parcel is called on the receiver's disk. */
export function parcelFileName({ resource, period, id }: Parcel): string {
  return `${resource}${period === '-' ? '' : `-${period}`}-${id}.zip`;
}
