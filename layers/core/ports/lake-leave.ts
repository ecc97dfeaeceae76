/**
 * What seats in Athena's console may read of the lake, as it stands where Athena asks. Cloud: Lake Formation; there is no
 * such console elsewhere. Giving and taking the same again changes nothing.
 */
import type { Seat } from '../console-leave/seats.ts';
import type { ConsoleLeave } from '../console-leave/wanted-leave.ts';
import type { TablePlace } from '../workbench/places.ts';

export interface StandingLeave {
  readonly seat: Seat;
  /** As the lake's other ports call them; undefined: it is about something else than a database of the lake's. */
  readonly database?: string;
  readonly table?: string;
  /** Shows names of tables and columns, and no row. */
  readonly isNamesOnly: boolean;
  /** What `grant` gave. Absent: somebody else gave it, or what it gives can no longer be told. */
  readonly leave?: ConsoleLeave;
  /** The adapter's own, to take it away by. */
  readonly handle: unknown;
}

export interface LakeLeave {
  /** All that these seats were given, by whomever. `tables`: all that leave may have been given on. */
  standing(seats: readonly Seat[], tables: readonly TablePlace[]): Promise<readonly StandingLeave[]>;
  /** The table must be in the catalog, with these columns. */
  grant(leave: ConsoleLeave): Promise<void>;
  revoke(standing: StandingLeave): Promise<void>;
}

/** Results of queries in Athena's console, each seat's in a place of its own. */
export interface ConsoleResults {
  /** Erases for good what was put before then. @returns how many objects */
  erase(seat: Seat, before: Date): Promise<number>;
}
