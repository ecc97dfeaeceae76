/** What the plan of one item's cleaning holds. */
import type { PartyColumns } from './person-tokens.ts';
import type { RuleWord } from './rules.ts';

/**
 * Columns, by column of the file or by item: `c` the cell, `f` the folded cell, `t` the text made of it, `a` the first
 * reading, `v` the value, `k` the status of an identifier, or what is wrong with another cell, `q` the identity
 * number that may be in an identifier, `l` the same of 18 characters, `p` whose it is. The cheap look knows no
 * `f` and no `t`, and `k` of identifiers only.
 */
export interface ItemCleaning {
  /** Over `c`: the reading of a cell as it should be, NULL for any other. What most cells pay. */
  readonly fast: string;
  /** Over `f`: what the thorough reading and the problems look at. */
  readonly text: string | NumberText;
  /** Over `c` and `t`: reads everything people write. */
  readonly first: string;
  /** Over `a`: the value. Absent: the first reading is the value. */
  readonly second?: string;
  /** Over `a`: the status of an identifier. */
  readonly status?: string;
  /** Over `a`, `k` and `q`: whose identifier it is, where that decides how it is desensitised. */
  readonly party?: PartyColumns | undefined;
  /** Over `c`, `t` and `v`: what is wrong with a cell that is not empty and has no value; NULL for all others. */
  readonly verdict?: string;
  /** What is stored, over `a` and `v`. */
  readonly value: string;
  /** Cheap conditions; a row where none holds is good. NULL counts as not holding. */
  readonly suspicious: readonly string[];
  readonly problems: readonly ItemProblem[];
}

/** Plain decimal text, read together with the other numbers of the row by `sy_number(from, power, own)`. */
export interface NumberText {
  /** Over `c` and `f`: NULL where there is nothing to read. */
  readonly from: string;
  /** Power of ten of the header's unit. */
  readonly power: number;
  /** Power of ten of the item's own unit. */
  readonly own: number;
}

export interface ItemProblem {
  readonly rule: RuleWord;
  readonly when: string;
}

/** Names of an item's columns. */
export interface Names {
  readonly c: string;
  readonly f: string;
  readonly t: string;
  readonly a: string;
  readonly v: string;
  readonly k: string;
  readonly p: string;
  readonly q: string;
}
