/** A cell that Trino 476 gave for an expression: its type and its value, or that it raises. */
import type { Cell } from '../../../parity/answer.ts';

export type Measured =
  | readonly [expression: string, type: string, value: Cell]
  | readonly [expression: string, outcome: 'raises'];
