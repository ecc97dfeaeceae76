/**
 * The refinery (加工): the only place that opens a department's file. It decodes, cleans, checks, writes Parquet,
 * packs parcels and merges objects, with DuckDB on local files. Cloud: inside the Lambda. Embedded: in child
 * processes that can be killed. It decides nothing about the bus; what it writes counts only when a transaction
 * names it.
 */
import type { DocumentText } from '../../../schemas/document.ts';
import type {
  Chunk,
  Finding,
  Layout,
  Mapping,
  Part,
  Refined,
  RowCounts,
  Survey,
} from '../../../schemas/refinery.ts';
import type { Resource } from '../../../schemas/resource.ts';

/** The file as it lies in the object store. */
export interface Source {
  readonly key: string;
  /** The name the department gave it; its ending is compared with the real type. */
  readonly fileName: string;
  readonly size: number;
}

export interface RefineJob {
  readonly source: Source;
  readonly survey: Survey;
  readonly layout: Layout;
  readonly mapping: Mapping;
  readonly resource: Resource;
  /** Of a file that was desensitised before: `resource` is its form, and what is clear against this is poison. */
  readonly described?: Resource;
  readonly department: string;
  readonly batch: string;
  /** Rows that are the same again stay: each is a message of its own, and the last of a key counts. */
  readonly keepsRepeats?: boolean;
  /** The batch's period: the partition of rows that have none of their own. */
  readonly period: string;
  /** Id of the attempt; part of every object's name. */
  readonly attempt: string;
  readonly chunk?: Chunk;
}

export interface UnifyJob {
  readonly resource: Resource;
  readonly batch: string;
  readonly attempt: string;
  readonly parts: readonly Part[];
  /** Who sent it: part of the refused rows' name. Default: the resource's first department. */
  readonly department?: string;
  /** Puts the values of refused duplicates under the department's own columns. Default: the order of the items. */
  readonly mapping?: Mapping;
}

export interface Unified {
  readonly parts: readonly Part[];
  readonly refused: number;
  readonly rejects?: string;
  readonly findings: readonly Finding[];
}

/** A version of a resource as a receiver sees it: which items, which rows, in which form. */
export interface PackJob {
  /** Name of the object to write; put once. */
  readonly output: string;
  readonly resource: Resource;
  readonly parts: readonly Part[];
  /** Only rows of these batches count. */
  readonly batches: readonly string[];
  readonly items: readonly string[];
  /** A condition over items: see `layers/core/cleaning/check-expression.ts`. */
  readonly filter?: string;
  readonly format: 'csv' | 'xlsx' | 'json' | 'parquet';
  /** A scanned file to pass on as it is, instead of rows. */
  readonly file?: { readonly key: string; readonly fileName: string };
  /** Goes into the parcel beside the data as manifest.json, with data digest and row count filled in. */
  readonly manifest: Record<string, unknown>;
}

export interface Packed {
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
  readonly rows: number;
}

export interface MergeJob {
  readonly resource: Resource;
  readonly attempt: string;
  readonly period: string;
  readonly parts: readonly Part[];
}

/** Rows to be read: of one resource, or of a view, whose `entries` are then none. */
export interface RowsSource {
  readonly resource: Resource;
  /** The objects that count and, in each, the batches whose rows count, oldest first. */
  readonly entries: readonly { readonly parts: readonly Part[]; readonly batches: readonly string[] }[];
  /** Last write per key instead of all rows. */
  readonly lastPerKey: boolean;
  /** Of a view: what it is over, in the order of `resource.view.over`. */
  readonly over?: readonly RowsSource[];
}

export interface RowsQuery extends RowsSource {
  readonly items?: readonly string[];
  readonly filter?: string;
  /** Only this record of its file; a view has none. */
  readonly line?: number;
  readonly limit: number;
  readonly offset?: number;
}

export interface RejectsJob {
  readonly rejects: readonly string[];
  readonly layout: Layout;
  readonly fileName: string;
  readonly format: 'csv' | 'xlsx' | 'json';
  readonly language: 'zh' | 'en';
}

/** A refused row as it is kept: desensitised for grade 2. */
export interface RefusedRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly problems: readonly Record<string, unknown>[];
}

/** A file whose text is wanted, to be searched. */
export interface TextJob {
  readonly source: Source;
  /** Identifiers in the text are masked before it leaves the refinery. */
  readonly masked: boolean;
}

export interface SourceRow {
  /** Physical line of a text file, or the row of the sheet. */
  readonly line: number;
  readonly sheet?: string;
  readonly cells: readonly string[];
  readonly headers: readonly string[];
}

export interface Refinery {
  /** Looks at a file's real type, structure and first records. @throws PoisonError for what is never taken. */
  survey(source: Source, resource: Resource): Promise<Survey>;
  /** Finds record ends in one sequential pass: chunks of about `target` bytes. */
  divide(source: Source, survey: Survey, layout: Layout, target: number): Promise<readonly Chunk[]>;
  /** Decode → map → clean → validate → desensitise → Parquet, and the refused rows. @throws PoisonError */
  refine(job: RefineJob): Promise<Refined>;
  /** Uniqueness over the chunks of one batch: rewrites the parts that hold later duplicates. */
  unify(job: UnifyJob): Promise<Unified>;
  /** Makes a parcel, or finds the one that lies there already. */
  pack(job: PackJob): Promise<Packed>;
  /** All rows of the inputs in one object, `_batch` and `_line` kept, nothing resolved by key. */
  merge(job: MergeJob): Promise<Part>;
  rows(query: RowsQuery): Promise<readonly Record<string, unknown>[]>;
  /** Counts rows of given parts. */
  count(parts: readonly Part[]): Promise<RowCounts['read']>;
  /** The refused rows as a spreadsheet in the department's own columns, with line and reasons. */
  rejects(job: RejectsJob): AsyncIterable<Uint8Array>;
  /** Refused rows, as kept; of one line when it is given. */
  refusedRows(
    rejects: readonly string[],
    options: { line?: number; limit: number },
  ): Promise<readonly RefusedRow[]>;
  /** One record of the original file. Fixed-width text needs the resource for its positions. */
  sourceRow(
    source: Source,
    survey: Survey,
    layout: Layout,
    ordinal: number,
    chunk?: Chunk,
    resource?: Resource,
  ): Promise<SourceRow>;
  /** Real type, pages and text of a file of any kind. A file it cannot make out is an answer, not an error. */
  text(job: TextJob): Promise<DocumentText>;
}
