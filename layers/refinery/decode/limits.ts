/** What a decoder takes before it refuses. Sizes are bytes. A caller may tighten any of them. */

export interface DecodeLimits {
  /** One cell, as UTF-8. */
  readonly cell: number;
  /** One record, as UTF-8. */
  readonly record: number;
  readonly columns: number;
  /** Entries of one archive. */
  readonly entries: number;
  /** All that one archive inflates to. */
  readonly inflated: number;
  /** Inflated : compressed, looked at beyond `ratioFloor` inflated bytes. */
  readonly ratio: number;
  readonly ratioFloor: number;
  /** Text of a workbook's shared strings, the one part of an XLSX that is kept in memory. */
  readonly sharedStrings: number;
  /** XLS and ODS files: the first is opened whole in memory. */
  readonly wholeFile: number;
  /** How far a quote may stay open. */
  readonly openQuote: number;
  /** Share of bytes that may be unreadable in the encoding found. */
  readonly unreadable: number;
  /** Padding to the widest record may make the canonical file this much larger than its content. */
  readonly padding: number;
}

const MiB = 1024 * 1024;

export const defaultLimits: DecodeLimits = {
  cell: MiB,
  record: 16 * MiB,
  columns: 16_384,
  entries: 10_000,
  inflated: 32 * 1024 * MiB,
  ratio: 200,
  ratioFloor: 50 * MiB,
  sharedStrings: 512 * MiB,
  wholeFile: 64 * MiB,
  openQuote: MiB,
  unreadable: 0.001,
  padding: 4 * 1024 * MiB,
};

/** Fills in the limits a caller left open. */
export function withDefaults(limits: Partial<DecodeLimits> = {}): DecodeLimits {
  return { ...defaultLimits, ...limits };
}

/** Records a survey shows. */
export const headRecords = 60;
