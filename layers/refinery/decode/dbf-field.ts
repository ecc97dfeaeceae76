/** A column of a DBF table: where it stands in each record. */
export interface DbfField {
  readonly name: string;
  readonly type: string;
  readonly start: number;
  readonly width: number;
  readonly decimals: number;
}
