/** A pattern as Trino reads it (Joni with Java's syntax), written for DuckDB's RE2; and what must be known of it. */

/** What is gathered while a pattern is read. */
export interface Findings {
  groups: number;
  readonly names: Map<string, number>;
  /** `^`, `\A`: matching a text from its middle would mean another thing. */
  begins: boolean;
  /** `$` before whose newline nothing can follow; or in a place where something can, or with `(?m)`. */
  ends: 'no' | 'last' | 'anywhere';
  /** `\b`: Joni's is of all letters, RE2's of ASCII. */
  boundary: boolean;
  caseless: boolean;
}

/** A piece of it in RE2's syntax. */
export interface Piece {
  readonly re2: string;
  /** Whether it matches nothing. */
  readonly empty: boolean;
  readonly captures: boolean;
  /** `^` and its like cannot be repeated. */
  readonly anchor?: boolean;
}

export interface TranslatedPattern extends Piece {
  readonly found: Readonly<Findings>;
}

export interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}
