/**
 * A value of an answer, as a home hands it over. By type: integers are numbers (`bigint` a bigint), `real` and `double`
 * numbers, `decimal` its digits without the point as a bigint, texts, JSON and UUIDs strings, `varbinary` bytes, `date`
 * days since 1970, `time` and `timestamp` microseconds as a bigint, with a zone `{micros, zone}` (micros in UTC),
 * intervals months or milliseconds as a bigint, arrays and rows a list, maps a list of pairs.
 */
export type Cell =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | ZonedMoment
  | readonly Cell[]
  | readonly (readonly [Cell, Cell])[];

export interface ZonedMoment {
  /** Since 1970, in UTC. */
  readonly micros: bigint;
  readonly zone: string;
}
