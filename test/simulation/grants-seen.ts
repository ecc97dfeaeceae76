/** What the records say of a parcel's grant, read without the code under test. */
import { grantSchema } from '../../schemas/grant.ts';
import type { Parcel } from '../../schemas/records.ts';

interface Rows {
  get(key: string): { readonly value: unknown } | undefined;
  readonly time: number;
}

type Granted = Pick<Parcel, 'grant' | 'receiver'>;

/** The one it names, and those that renewed it one after another. */
function chainOf(rows: Rows, { grant }: Granted) {
  const chain = [];
  for (let id = grant; id !== undefined; ) {
    const value = grantSchema.parse(rows.get(`grant/${id}`)?.value);
    chain.push(value);
    id = value.renewedBy;
  }
  return chain;
}

/** Was it in force at `time` (milliseconds), as the records stand? */
export const isGrantedAt = (rows: Rows, parcel: Granted, time: number): boolean =>
  parcel.grant !== undefined &&
  chainOf(rows, parcel).some(
    ({ stage, suspensions, terms, receiver }) =>
      stage === 'granted' &&
      suspensions.length === 0 &&
      receiver === parcel.receiver &&
      Date.parse(terms.from) <= time &&
      time < Date.parse(terms.until),
  );

export const isGrantedNow = (rows: Rows, parcel: Granted): boolean => isGrantedAt(rows, parcel, rows.time);

/** Milliseconds; the end of the last term. */
export const untilOf = (rows: Rows, parcel: Granted): number =>
  Math.max(...chainOf(rows, parcel).map(({ terms }) => Date.parse(terms.until)));
