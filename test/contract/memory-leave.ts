/** The console's leave and results in memory, keeping what Lake Formation keeps to. */
import { type Seat, seatName } from '../../layers/core/console-leave/seats.ts';
import type { ConsoleLeave } from '../../layers/core/console-leave/wanted-leave.ts';
import type { ConsoleResults, LakeLeave, StandingLeave } from '../../layers/core/ports/lake-leave.ts';

export interface MemoryLeave extends LakeLeave {
  /** By what they are about; an administrator may add and change what he likes. */
  readonly given: Map<string, StandingLeave>;
  /** What was asked, in order: `revoke tax-receiver shared.meter`. */
  readonly asked: string[];
}

export function memoryLeave(): MemoryLeave {
  const given = new Map<string, StandingLeave>();
  const asked: string[] = [];
  const keyOf = ({ seat, database, table, columns, rows }: ConsoleLeave): string =>
    JSON.stringify([seatName(seat), database, table, columns.toSorted(), rows ?? null]);
  return {
    given,
    asked,
    standing: async (seats) => {
      const names = seats.map(seatName);
      return [...given.values()].filter(({ seat }) => names.includes(seatName(seat)));
    },
    grant: async (leave) => {
      const { seat, database, table } = leave;
      asked.push(`grant ${seatName(seat)} ${database}.${table}`);
      const handle = keyOf(leave);
      given.set(handle, { seat, database, table, isNamesOnly: false, leave, handle });
    },
    revoke: async ({ seat, database, table, handle }) => {
      asked.push(`revoke ${seatName(seat)} ${database}.${table}`);
      given.delete(handle as string);
    },
  };
}

export interface MemoryResults extends ConsoleResults {
  readonly put: { readonly seat: Seat; readonly at: Date }[];
}

export function memoryResults(): MemoryResults {
  const put: { readonly seat: Seat; readonly at: Date }[] = [];
  return {
    put,
    erase: async (seat, before) => {
      const gone = put.filter((one) => seatName(one.seat) === seatName(seat) && one.at < before);
      for (const one of gone) put.splice(put.indexOf(one), 1);
      return gone.length;
    },
  };
}
