/** What a text is cut into, and which words may not be names. */

export type TokenKind =
  | 'word'
  | 'quoted'
  | 'backquoted'
  /** `1a`: no name and no number. */
  | 'digit-word'
  | 'integer'
  | 'decimal'
  | 'double'
  | 'string'
  /** `U&'…'`, not yet decoded. */
  | 'unicode'
  | 'binary'
  | 'symbol'
  | 'unknown'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Of a word in lower case, of a symbol as it is; otherwise empty, so that a quoted name is never a keyword. */
  readonly key: string;
  /** Without its quotes; of a word as it was written. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
}

/** Words that Trino does not take for names unless they are quoted. */
export const reserved: ReadonlySet<string> = new Set(
  `alter and as auto between by case cast constraint create cross cube current_catalog current_date current_path
  current_role current_schema current_time current_timestamp current_user deallocate delete describe distinct drop
  else end escape except exists extract false for from full group grouping having in inner insert intersect
  into is join json_array json_exists json_object json_query json_table json_value left like listagg localtime
  localtimestamp natural normalize not null on or order outer prepare recursive right rollup select skip table then
  trim true uescape union unnest using values when where with`.split(/\s+/),
);

/** Words that a query begins with. */
export const queryWords: ReadonlySet<string> = new Set(['select', 'values', 'table', 'with']);
